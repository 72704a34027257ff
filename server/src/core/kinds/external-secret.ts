// An ExternalSecret's lists: where External Secrets will fill in defaults that the manifest does not write.
import { type ListPlace, listPlaces } from '../versions/external-secrets.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import {
  at,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  stringOf,
  type YamlMap,
  type YamlNode,
  type YamlPair,
} from '../yaml/nodes.ts';

export interface ListItem {
  readonly place: ListPlace;
  /** The pair of the list: `data`, `dataFrom` or `templateFrom`. */
  readonly list: YamlPair;
  /** The mapping that gets the defaults. */
  readonly map: YamlMap;
}

/** Every mapping inside a list into which External Secrets writes defaults. */
export function listItemsOf(root: YamlNode | undefined): readonly ListItem[] {
  const spec = at(root, 'spec');
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
export function externalSecretFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (name?.type !== 'scalar' || typeof name.value !== 'string') return [];
  const written: Partial<Record<ListPlace, readonly string[]>> = {};
  for (const { place, map } of listItemsOf(root)) {
    const fields = pairsOf(map).map(keyText);
    const before = written[place];
    written[place] = before ? before.filter((field) => fields.includes(field)) : fields;
  }
  const namespace = stringOf(at(root, 'metadata', 'namespace'));
  return [
    fact('external-secret', name.value, name.span, { written, ...(namespace === undefined ? {} : { namespace }) }),
  ];
}
