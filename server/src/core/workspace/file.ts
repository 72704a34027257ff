// A file as its documents. A new version takes over every document whose text is unchanged, with all that was derived
// from it, so the cost of a change follows the document and not the file.

import { isTemplateHelper } from '../kinds/chart-files.ts';
import { isEnvExample } from '../kinds/env-file.ts';
import { factsOf } from '../kinds/facts-of.ts';
import { isTemplateKind, type Kind } from '../kinds/kind.ts';
import { isMarkdown } from '../kinds/markdown-paths.ts';
import { kindInPatch, recognise } from '../kinds/recognise.ts';
import { isToolVersions } from '../kinds/tool-versions.ts';
import { at, breaksTree, pairsOf } from '../yaml/nodes.ts';
import { parseYaml, type YamlDocument } from '../yaml/parse.ts';
import { type SplitText, splitDocuments } from '../yaml/split.ts';
import { type Fact, type FactType, factKeys } from './facts.ts';

/** One document; its ranges count from its own start, so they stay true when text above it changes. */
export interface SourceDocument {
  readonly text: string;
  readonly kind: Kind;
  /** What it would be without the documents beside it. */
  readonly ownKind: Kind;
  readonly yaml: YamlDocument;
  readonly facts: readonly Fact[];
  /** The facts as text, to compare with another version's. */
  readonly factKeys: ReadonlyMap<FactType, string>;
}

export interface PlacedDocument {
  readonly start: number;
  readonly document: SourceDocument;
}

export interface SourceFile {
  readonly uri: string;
  /** URI of the workspace folder that holds the file. */
  readonly folder: string;
  /** Path below the folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly documents: readonly PlacedDocument[];
  /** True when a cluster template takes this file as a patch, so that omnictl reads all of it as one. */
  readonly isPatch: boolean;
  /** Why the file, or the rest of it, is not read; undefined when all of it is. */
  readonly unread?: string;
}

/** A larger file is not read: nothing a person edits by hand is that large. In UTF-16 units. */
export const fileSizeLimit = 5_000_000;

export interface FileIdentity {
  readonly uri: string;
  readonly folder: string;
  readonly path: string;
}

/** A file whose text is not looked at, with the reason people are told. */
export function unreadFile(identity: FileIdentity, reason: string, text = '', isPatch = false): SourceFile {
  const { uri, folder, path } = identity;
  return { uri, folder, path, text, documents: [], isPatch, unread: reason };
}

/**
 * @param before the version before, to take unchanged documents over from
 * @param isPatch whether a cluster template takes the file as a patch
 */
export function readFile(
  { uri, folder, path }: FileIdentity,
  text: string,
  before?: SourceFile,
  isPatch = false,
): SourceFile {
  const identity = { uri, folder, path };
  if (text.length > fileSizeLimit) {
    const size = (text.length / 1_000_000).toFixed(1);
    const reason = `This file has ${size} MB, so it is not checked. The limit is ${fileSizeLimit / 1_000_000} MB.`;
    return unreadFile(identity, reason, text, isPatch);
  }
  if (text.includes('\0')) return unreadFile(identity, 'This file is not text, so it is not checked.', text, isPatch);
  const asLines = isReadByLine(path);
  const parts = asLines ? wholeText(text) : partsOf(text, isPatch);
  // What a document is taken for depends on where its file lies.
  const known = new Known(before?.path === path && before.folder === folder ? before : undefined);
  const drafts = parts.spans.map(({ start, end }) => {
    const own = text.slice(start, end);
    const old = known.take(own);
    const yaml = old?.yaml ?? (asLines ? unparsed(own) : parseYaml(own));
    return { start, own, old, yaml, kind: old?.ownKind ?? recognise(yaml, path) };
  });
  const inTemplate =
    drafts.some((draft) => isTemplateKind(draft.kind)) || (!isPatch && looksLikeTemplate(drafts, path));
  const documents = drafts.map(({ start, own, old, yaml, kind }): PlacedDocument => {
    const final = inTemplate ? kindInTemplate(kind, yaml) : isPatch ? kindInPatch(kind, yaml) : kind;
    if (old && old.kind === final) return { start, document: old };
    const facts = factsOf(final, yaml, path);
    return { start, document: { text: own, kind: final, ownKind: kind, yaml, facts, factKeys: factKeys(facts) } };
  });
  if (!parts.truncated) return { ...identity, text, documents, isPatch };
  return {
    ...identity,
    text,
    documents,
    isPatch,
    unread: `This file has more than ${parts.spans.length} documents; the rest is not checked.`,
  };
}

/** The same file, read as a patch or as what it looks like. */
export function readAgain(file: SourceFile, isPatch: boolean): SourceFile {
  // What could not be had the first time has no text to read.
  return file.unread !== undefined && file.documents.length === 0
    ? { ...file, isPatch }
    : readFile(file, file.text, file, isPatch);
}

/** A patch of comments only is a document still: omnictl tells what it lacks. */
function partsOf(text: string, isPatch: boolean): SplitText {
  const parts = splitDocuments(text);
  return isPatch && parts.spans.length === 0 ? wholeText(text) : parts;
}

function wholeText(text: string): SplitText {
  return { spans: [{ start: 0, end: text.length }], truncated: false };
}

/** The start of a document in its file, or 0 when it is no longer part of it. */
export function startOf(file: SourceFile, document: SourceDocument): number {
  return file.documents.find((placed) => placed.document === document)?.start ?? 0;
}

/** The documents of the version before, each to be taken once. */
class Known {
  readonly #byText = new Map<string, SourceDocument[]>();

  constructor(before: SourceFile | undefined) {
    for (const { document } of before?.documents ?? []) {
      const list = this.#byText.get(document.text);
      if (list) list.push(document);
      else this.#byText.set(document.text, [document]);
    }
  }

  take(text: string): SourceDocument | undefined {
    return this.#byText.get(text)?.shift();
  }
}

/** Scripts, environment files, lists of tools, Markdown and a chart's helpers are one document of lines, not YAML. */
function isReadByLine(path: string): boolean {
  return (
    path.endsWith('.sh') || isEnvExample(path) || isToolVersions(path) || isMarkdown(path) || isTemplateHelper(path)
  );
}

function unparsed(text: string): YamlDocument {
  return { text, root: undefined, problems: [] };
}

interface Draft {
  readonly yaml: YamlDocument;
  readonly kind: Kind;
}

/** A file in `clusters/` whose documents all have an unknown `kind` and no `apiVersion` is a template misspelt. */
function looksLikeTemplate(drafts: readonly Draft[], path: string): boolean {
  if (!/(^|\/)clusters\/[^/]+\.ya?ml$/.test(path)) return false;
  return drafts.some(
    ({ kind, yaml }) => kind === 'unknown' && isStray(kind, yaml) && at(yaml.root, 'kind') !== undefined,
  );
}

function kindInTemplate(kind: Kind, yaml: YamlDocument): Kind {
  return isStray(kind, yaml) ? 'template-unknown' : kind;
}

/** What no other kind claims, among the documents of a cluster template: omnictl reads every document of the file. */
function isStray(kind: Kind, yaml: YamlDocument): boolean {
  if (kind !== 'manifest' && kind !== 'unknown') return false;
  if (kind === 'unknown' && yaml.problems.some(breaksTree)) return true;
  if (kind === 'manifest' || yaml.root?.type === 'map') {
    return at(yaml.root, 'apiVersion') === undefined && pairsOf(yaml.root).length > 0;
  }
  return yaml.root !== undefined;
}
