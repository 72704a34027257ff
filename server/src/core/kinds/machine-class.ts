// A machine class as `omnictl apply` reads it, with the provider's data inside it.
import { embeddedYaml } from '../embedded/embedded.ts';
import { providerDataTable } from '../schema/machine-class.ts';
import { nearest } from '../text/names.ts';
import type { Span } from '../text/span.ts';
import { type Fact, fact, type MachineClassFact } from '../workspace/facts.ts';
import {
  at,
  breaksTree,
  isString,
  itemsOf,
  keyText,
  pairOf,
  stringOf,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlString,
} from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import { hasPlaceholder } from './placeholders.ts';
import { comparisonsIn } from './storage-selector.ts';

/** The only type string `omnictl apply` takes for a machine class; aliases do not work in files (cosi yaml.go). */
export const machineClassType = 'MachineClasses.omni.sidero.dev';

export interface ProviderData {
  readonly pair: YamlPair;
  /** The documents written in the text; one, unless the text is at fault. */
  readonly documents: readonly YamlDocument[];
  /** The mapping of the one document, whether written as text or (wrongly) as a mapping. */
  readonly map: YamlMap | undefined;
}

/** The provider's data of a machine class; undefined where it has none. */
export function providerDataOf(root: YamlNode | undefined): ProviderData | undefined {
  const pair = pairOf(at(root, 'spec', 'autoprovision'), 'providerdata');
  if (!pair) return undefined;
  if (pair.value.type === 'map') return { pair, documents: [], map: pair.value };
  if (!isString(pair.value)) return { pair, documents: [], map: undefined };
  const documents = embeddedYaml(pair.value);
  // Of several, Omni and the provider read the first.
  const inner = documents[0]?.root;
  return { pair, documents, map: inner?.type === 'map' ? inner : undefined };
}

export interface ReadableData {
  readonly pair: YamlPair;
  readonly map: YamlMap;
}

/** The provider's data of a class; undefined where the text is broken: a tree with a hole in it misleads. */
export function readableDataOf(root: YamlNode | undefined): ReadableData | undefined {
  const data = providerDataOf(root);
  if (!data?.map) return undefined;
  if (data.documents.some(({ problems }) => problems.some(breaksTree))) return undefined;
  return { pair: data.pair, map: data.map };
}

/** The same of a class for the Proxmox provider; undefined where it is evidently for another, whose data has other keys. */
export function proxmoxDataOf(root: YamlNode | undefined): ReadableData | undefined {
  const data = readableDataOf(root);
  return data && !isForAnother(providerIdOf(root) ?? '', data.map) ? data : undefined;
}

/** The id of the provider that makes the machines of a class. */
export function providerIdOf(root: YamlNode | undefined): string | undefined {
  return stringOf(at(root, 'spec', 'autoprovision', 'providerid'));
}

const otherProviders =
  /kubevirt|harvester|libvirt|vsphere|vmware|esxi|truenas|bare-?metal|hetzner|hcloud|openstack|incus|oxide|\baws\b|\bgcp\b|azure/i;

function isForAnother(provider: string, map: YamlMap): boolean {
  if (map.pairs.some((pair) => proxmoxKeys.has(keyText(pair)))) return false;
  if (otherProviders.test(provider)) return true;
  // Keys nobody can mistake for the Proxmox provider's: data of a kind we do not know.
  const known = Object.keys(providerDataTable);
  return map.pairs.some((pair) => !hasPlaceholder(keyText(pair)) && nearest(keyText(pair), known) === undefined);
}

/** Keys that only the Proxmox provider has. Others have cores and memory too, and may have pools, tags or further disks. */
const proxmoxKeys: ReadonlySet<string> = new Set([
  ...['storage_selector', 'network_bridge', 'cpu_type', 'machine_type', 'numa', 'hugepages', 'balloon', 'pci_devices'],
  ...['disk_ssd', 'disk_discard', 'disk_iothread', 'disk_cache', 'disk_aio', 'vmid_range', 'network_firewall'],
]);

/** Every disk: the mapping that holds it, the system disk's (which is the data itself) first. */
export function disksOf(data: YamlMap): readonly YamlMap[] {
  return [data, ...mapsAt(data, 'additional_disks')];
}

/** The mappings in a list of the provider's data. */
export function mapsAt(data: YamlMap, key: 'additional_disks' | 'additional_nics' | 'pci_devices'): readonly YamlMap[] {
  return itemsOf(at(data, key)).filter((item) => item.type === 'map');
}

/** True for a name that Proxmox can read as a bridge's (pve-common PVE/JSONSchema.pm, pve-bridge-id). */
export function isBridgeName(name: string): boolean {
  return /^[-\w.]+$/.test(name);
}

/** The value of a key when it is a number. */
export function numberAt(map: YamlMap, key: string): number | undefined {
  const node = at(map, key);
  return node?.type === 'scalar' && typeof node.value === 'number' ? node.value : undefined;
}

/** The value of a key when it is a boolean. */
export function booleanAt(map: YamlMap, key: string): boolean | undefined {
  const node = at(map, key);
  return node?.type === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}

/** Every storage selector of the provider's data: that of the system disk and those of the additional disks. */
export function storageSelectorsOf(data: YamlMap): readonly YamlPair[] {
  return disksOf(data).flatMap((disk) => pairOf(disk, 'storage_selector') ?? []);
}

/** The selectors of `matchlabels`, but for those a template engine fills in. */
export function selectorsOf(root: YamlNode | undefined): readonly YamlString[] {
  return itemsOf(at(root, 'spec', 'matchlabels'))
    .filter(isString)
    .filter((item) => !hasPlaceholder(item.value));
}

export function machineClassFacts(root: YamlNode | undefined): readonly Fact[] {
  const id = at(root, 'metadata', 'id');
  if (!isString(id) || id.value === '') return [];
  const autoprovision = at(root, 'spec', 'autoprovision');
  const provider = stringOf(at(autoprovision, 'providerid'));
  const map = proxmoxDataOf(root)?.map;
  const node = stringOf(at(map, 'node'));
  const size = map && sizeOf(map);
  return [
    fact('machine-class', id.value, id.span, {
      autoprovision: autoprovision !== undefined,
      pools: map ? poolsOf(map) : [],
      ...(map?.pairs.some((pair) => proxmoxKeys.has(keyText(pair))) ? { proxmox: true } : {}),
      ...(at(map, 'ha') ? { ha: true } : {}),
      ...(provider === undefined ? {} : { provider }),
      ...(node === undefined || node === '' ? {} : { node }),
      ...(size === undefined ? {} : { size }),
    }),
  ];
}

/** The storages that the selectors ask for by name, each once. */
function poolsOf(map: YamlMap): readonly string[] {
  const names = storageSelectorsOf(map).flatMap(({ value }) =>
    isString(value) && !hasPlaceholder(value.value)
      ? comparisonsIn(value.value).flatMap((each) => (each.variable === 'name' ? [each.value] : []))
      : [],
  );
  return [...new Set(names)].sort();
}

/** What one machine takes; undefined unless all of it is written as numbers. */
function sizeOf(map: YamlMap): MachineClassFact['size'] {
  const cores = numberAt(map, 'cores');
  const memory = numberAt(map, 'memory');
  const disks = disksOf(map).map((disk) => numberAt(disk, 'disk_size'));
  if (cores === undefined || memory === undefined || disks.includes(undefined)) return undefined;
  const disk = disks.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  return { cores: cores * (numberAt(map, 'sockets') ?? 1), memory, disk };
}

/** Where a finding about the whole class is shown: its id, else its first key. */
export function classSpan(root: YamlNode | undefined): Span {
  const id = at(root, 'metadata', 'id');
  if (id && id.span.end > id.span.start) return id.span;
  return root?.type === 'map' && root.pairs[0] ? root.pairs[0].key.span : (root?.span ?? { start: 0, end: 0 });
}
