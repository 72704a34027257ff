// Talos patches wherever they are written: a file of their own, `inline` of a cluster template, the text of a
// ConfigPatches resource. Rules see the same documents in all of them.
import { embeddedYaml } from '../embedded/embedded.ts';
import { mainKind, type TalosKind, talosKind } from '../schema/talos.ts';
import { type Span, span } from '../text/span.ts';
import type { SourceDocument } from '../workspace/file.ts';
import {
  at,
  breaksTree,
  isNull,
  isString,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlProblem,
} from '../yaml/nodes.ts';
import { isTemplateKind, type Kind } from './kind.ts';
import { hasPlaceholder } from './placeholders.ts';
import { isTemplated } from './recognise.ts';

/** Kinds of document that can hold a patch. */
export const patchKinds: readonly Kind[] = [
  'talos-patch',
  'template-cluster',
  'template-control-plane',
  'template-workers',
  'template-machine',
  'omni-resource',
];

export const configPatchType = 'ConfigPatches.omni.sidero.dev';

export interface PatchDocument {
  readonly root: YamlMap;
  /** `kind`, or `v1alpha1` for the document of `machine` and `cluster`; undefined where the loader could not tell. */
  readonly kind: string | undefined;
  /** What the kind allows; undefined for one that no known version of Talos has. */
  readonly talos: TalosKind | undefined;
}

export interface TalosPatch {
  /** `file` and `text` are read as they are written, `mapping` after omnictl has read the template. */
  readonly form: 'file' | 'text' | 'mapping';
  /** The documents that could be read as mappings, in order. */
  readonly documents: readonly PatchDocument[];
  /** The list of a JSON patch. */
  readonly operations: YamlNode | undefined;
  /** True where something stands that is no mapping, and no JSON patch either. */
  readonly hasStray: boolean;
  /** What is wrong with the syntax of the text inside a scalar. */
  readonly problems: readonly YamlProblem[];
  /** `inline` or `data`, which holds the patch; undefined for a file. */
  readonly owner: YamlPair | undefined;
  /** True where whole lines can be taken out: a file, a mapping or a literal block. */
  readonly byLines: boolean;
}

const known = new WeakMap<SourceDocument, readonly TalosPatch[]>();
const placed = new WeakMap<SourceDocument, readonly PlacedPatchDocument[]>();

/** The patches a document holds; of a patch file, the one document itself. */
export function talosPatches(document: SourceDocument): readonly TalosPatch[] {
  const found = known.get(document);
  if (found) return found;
  const patches = readPatches(document);
  known.set(document, patches);
  return patches;
}

/** A document of a patch together with the patch that holds it. */
export interface PlacedPatchDocument extends PatchDocument {
  readonly patch: TalosPatch;
  /** How many documents of the same patch stand before it. */
  readonly position: number;
}

/** Every document of every patch in a document. */
export function talosDocuments(document: SourceDocument): readonly PlacedPatchDocument[] {
  let found = placed.get(document);
  if (!found) {
    found = talosPatches(document).flatMap((patch) =>
      patch.documents.map((inner, position) => ({ ...inner, patch, position })),
    );
    placed.set(document, found);
  }
  return found;
}

/** The documents of `machine` and `cluster`. */
export function mainDocuments(document: SourceDocument): readonly PlacedPatchDocument[] {
  return talosDocuments(document).filter(({ kind }) => kind === mainKind);
}

/** The documents of one kind. */
export function documentsOfKind(document: SourceDocument, kind: string): readonly PlacedPatchDocument[] {
  return talosDocuments(document).filter((candidate) => candidate.kind === kind);
}

function readPatches(document: SourceDocument): readonly TalosPatch[] {
  const { root } = document.yaml;
  if (document.kind === 'talos-patch') return root ? [ofNode(root, 'file', undefined)] : [];
  return patchOwners(document).flatMap(ofPair);
}

/** The keys that hold a patch, also where nothing is written yet. */
export function patchOwners({ kind, yaml: { root } }: SourceDocument): readonly YamlPair[] {
  if (kind === 'omni-resource') {
    const data = scalarText(at(root, 'metadata', 'type')) === configPatchType && pairOf(at(root, 'spec'), 'data');
    return data ? [data] : [];
  }
  if (!isTemplateKind(kind)) return [];
  return itemsOf(at(root, 'patches')).flatMap((item) => pairOf(item, 'inline') ?? []);
}

function ofPair(owner: YamlPair): readonly TalosPatch[] {
  if (isNull(owner.value)) return [];
  if (!isString(owner.value)) return owner.value.type === 'scalar' ? [] : [ofNode(owner.value, 'mapping', owner)];
  if (isTemplated(owner.value.value)) return [];
  const parsed = embeddedYaml(owner.value);
  const problems = parsed.flatMap((part) => part.problems);
  // A tree with a hole in it misleads, as for whole documents: only its syntax is judged.
  const readable = parsed.filter((part) => !part.problems.some(breaksTree));
  const roots = readable.flatMap((part) => part.root ?? []);
  return [
    {
      form: 'text',
      documents: roots.flatMap((root) => (root.type === 'map' ? [patchDocument(root)] : [])),
      operations: roots.find(isJsonPatch),
      hasStray: roots.some(isStray),
      problems,
      owner,
      byLines: owner.value.style === 'literal',
    },
  ];
}

function ofNode(node: YamlNode, form: 'file' | 'mapping', owner: YamlPair | undefined): TalosPatch {
  const operations = isJsonPatch(node) ? node : undefined;
  const roots = node.type === 'seq' && !operations && form === 'mapping' ? node.items : [node];
  const documents = roots.flatMap((root) => (root.type === 'map' ? [patchDocument(root)] : []));
  return { form, documents, operations, hasStray: roots.some(isStray), problems: [], owner, byLines: true };
}

/** Neither a mapping nor a JSON patch; an empty document is passed over by the loader. */
function isStray(root: YamlNode): boolean {
  return root.type !== 'map' && !isNull(root) && !isJsonPatch(root);
}

/** A list of operations, as RFC 6902 has them. */
export function isJsonPatch(node: YamlNode): boolean {
  return (
    node.type === 'seq' &&
    node.items.length > 0 &&
    node.items.every((item) => pairOf(item, 'op') && pairOf(item, 'path'))
  );
}

/** Keys that make a document the main one (talos configloader/internal/decoder, decode). */
const mainKeys = ['machine', 'cluster', 'debug', 'persist'];

function patchDocument(root: YamlMap): PatchDocument {
  const kind = kindOf(root);
  return { root, kind, talos: kind === undefined ? undefined : talosKind(kind) };
}

/** True for the document of `machine` and `cluster`. */
export function isMainDocument(root: YamlMap): boolean {
  return kindOf(root) === mainKind;
}

function kindOf(root: YamlMap): string | undefined {
  const written = scalarText(pairOf(root, 'kind')?.value);
  if (written !== undefined && written !== '') return written === mainKind ? undefined : written;
  if (mainKeys.some((key) => pairOf(root, key)) || pairOf(root, 'version')) return mainKind;
  // A deletion needs no more than the path it deletes.
  return undefined;
}

/** True for a document that the loader passes over: nothing stands in it, or its version alone. */
export function holdsNothing({ pairs }: YamlMap): boolean {
  return pairs.every((pair) => keyText(pair) === 'version');
}

/**
 * True for a mapping that a `$patch: delete` takes away with all it holds. talhelper fills in variables before Talos
 * reads the patch, so its users write `$$patch`.
 */
export function isDeletion(node: YamlNode | undefined): boolean {
  return ['$patch', '$$patch'].some((key) => scalarText(pairOf(node, key)?.value) === 'delete');
}

const headers = ['apiVersion', 'kind', 'name', 'version'];

/** True when nothing is left of a node after its deletions, so that the loader sees none of it. */
export function onlyDeletes(node: YamlNode): boolean {
  if (node.type === 'seq') return node.items.length > 0 && node.items.every(onlyDeletes);
  if (node.type !== 'map') return false;
  if (isDeletion(node)) return true;
  const content = node.pairs.filter(({ key }) => !headers.includes(String(key.value)));
  return content.length > 0 && content.every(({ value }) => onlyDeletes(value));
}

/** The pair at a path of keys; undefined where a step is absent. */
export function pairAt(root: YamlNode | undefined, path: string): YamlPair | undefined {
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  const owner = steps.length === 0 ? root : at(root, ...steps);
  return pairOf(owner, last);
}

/** Where a finding about a whole document is shown: its `kind`, else its first key. */
export function documentSpan({ root }: PatchDocument): Span {
  const kind = pairOf(root, 'kind');
  return kind?.value.span ?? root.pairs[0]?.key.span ?? span(root.span.start, root.span.start);
}

/** True for a complete machine configuration, as `talosctl gen config` writes it, and so no patch. */
export function isWholeConfig(root: YamlNode | undefined): boolean {
  return (
    pairAt(root, 'machine.type') !== undefined &&
    pairAt(root, 'machine.token') !== undefined &&
    at(root, 'version') !== undefined
  );
}

/** The name that tells documents of one kind apart; empty where it has none. */
export function documentName({ root }: PatchDocument): string {
  return scalarText(at(root, 'name')) ?? '';
}

/** Labels, annotations or taints of a node. */
export interface NodeMetadata {
  readonly what: 'labels' | 'annotations' | 'taints';
  /** Those that are written out here, without what a template engine writes or a patch deletes. */
  readonly pairs: readonly YamlPair[];
  readonly patch: TalosPatch;
}

const metadataPaths: Readonly<Record<string, readonly [NodeMetadata['what'], string][]>> = {
  [mainKind]: [
    ['labels', 'machine.nodeLabels'],
    ['annotations', 'machine.nodeAnnotations'],
    ['taints', 'machine.nodeTaints'],
  ],
  KubeNodeConfig: [
    ['labels', 'labels'],
    ['annotations', 'annotations'],
    ['taints', 'taints'],
  ],
};

/** What the patches of a document write on nodes. */
export function nodeMetadata(document: SourceDocument): readonly NodeMetadata[] {
  return talosDocuments(document).flatMap(({ root, kind, patch }) =>
    (metadataPaths[kind ?? ''] ?? []).flatMap(([what, path]) => {
      const pairs = pairsOf(pairAt(root, path)?.value).filter(
        (pair) => !hasPlaceholder(keyText(pair)) && keyText(pair) !== '$patch' && pair.value.type === 'scalar',
      );
      return pairs.length === 0 ? [] : [{ what, pairs, patch }];
    }),
  );
}

/** A fixed host name with the document that gives it. */
export interface StaticHostname extends PlacedPatchDocument {
  readonly pair: YamlPair;
}

/** The host names that the patches of a document give to machines. */
export function staticHostnames(document: SourceDocument): readonly StaticHostname[] {
  return talosDocuments(document).flatMap((inner) => {
    const path =
      inner.kind === mainKind ? 'machine.network.hostname' : inner.kind === 'HostnameConfig' ? 'hostname' : '';
    const pair = path === '' ? undefined : pairAt(inner.root, path);
    return pair && (scalarText(pair.value) ?? '') !== '' ? [{ ...inner, pair }] : [];
  });
}

/** The extra mounts of the kubelet, with their patch. */
export function extraMounts(
  document: SourceDocument,
): readonly { readonly mount: YamlNode; readonly patch: TalosPatch }[] {
  return mainDocuments(document).flatMap(({ root, patch }) =>
    itemsOf(at(root, 'machine', 'kubelet', 'extraMounts'))
      .filter((mount) => !isDeletion(mount))
      .map((mount) => ({ mount, patch })),
  );
}
