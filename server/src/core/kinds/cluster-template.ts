// A cluster template: the documents that `omnictl cluster template` reads from one file.
import type { Span } from '../text/span.ts';
import { type Fact, fact, type MachineSetFact } from '../workspace/facts.ts';
import {
  at,
  isNull,
  isString,
  itemsOf,
  pairOf,
  scalarText,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
  type YamlString,
} from '../yaml/nodes.ts';
import type { Kind } from './kind.ts';
import { optional } from './optional.ts';

/** The four kinds that omnictl registers (omni client/pkg/template/internal/models, models.go). */
export const modelKinds = ['Cluster', 'ControlPlane', 'Workers', 'Machine'] as const;

/** The names that Omni gives to the set of control planes, and to workers without a name. */
export const controlPlanesName = 'control-planes';
export const defaultWorkersName = 'workers';

/** The name of the machine class that a machine set takes its machines from. */
export function machineClassNameOf(root: YamlNode | undefined): YamlString | undefined {
  const name = at(root, 'machineClass', 'name');
  return isString(name) ? name : undefined;
}

/** How many machines of its class a set takes; undefined for all there are, and for what omnictl does not read. */
export function machineCountOf(root: YamlNode | undefined): number | undefined {
  const size = at(root, 'machineClass', 'size');
  if (isNull(size)) return 0;
  const text = scalarText(size) ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The machines that a set names, as written. */
export function machineIdsOf(root: YamlNode | undefined): readonly YamlScalar[] {
  return itemsOf(at(root, 'machines')).flatMap((item) => (item.type === 'scalar' ? [item] : []));
}

/** The name under which a document's machine set is known: its own, else the one Omni gives it. */
export function machineSetNameOf(kind: Kind, root: YamlNode | undefined): string {
  if (kind === 'template-control-plane') return controlPlanesName;
  return scalarText(at(root, 'name')) || defaultWorkersName;
}

/** A named list of mappings: patches, manifests, health checks. */
export interface Entry {
  readonly map: YamlMap;
  /** Where a finding about the whole entry is shown: its name, else its first key. */
  readonly at: Span;
}

export function entriesOf(list: YamlNode | undefined): readonly Entry[] {
  return itemsOf(list).flatMap((map) => {
    if (map.type !== 'map') return [];
    const first = map.pairs[0]?.key ?? map;
    const name = pairOf(map, 'name') ?? pairOf(map, 'idOverride');
    const written = name && name.value.span.end > name.value.span.start && name.value.type === 'scalar';
    return [{ map, at: written ? name.value.span : first.span }];
  });
}

export function patchesOf(root: YamlNode | undefined): readonly Entry[] {
  return entriesOf(at(root, 'patches'));
}

/** True for a key that is there with a value: omnictl reads an empty value as if the key were absent. */
export function isSet(pair: YamlPair | undefined): pair is YamlPair {
  return pair !== undefined && !isNull(pair.value);
}

/** The text of a key's value as omnictl reads it: empty where there is none. */
export function textAt(map: YamlNode | undefined, key: string): string {
  return scalarText(at(map, key)) ?? '';
}

/** Where a finding about a document as a whole is shown: the value of its `kind`. */
export function documentSpan(root: YamlNode | undefined): Span {
  const kind = pairOf(root, 'kind');
  if (kind && kind.value.type === 'scalar' && kind.value.span.end > kind.value.span.start) return kind.value.span;
  return kind?.key.span ?? root?.span ?? { start: 0, end: 0 };
}

/** The document's name where it has one, else the value of its `kind`. */
export function nameSpan(root: YamlNode | undefined): Span {
  const name = at(root, 'name');
  return name?.type === 'scalar' && name.span.end > name.span.start ? name.span : documentSpan(root);
}

export function templateFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  switch (kind) {
    case 'template-cluster':
      return [clusterFact(root), ...patchUses('cluster', undefined, root)];
    case 'template-control-plane':
      return machineSetFacts('control-plane', kind, root);
    case 'template-workers':
      return machineSetFacts('workers', kind, root);
    case 'template-machine':
      return patchUses('machine', textAt(root, 'name'), root);
    default:
      return [];
  }
}

function clusterFact(root: YamlNode | undefined): Fact {
  return fact('cluster-template', textAt(root, 'name'), nameSpan(root), {
    ...optional('talos', scalarText(at(root, 'talos', 'version'))),
    ...optional('kubernetes', scalarText(at(root, 'kubernetes', 'version'))),
  });
}

function machineSetFacts(role: MachineSetFact['role'], kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  const name = machineSetNameOf(kind, root);
  const used = machineClassNameOf(root);
  const machines = machineIdsOf(root).flatMap((item) => scalarText(item) ?? []);
  const count = isSet(pairOf(root, 'machineClass')) ? machineCountOf(root) : machines.length;
  const set = fact('machine-set', name, nameSpan(root), {
    role,
    machines,
    ...optional('machineClass', used?.value),
    ...optional('count', count),
  });
  const uses = patchUses(role, name, root);
  if (!used) return [set, ...uses];
  const use = fact('machine-class-use', used.value, used.span, { role, ...optional('machines', machineCountOf(root)) });
  return [set, use, ...uses];
}

function patchUses(
  scope: MachineSetFact['role'] | 'cluster' | 'machine',
  of: string | undefined,
  root: YamlNode | undefined,
): readonly Fact[] {
  return patchesOf(root).flatMap(({ map }) => {
    const file = at(map, 'file');
    const path = scalarText(file);
    return file && path ? [fact('patch-use', path, file.span, { scope, ...optional('of', of) })] : [];
  });
}

/** True for a name that Omni takes for a cluster: letters, digits, `-` and `_` (omni cluster.go, validateID). */
export function isClusterName(text: string): boolean {
  return /^[\p{L}\p{Nd}_-]+$/u.test(text);
}
