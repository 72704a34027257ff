// An ExternalSecret's lists: where External Secrets will fill in defaults that the manifest does not write.
import { type ListPlace, listPlaces } from '../versions/external-secrets.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import {
  at,
  isString,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  stringOf,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlString,
} from '../yaml/nodes.ts';
import { commaList } from './argocd.ts';
import type { Kind } from './kind.ts';

export interface ListItem {
  readonly place: ListPlace;
  /** The pair of the list: `data`, `dataFrom` or `templateFrom`. */
  readonly list: YamlPair;
  /** The mapping that gets the defaults. */
  readonly map: YamlMap;
}

/** Every mapping inside a list into which External Secrets writes defaults. @param spec as `externalSpecOf` gives it */
export function listItemsOf(spec: YamlNode | undefined): readonly ListItem[] {
  const template = at(spec, 'target', 'template');
  const lists: Readonly<Record<string, YamlPair | undefined>> = {
    data: pairOf(spec, 'data'),
    dataFrom: pairOf(spec, 'dataFrom'),
    'target.template.templateFrom': pairOf(template, 'templateFrom'),
  };
  return listPlaces.flatMap((place) => {
    const open = place.indexOf('[');
    const list = lists[place.slice(0, open)];
    if (!list) return [];
    return nodesAt(list.value, place.slice(open)).flatMap((map) => (map.type === 'map' ? [{ place, list, map }] : []));
  });
}

/** The nodes at a path such as `[].configMap.items[]`. */
function nodesAt(node: YamlNode, path: string): readonly YamlNode[] {
  let nodes: readonly YamlNode[] = [node];
  for (const step of path.match(/\[\]|[^.[\]]+/g) ?? [])
    nodes = nodes.flatMap((current) => (step === '[]' ? itemsOf(current) : (at(current, step) ?? [])));
  return nodes;
}

/** For each place, the fields that every one of its items writes itself. */
export function writtenFieldsOf(spec: YamlNode | undefined): Partial<Record<ListPlace, readonly string[]>> {
  const written: Partial<Record<ListPlace, readonly string[]>> = {};
  for (const { place, map } of listItemsOf(spec)) {
    const fields = pairsOf(map).map(keyText);
    const before = written[place];
    written[place] = before ? before.filter((field) => fields.includes(field)) : fields;
  }
  return written;
}

export function externalSecretFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (name?.type !== 'scalar' || typeof name.value !== 'string') return [];
  const written = writtenFieldsOf(at(root, 'spec'));
  const namespace = stringOf(at(root, 'metadata', 'namespace'));
  const clusterStores = storeReferencesOf('external-secret', root).flatMap((store) =>
    stringOf(store.kind?.value) === 'ClusterSecretStore' ? store.name.value : [],
  );
  return [
    fact('external-secret', name.value, name.span, {
      written,
      ...(isAppliedOnServer(root) ? { serverSideApply: true } : {}),
      ...(namespace === undefined ? {} : { namespace }),
      ...(clusterStores.length === 0 ? {} : { clusterStores }),
    }),
  ];
}

/** Whether the object asks to be applied on the server. */
export function isAppliedOnServer(root: YamlNode | undefined): boolean {
  const options = stringOf(at(root, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options'));
  return commaList(options).includes('ServerSideApply=true');
}

/** The spec of an ExternalSecret, also inside a ClusterExternalSecret. */
export function externalSpecOf(kind: Kind, root: YamlNode | undefined): YamlPair | undefined {
  return kind === 'cluster-external-secret' ? pairOf(at(root, 'spec'), 'externalSecretSpec') : pairOf(root, 'spec');
}

export interface StoreReference {
  readonly map: YamlMap;
  readonly name: YamlString;
  /** The pair of `kind`; left out, it means SecretStore. */
  readonly kind: YamlPair | undefined;
}

/** Every store that an ExternalSecret names, those of single entries included, or that a PushSecret writes to. */
export function storeReferencesOf(kind: Kind, root: YamlNode | undefined): readonly StoreReference[] {
  const nodes = kind === 'manifest' ? pushedTo(root) : readFrom(externalSpecOf(kind, root)?.value);
  return nodes.flatMap((map) => {
    const name = at(map, 'name');
    return map?.type === 'map' && isString(name) ? [{ map, name, kind: pairOf(map, 'kind') }] : [];
  });
}

function readFrom(spec: YamlNode | undefined): readonly (YamlNode | undefined)[] {
  return [
    at(spec, 'secretStoreRef'),
    ...itemsOf(at(spec, 'data')).map((item) => at(item, 'sourceRef', 'storeRef')),
    ...itemsOf(at(spec, 'dataFrom')).map((item) => at(item, 'sourceRef', 'storeRef')),
  ];
}

function pushedTo(root: YamlNode | undefined): readonly YamlNode[] {
  if (!stringOf(at(root, 'apiVersion'))?.startsWith('external-secrets.io/')) return [];
  const path = { PushSecret: ['spec'], ClusterPushSecret: ['spec', 'pushSecretSpec'] };
  const kind = stringOf(at(root, 'kind'));
  if (kind !== 'PushSecret' && kind !== 'ClusterPushSecret') return [];
  return itemsOf(at(root, ...path[kind], 'secretStoreRefs'));
}
