// A file as its documents. A new version takes over every document whose text is unchanged, with all that was derived
// from it, so the cost of a change follows the document and not the file.
import { isEnvExample } from '../kinds/env-file.ts';
import { factsOf } from '../kinds/facts-of.ts';
import { isTemplateKind, type Kind } from '../kinds/kind.ts';
import { recognise } from '../kinds/recognise.ts';
import { isToolVersions } from '../kinds/tool-versions.ts';
import { at, pairsOf } from '../yaml/nodes.ts';
import { parseYaml, type YamlDocument } from '../yaml/parse.ts';
import { splitDocuments } from '../yaml/split.ts';
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

export function readFile(identity: FileIdentity, text: string, before?: SourceFile): SourceFile {
  if (text.length > fileSizeLimit) {
    const size = (text.length / 1_000_000).toFixed(1);
    return {
      ...identity,
      text,
      documents: [],
      unread: `This file has ${size} MB, so it is not checked. The limit is ${fileSizeLimit / 1_000_000} MB.`,
    };
  }
  if (text.includes('\0'))
    return { ...identity, text, documents: [], unread: 'This file is not text, so it is not checked.' };
  const asLines = isReadByLine(identity.path);
  const parts = asLines ? { spans: [{ start: 0, end: text.length }], truncated: false } : splitDocuments(text);
  const known = new Known(before);
  const drafts = parts.spans.map(({ start, end }) => {
    const own = text.slice(start, end);
    const old = known.take(own);
    const yaml = old?.yaml ?? (asLines ? unparsed(own) : parseYaml(own));
    return { start, own, old, yaml, kind: old?.ownKind ?? recognise(yaml, identity.path) };
  });
  const inTemplate = drafts.some((draft) => isTemplateKind(draft.kind)) || looksLikeTemplate(drafts, identity.path);
  const documents = drafts.map(({ start, own, old, yaml, kind }): PlacedDocument => {
    const final = inTemplate && isStray(kind, yaml) ? 'template-unknown' : kind;
    if (old && old.kind === final) return { start, document: old };
    const facts = factsOf(final, yaml);
    return { start, document: { text: own, kind: final, ownKind: kind, yaml, facts, factKeys: factKeys(facts) } };
  });
  if (!parts.truncated) return { ...identity, text, documents };
  return {
    ...identity,
    text,
    documents,
    unread: `This file has more than ${parts.spans.length} documents; the rest is not checked.`,
  };
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

/** Scripts, environment files and lists of tools are one document of lines, not YAML. */
function isReadByLine(path: string): boolean {
  return path.endsWith('.sh') || isEnvExample(path) || isToolVersions(path);
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

/** What no other kind claims, among the documents of a cluster template: omnictl reads every document of the file. */
function isStray(kind: Kind, yaml: YamlDocument): boolean {
  if (kind !== 'manifest' && kind !== 'unknown') return false;
  if (kind === 'manifest' || yaml.root?.type === 'map') {
    return at(yaml.root, 'apiVersion') === undefined && pairsOf(yaml.root).length > 0;
  }
  return yaml.root !== undefined;
}
