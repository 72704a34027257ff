// The documents of a template's file together: how many there are of each kind, and which machines they name.
import { machineIdsOf } from '../kinds/cluster-template.ts';
import { isTemplateKind, type Kind } from '../kinds/kind.ts';
import { at, scalarText, type YamlScalar } from '../yaml/nodes.ts';
import type { SourceDocument, SourceFile } from './file.ts';

/** A place where a machine set names a machine. */
export interface MachineMention {
  readonly document: SourceDocument;
  readonly node: YamlScalar;
}

export interface TemplateFile {
  readonly clusters: readonly SourceDocument[];
  readonly controlPlanes: readonly SourceDocument[];
  readonly workers: readonly SourceDocument[];
  /** `Machine` documents by their name. */
  readonly machines: ReadonlyMap<string, readonly SourceDocument[]>;
  /** Mentions in machine sets by UUID, in order. */
  readonly mentions: ReadonlyMap<string, readonly MachineMention[]>;
  /** The first document of the four kinds. */
  readonly first: SourceDocument | undefined;
  /** True when every document could be read and is what it seems, so that what is absent is truly absent. */
  readonly whole: boolean;
}

const known = new WeakMap<SourceFile, TemplateFile>();

export function templateFile(file: SourceFile): TemplateFile {
  const found = known.get(file);
  if (found) return found;
  const made = read(file);
  known.set(file, made);
  return made;
}

function read(file: SourceFile): TemplateFile {
  const documents = file.documents.map((placed) => placed.document);
  const ofKind = (kind: Kind): SourceDocument[] => documents.filter((document) => document.kind === kind);
  const machines = new Map<string, SourceDocument[]>();
  for (const document of ofKind('template-machine')) {
    add(machines, scalarText(at(document.yaml.root, 'name')) ?? '', document);
  }
  const mentions = new Map<string, MachineMention[]>();
  for (const document of documents) {
    if (document.kind !== 'template-control-plane' && document.kind !== 'template-workers') continue;
    for (const node of machineIdsOf(document.yaml.root)) {
      const id = scalarText(node);
      if (id !== undefined) add(mentions, id, { document, node });
    }
  }
  return {
    clusters: ofKind('template-cluster'),
    controlPlanes: ofKind('template-control-plane'),
    workers: ofKind('template-workers'),
    machines,
    mentions,
    first: documents.find(({ kind }) => isTemplateKind(kind) && kind !== 'template-unknown'),
    whole: file.unread === undefined && documents.every(isReadable),
  };
}

function isReadable({ kind, yaml }: SourceDocument): boolean {
  if (kind === 'opaque' || kind === 'template-unknown') return false;
  return yaml.problems.every(({ code }) => code === 'duplicate-key' || code === 'same-value');
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
