// Whether a mapping with `machine` or `cluster` is a Talos patch: other programs have settings of these names too.
import { mainKind, type TalosField, type TalosTable, talosKind } from '../schema/talos.ts';
import { nearest } from '../text/names.ts';
import { at, isNull, keyText, pairsOf, type YamlNode, type YamlPair } from '../yaml/nodes.ts';
import { hasPlaceholder } from './placeholders.ts';

type Fit = 'fits' | 'named' | 'foreign';

/** True where what stands below `machine` and `cluster` is more of Talos than not. */
export function isTalosShaped(root: YamlNode): boolean {
  const fits = sectionFits(root);
  const count = (fit: Fit): number => fits.filter((one) => one === fit).length;
  return count('fits') > 0 && count('fits') >= count('foreign');
}

/** True where anything there has a name of Talos, or nearly one. */
export function namesTalosSections(root: YamlNode): boolean {
  return sectionFits(root).some((fit) => fit !== 'foreign');
}

function sectionFits(root: YamlNode): readonly Fit[] {
  const table = talosKind(mainKind)?.table ?? {};
  return ['machine', 'cluster'].flatMap((owner) => {
    const sections = table[owner]?.fields;
    return sections ? pairsOf(at(root, owner)).map((pair) => fitOf(pair, sections)) : [];
  });
}

/** `named`: a section of Talos in which nothing is as Talos has it. */
function fitOf(pair: YamlPair, sections: TalosTable): Fit {
  const key = keyText(pair);
  if (key.startsWith('$') || hasPlaceholder(key)) return 'fits';
  const field = fieldNear(sections, key);
  if (!field) return 'foreign';
  return holdsWhatTalosHas(pair.value, field) ? 'fits' : 'named';
}

function holdsWhatTalosHas(value: YamlNode, { type, fields }: TalosField): boolean {
  if (isNull(value) || type === 'any' || (value.type === 'scalar' && hasPlaceholder(value.source))) return true;
  if (type === 'list') return value.type === 'seq';
  if (type === 'map') return value.type === 'map';
  if (!fields) return value.type === 'scalar';
  if (value.type !== 'map') return false;
  return value.pairs.length === 0 || value.pairs.some((inner) => isKeyOf(fields, keyText(inner)));
}

function isKeyOf(table: TalosTable, key: string): boolean {
  return key.startsWith('$') || fieldNear(table, key) !== undefined;
}

function fieldNear(table: TalosTable, key: string): TalosField | undefined {
  const name = nearest(key, Object.keys(table));
  return name === undefined ? undefined : table[name];
}
