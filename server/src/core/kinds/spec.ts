// Specs: what a team plans, decided and learned. An initiative has sections of its own shape; a component spec looks like
// a Kubernetes object.
import type { Span } from '../text/span.ts';
import {
  at,
  isNull,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  walk,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
} from '../yaml/nodes.ts';

export const phaseStatuses = ['not-started', 'in-progress', 'complete'] as const;
export type PhaseStatus = (typeof phaseStatuses)[number];

export const componentPhases = ['Planning', 'Implementing', 'Deployed', 'Deprecated'] as const;
export const componentKinds = ['Platform', 'Cluster', 'Node', 'Provider', 'Network', 'Storage', 'Service'] as const;

/** One entry of a section: `locked_decisions`, `constraints` and the like are maps of id to entry. */
export interface SpecEntry {
  readonly id: string;
  readonly key: YamlScalar;
  readonly node: YamlNode;
}

export function entriesIn(root: YamlNode | undefined, section: string): readonly SpecEntry[] {
  return pairsOf(at(root, section))
    .filter((pair) => pair.key.value !== '<<')
    .map((pair) => ({ id: keyText(pair), key: pair.key, node: pair.value }));
}

export interface Phase extends SpecEntry {
  readonly status: PhaseStatus | undefined;
  readonly statusPair: YamlPair | undefined;
  readonly dependsOn: readonly YamlScalar[];
}

export function phasesOf(root: YamlNode | undefined): readonly Phase[] {
  return entriesIn(root, 'phases')
    .filter(({ node }) => node.type === 'map')
    .map((entry) => {
      const statusPair = pairOf(entry.node, 'status');
      const text = scalarText(statusPair?.value);
      const status = phaseStatuses.find((known) => known === text);
      return { ...entry, status, statusPair, dependsOn: scalarsOf(at(entry.node, 'depends_on')) };
    });
}

/** One scalar, or a list of them. */
export function scalarsOf(node: YamlNode | undefined): readonly YamlScalar[] {
  if (node?.type === 'scalar') return isNull(node) ? [] : [node];
  return itemsOf(node).flatMap((item) => (item.type === 'scalar' && !isNull(item) ? [item] : []));
}

/** True for a key with something in it: text, a number, items or keys. */
export function isFilled(node: YamlNode | undefined): boolean {
  if (!node || isNull(node)) return false;
  if (node.type === 'scalar') return scalarText(node)?.trim() !== '';
  return itemsOf(node).length + pairsOf(node).length > 0;
}

/** True for a mapping that takes keys from elsewhere, so that what is absent here may still be there. */
export function hasMerge(node: YamlNode): boolean {
  return pairsOf(node).some((pair) => pair.key.value === '<<');
}

/** The value where it is written, else the key. */
export function valueOrKey({ key, value }: YamlPair): Span {
  return value.type === 'scalar' && value.span.end > value.span.start ? value.span : key.span;
}

/** A calendar date as ISO 8601 writes it, with or without a time. */
export function isIsoDate(text: string): boolean {
  const [, year = '', month = '', day = ''] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text) ?? [];
  if (year === '') return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** All values of an entry as text, for rules that read what people wrote; each once, also where aliases repeat it. */
export function textOf(node: YamlNode): string {
  const parts = [scalarText(node) ?? ''];
  walk(node, (part) => {
    const values = part.type === 'map' ? part.pairs.map(({ value }) => value) : itemsOf(part);
    parts.push(...values.flatMap((value) => scalarText(value) ?? []));
  });
  return parts.join('\n');
}
