// What a rule is, and what it may see. A rule is data and one function; it does no I/O and keeps no state.
import type { Conventions } from '../kinds/conventions.ts';
import type { Kind } from '../kinds/kind.ts';
import type { TextEdit } from '../text/edits.ts';
import type { Span } from '../text/span.ts';
import type { FileIdentity, SourceDocument, SourceFile } from '../workspace/file.ts';
import type { FactRecord, WorkspaceView } from '../workspace/view.ts';

export const severities = ['error', 'warning', 'information', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** A change in another file than the finding's, a file to create, or one to rename. Offsets are those of that whole file. */
export interface OtherFileEdit {
  readonly uri: string;
  readonly edits: readonly TextEdit[];
  /** The text of a new file; `edits` is empty then. */
  readonly create?: string;
  /** The URI a file is to have; `edits` is empty then. */
  readonly renameTo?: string;
}

export interface Fix {
  /** What the repair does, as a command: "Write `storageType`". */
  readonly title: string;
  /** Changes in the finding's document, in that document's coordinates. */
  readonly edits: readonly TextEdit[];
  readonly elsewhere?: readonly OtherFileEdit[];
}

export interface Report {
  /** Exactly the word or words concerned, in the document's coordinates. */
  readonly at: Span;
  /** What is wrong and what happens if nothing is done, in one or two sentences. */
  readonly message: string;
  /** Repairs, the preferred one first; each removes the finding and changes nothing else. */
  readonly fixes?: readonly Fix[];
  /** Facts in other files that the finding rests on. */
  readonly related?: readonly { readonly record: FactRecord; readonly message: string }[];
  readonly tag?: 'unnecessary' | 'deprecated';
  /** The values that the finding is about, where it is about secrets written out. `omni-scale.yaml` may accept them. */
  readonly secrets?: readonly string[];
  /** The message where only some of `secrets` are left, by their places there. */
  readonly messageOf?: (left: readonly number[]) => string;
  /** Lower or higher than the rule's own severity where this case is less or more certain. */
  readonly severity?: Severity;
}

export interface DocumentContext {
  readonly document: SourceDocument;
  /** Where its file lies. */
  readonly file: FileIdentity;
  report(report: Report): void;
}

export interface FileContext extends DocumentContext {
  readonly file: SourceFile;
}

export interface WorkspaceContext extends DocumentContext {
  /** The file's other documents are seen through their facts only. */
  readonly workspace: WorkspaceView;
  /** The team's conventions for the folder that holds this file. */
  readonly conventions: Conventions;
}

interface RuleMetadata {
  /** True for a rule that reads the text alone, so that it holds for what is no valid YAML (yet) too. */
  readonly readsText?: true;
  /** `domain/name`, stable for ever: people write it into their files. */
  readonly id: string;
  /** One line: what is wrong, as a noun phrase or short sentence without a full stop. */
  readonly title: string;
  readonly severity: Severity;
  /** True for a matter of taste: off until a team or a person gives the rule a severity. */
  readonly onlyWhenAsked?: true;
  /** The kinds of document it looks at; `any` for all. */
  readonly kinds: readonly Kind[] | 'any';
  /** What happens to people who leave it, in Markdown. */
  readonly why: string;
  /** Examples; the rule's first tests. Several files are written as `=== path` lines with the text below. */
  readonly bad: string;
  readonly good: string;
  /** Where the fact comes from: upstream file or document. */
  readonly source: string;
}

/** Sees its own document only; runs again when that document changes. */
export interface DocumentRule extends RuleMetadata {
  readonly needs: 'document';
  check(context: DocumentContext): void;
}

/** Sees the other documents of the file too. */
export interface FileRule extends RuleMetadata {
  readonly needs: 'file';
  check(context: FileContext): void;
}

/** Sees the facts of all files; runs again when a fact it asked for changes. `live`: it says nothing unless connected. */
export interface WorkspaceRule extends RuleMetadata {
  readonly needs: 'workspace' | 'live';
  /** It does not wait until all files are read: what others hold only makes it more exact. */
  readonly early?: true;
  check(context: WorkspaceContext): void;
}

export type Rule = DocumentRule | FileRule | WorkspaceRule;
