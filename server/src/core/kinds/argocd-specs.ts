// The specification of an Application, where it stands alone and where an ApplicationSet holds it as its template.
import type { Span } from '../text/span.ts';
import type { SourceDocument } from '../workspace/file.ts';
import {
  at,
  isNull,
  isString,
  itemsOf,
  pairOf,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlSeq,
} from '../yaml/nodes.ts';
import { hasPlaceholder } from './placeholders.ts';

export interface ApplicationSpec {
  readonly pair: YamlPair;
  readonly map: YamlMap;
  /** False where it is only a patch of another. */
  readonly named: boolean;
  /** False also where a patch or a generator's own template may add to it. The CRD asks for its keys all the same. */
  readonly whole: boolean;
}

export interface SourceEntry {
  readonly node: YamlNode;
  /** Where something missing in the source is reported. */
  readonly owner: Span;
  /** True for an entry of `sources`. */
  readonly several: boolean;
}

/** The `spec` of an Application, or that of an ApplicationSet's template. */
export function applicationSpecOf({ kind, yaml }: SourceDocument): ApplicationSpec | undefined {
  const { root } = yaml;
  if (kind !== 'application' && kind !== 'application-set') return undefined;
  const pair = pairOf(kind === 'application' ? root : at(root, 'spec', 'template'), 'spec');
  if (pair?.value.type !== 'map') return undefined;
  const alone = kind === 'application' || !isAddedTo(at(root, 'spec'));
  const named = namesMost(pair.value);
  return { pair, map: pair.value, named, whole: alone && named };
}

/** The `metadata` of an Application, or that of an ApplicationSet's template. */
export function applicationMetadataOf({ kind, yaml }: SourceDocument): YamlNode | undefined {
  if (kind === 'application-set') return at(yaml.root, 'spec', 'template', 'metadata');
  return kind === 'application' ? at(yaml.root, 'metadata') : undefined;
}

/** The sources Argo CD uses: `sources` wins over `source` when it is not empty (types.go, GetSources). */
export function sourceEntriesOf(spec: YamlMap): readonly SourceEntry[] {
  const many = pairOf(spec, 'sources');
  const items = itemsOf(many?.value);
  if (many && items.length > 0) {
    return items.map((node) => ({ node, owner: ownerOf(node, many.key.span), several: true }));
  }
  const one = pairOf(spec, 'source');
  return one ? [{ node: one.value, owner: one.key.span, several: false }] : [];
}

/** A list's text items and numbers. */
export function listAt(node: YamlNode | undefined, key: string): YamlSeq | undefined {
  const value = at(node, key);
  return value?.type === 'seq' ? value : undefined;
}

/** True where a key holds something: neither null nor the empty text. */
export function isFilled(node: YamlNode | undefined): boolean {
  return !isNull(node) && !(node?.type === 'scalar' && node.value === '');
}

/** True where a key certainly holds something: what a generator fills in may be empty for some of its elements. */
export function isCertain(node: YamlNode | undefined): boolean {
  return isFilled(node) && !(isString(node) && hasPlaceholder(node.value));
}

function ownerOf(node: YamlNode, list: Span): Span {
  return (node.type === 'map' ? node.pairs[0]?.key.span : undefined) ?? list;
}

function isAddedTo(set: YamlNode | undefined): boolean {
  return at(set, 'templatePatch') !== undefined || itemsOf(at(set, 'generators')).some(holdsTemplate);
}

function holdsTemplate(generator: YamlNode): boolean {
  if (generator.type !== 'map') return false;
  return generator.pairs.some(
    ({ value }) =>
      at(value, 'template') !== undefined || itemsOf(at(value, 'generators')).some((inner) => holdsTemplate(inner)),
  );
}

/** A patch for Kustomize has the same kind but hardly anything in it. */
function namesMost(spec: YamlMap): boolean {
  const hasSource = ['source', 'sources', 'sourceHydrator'].some((key) => pairOf(spec, key));
  return [hasSource, pairOf(spec, 'destination'), pairOf(spec, 'project')].filter(Boolean).length >= 2;
}
