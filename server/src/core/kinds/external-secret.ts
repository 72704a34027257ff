// An ExternalSecret's lists: where External Secrets will fill in defaults that the manifest does not write.
import type { ListPlace } from '../versions/external-secrets.ts';
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
  /** The pair of the list, `data` or `dataFrom`. */
  readonly list: YamlPair;
  /** The mapping that gets the defaults. */
  readonly map: YamlMap;
}

export function listItemsOf(root: YamlNode | undefined): readonly ListItem[] {
  const spec = at(root, 'spec');
  const found: ListItem[] = [];
  const add = (place: ListPlace, list: YamlPair | undefined, node: YamlNode | undefined): void => {
    if (list && node?.type === 'map') found.push({ place, list, map: node });
  };
  const data = pairOf(spec, 'data');
  for (const item of itemsOf(data?.value)) add('data[].remoteRef', data, at(item, 'remoteRef'));
  const from = pairOf(spec, 'dataFrom');
  for (const item of itemsOf(from?.value)) {
    add('dataFrom[].extract', from, at(item, 'extract'));
    add('dataFrom[].find', from, at(item, 'find'));
  }
  return found;
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
