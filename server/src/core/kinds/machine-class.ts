// A machine class as `omnictl apply` reads it, with the provider's data inside it.
import { embeddedYaml } from '../embedded/embedded.ts';
import type { Span } from '../text/span.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, pairOf, stringOf, type YamlMap, type YamlNode, type YamlPair } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';

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
  const inner = documents.length === 1 ? documents[0]?.root : undefined;
  return { pair, documents, map: inner?.type === 'map' ? inner : undefined };
}

/** Every storage selector of the provider's data: that of the system disk and those of the additional disks. */
export function storageSelectorsOf(data: YamlMap): readonly YamlPair[] {
  const disks = at(data, 'additional_disks');
  const owners: readonly YamlNode[] = [data, ...(disks?.type === 'seq' ? disks.items : [])];
  return owners.flatMap((owner) => pairOf(owner, 'storage_selector') ?? []);
}

export function machineClassFacts(root: YamlNode | undefined): readonly Fact[] {
  const id = at(root, 'metadata', 'id');
  if (!isString(id) || id.value === '') return [];
  const autoprovision = at(root, 'spec', 'autoprovision');
  const provider = stringOf(at(autoprovision, 'providerid'));
  const node = stringOf(at(providerDataOf(root)?.map, 'node'));
  return [
    fact('machine-class', id.value, id.span, {
      autoprovision: autoprovision !== undefined,
      ...(provider === undefined ? {} : { provider }),
      ...(node === undefined ? {} : { node }),
    }),
  ];
}

/** Where a finding about the whole class is shown: its id, else its first key. */
export function classSpan(root: YamlNode | undefined): Span {
  const id = at(root, 'metadata', 'id');
  if (id && id.span.end > id.span.start) return id.span;
  return root?.type === 'map' && root.pairs[0] ? root.pairs[0].key.span : (root?.span ?? { start: 0, end: 0 });
}
