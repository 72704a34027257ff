// Compares a Talos document with the table, by the verdicts of Talos' configuration loader: text takes any scalar, an
// absent value is never wrong, `yes` is a boolean, and what `$patch: delete` takes away is not looked at.

import { hasPlaceholder } from '../kinds/placeholders.ts';
import { isStandInWord } from '../kinds/secret-words.ts';
import { isDeletion, onlyDeletes } from '../kinds/talos-patch.ts';
import { isBase64 } from '../text/base64.ts';
import {
  isAddress,
  isAddressAndPort,
  isByteSize,
  isGoUrl,
  isHexPairs,
  isPrefix,
  isShare,
  isSubnet,
} from '../text/formats.ts';
import { nearest } from '../text/names.ts';
import type { Span } from '../text/span.ts';
import { goBoolean, goDuration, goInteger } from '../yaml/go-decode.ts';
import { goScalar, isMergeKey, mergedPairs } from '../yaml/go-resolve.ts';
import {
  contentOf,
  itemsOf,
  keyText,
  type YamlMap,
  type YamlNode,
  type YamlPair,
  type YamlScalar,
  type YamlSeq,
} from '../yaml/nodes.ts';
import type { TalosField, TalosFormat, TalosTable } from './talos.ts';
import { isStandIn } from './tokens.ts';

export interface TalosProblem {
  readonly code: 'unknown' | 'type' | 'enum' | 'format' | 'range';
  /** Keys and list positions: `machine.kubelet.extraMounts[0].source`. */
  readonly path: string;
  /** The pair with the unknown key, or the nearest pair above the wrong value. */
  readonly pair: YamlPair;
  /** The wrong value; for an unknown key, its value. */
  readonly node: YamlNode;
  readonly field: TalosField | undefined;
  /** Keys that may stand where the unknown one does. */
  readonly table: TalosTable;
  /** The nearest key or word, or the value as it was meant. */
  readonly suggestion: string | undefined;
}

/** Several rules ask about the same document. */
const checked = new WeakMap<YamlMap, readonly TalosProblem[]>();

/** Every difference between a document and the table of its kind, in order. */
export function checkTalos(root: YamlMap, table: TalosTable): readonly TalosProblem[] {
  const known = checked.get(root);
  if (known) return known;
  const checker = new Checker();
  if (!isDeletion(root)) checker.object(root, table, '');
  checked.set(root, checker.problems);
  return checker.problems;
}

/** Visits the known fields of a document with pair and path of keys; what is below a field only when `visit` says so. */
export function walkTalos(
  root: YamlMap,
  table: TalosTable,
  visit: (pair: YamlPair, field: TalosField, path: string) => boolean,
): void {
  const open: { readonly map: YamlMap; readonly table: TalosTable; readonly path: string }[] = [
    { map: root, table, path: '' },
  ];
  const seen = new Set<YamlMap>();
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next.map) || isDeletion(next.map)) continue;
    seen.add(next.map);
    for (const pair of next.map.pairs) {
      const field = fieldIn(next.table, keyText(pair));
      if (!field) continue;
      const path = join(next.path, keyText(pair));
      if (!visit(pair, field, path)) continue;
      for (const { map, table: inner } of objectsIn(pair.value, field)) open.push({ map, table: inner, path });
    }
  }
}

function objectsIn(node: YamlNode, field: TalosField): readonly { map: YamlMap; table: TalosTable }[] {
  const items = field.items;
  if (field.fields) return node.type === 'map' ? [{ map: node, table: field.fields }] : [];
  if (!items) return [];
  if (node.type === 'seq') return node.items.flatMap((item) => objectsIn(item, items));
  return node.type === 'map' && field.type === 'map' ? node.pairs.flatMap((pair) => objectsIn(pair.value, items)) : [];
}

export function fieldIn(table: TalosTable, key: string): TalosField | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The wrong value where it stands on one line, else the key that holds it. */
export function placeOf({ node, pair }: TalosProblem): Span {
  const onOneLine = node.type === 'scalar' && node.style !== 'literal' && node.style !== 'folded';
  return onOneLine && node.span.end > node.span.start ? node.span : pair.key.span;
}

/** A reference that 1Password (`op inject`) or vals puts the value in place of. */
function isInjected(text: string): boolean {
  return /^(?:op:\/\/|ref\+)/.test(text);
}

/** After its deletions the loader sees nothing of it, whatever the field is. */
function isListOfDeletions(node: YamlNode): boolean {
  return node.type === 'seq' && node.items.length > 0 && node.items.every(isDeletion);
}

type Problem = (code: TalosProblem['code'], suggestion?: string) => void;

class Checker {
  readonly problems: TalosProblem[] = [];
  /** Aliases make the tree a graph; a node is looked at once. */
  readonly #seen = new Set<YamlNode>();
  readonly #merging = new Set<YamlPair>();

  object(map: YamlMap, table: TalosTable, path: string): void {
    const present = new Set(map.pairs.map(keyText));
    for (const pair of map.pairs) {
      const key = keyText(pair);
      if (hasPlaceholder(key)) continue;
      const field = fieldIn(table, key);
      const where = join(path, key);
      if (isMergeKey(pair)) this.#merged(map, table, path);
      if (field) {
        this.#value(pair.value, field, where, pair, table);
      } else if (!onlyDeletes(pair.value)) {
        const absent = Object.keys(table).filter((candidate) => !present.has(candidate));
        const suggestion = nearest(key, absent);
        this.problems.push({
          code: 'unknown',
          path: where,
          pair,
          node: pair.value,
          field: undefined,
          table,
          suggestion,
        });
      }
    }
  }

  #value(node: YamlNode, field: TalosField, path: string, pair: YamlPair, table: TalosTable): void {
    if (node.type !== 'scalar') {
      if (this.#seen.has(node)) return;
      this.#seen.add(node);
    }
    const problem: Problem = (code, suggestion) => {
      this.problems.push({ code, path, pair, node, field, table, suggestion });
    };
    if (isDeletion(node) || isListOfDeletions(node)) return;
    if (field.format === 'argument' && (node.type === 'map' || itemsOf(node).some(({ type }) => type !== 'scalar')))
      problem('type');
    if (field.type === 'any') return;
    if (node.type === 'scalar') this.#scalar(node, field, problem);
    else if (node.type === 'seq') this.#items(node, field, path, pair, table, problem);
    else if (field.fields) this.object(node, field.fields, path);
    else if (field.type === 'map') this.#entries(node, field, path, table);
    else problem('type');
  }

  /** What merge keys take in: `object` tells of the key itself, which is none where omnictl has followed it. */
  #merged(map: YamlMap, table: TalosTable, path: string): void {
    for (const pair of mergedPairs(map)) {
      if (this.#merging.has(pair)) continue;
      this.#merging.add(pair);
      this.object({ ...map, pairs: [pair] }, table, path);
    }
  }

  #items(node: YamlSeq, field: TalosField, path: string, pair: YamlPair, table: TalosTable, problem: Problem): void {
    if (field.type !== 'list') problem('type');
    else if (field.items)
      for (const [i, item] of node.items.entries()) this.#value(item, field.items, `${path}[${i}]`, pair, table);
  }

  #entries(node: YamlMap, field: TalosField, path: string, table: TalosTable): void {
    if (!field.items) return;
    for (const inner of [...node.pairs, ...mergedPairs(node)]) {
      const key = keyText(inner);
      if (!hasPlaceholder(key) && key !== '$patch')
        this.#value(inner.value, field.items, join(path, key), inner, table);
    }
  }

  #scalar(node: YamlScalar, field: TalosField, problem: Problem): void {
    const read = goScalar(node);
    // The rule `yaml/value` tells of a tag that does not fit.
    if (!read || read.value === null) return;
    const text = typeof read.value === 'string' ? read.value : contentOf(node);
    if (hasPlaceholder(text) || isInjected(text)) return;
    if (field.type === 'boolean') {
      if (goBoolean(node) === undefined) problem('type', node.tag ? undefined : booleanMeant(text));
    } else if (field.type === 'integer') {
      const number = goInteger(node);
      const signed = field.minimum === undefined;
      if (number === undefined || (signed && number > 2 ** 63))
        problem('type', node.tag || text === node.source ? undefined : integerMeant(text));
      else if (!inRange(number, field)) problem('range');
    } else if (field.type === 'string') {
      if (field.enum) {
        if (!takesWord(field, text) && (text !== '' || numbersWords(field))) problem('enum', nearest(text, field.enum));
      } else if (field.format === 'duration') {
        if (goDuration(node) === undefined) problem('format');
      } else if (field.format === 'portrange') {
        if (!isPortRange(goInteger(node), text)) problem('format');
      } else if (field.format && !fits(text, field.format, field.schemes ?? [])) problem('format');
    } else {
      // Text beside a list is most likely the one item of it.
      problem('type', field.type === 'list' && field.items?.type === 'string' ? `[${node.source}]` : undefined);
    }
  }
}

function integerMeant(text: string): string | undefined {
  return /^[-+]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? text : undefined;
}

function booleanMeant(text: string): string | undefined {
  if (/^(?:true|yes|on)$/i.test(text)) return 'true';
  return /^(?:false|no|off)$/i.test(text) ? 'false' : undefined;
}

function inRange(value: number, { minimum, maximum }: TalosField): boolean {
  return value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);
}

/** Words that Go has as numbers are read in any case; so are those of lists, of which some are such. */
function takesWord(field: TalosField, text: string): boolean {
  const words = field.enum ?? [];
  if (words.includes(text)) return true;
  const lower = text.toLowerCase();
  return (numbersWords(field) || field.name === '') && words.some((word) => word.toLowerCase() === lower);
}

/** One port, or two with a dash between them, the lower one first (network/port_range.go). */
function isPortRange(port: number | undefined, text: string): boolean {
  if (port !== undefined) return port >= 0 && port <= 65535;
  const [whole, low, high] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return whole !== undefined && Number(low) <= Number(high) && Number(high) <= 65535;
}

/** Words that Go has as numbers; the documents beside the main one have them, but for two that are text. */
function numbersWords({ name }: TalosField): boolean {
  return name !== '' && !name.startsWith('v1alpha1.') && !textFields.has(name);
}

const textFields = new Set(['block.EncryptionSpec.cipher', 'network.BondConfigV1Alpha1.failOverMac']);

/** True for a field that cannot be read from empty text; an absent value is never wrong. */
export function refusesEmptyText(field: TalosField): boolean {
  if (field.type === 'any') return false;
  if (field.type !== 'string') return true;
  if (field.enum) return numbersWords(field);
  return ['duration', 'disksize', 'sizerange', 'portrange', 'routingtable'].some((format) => field.format === format);
}

function fits(text: string, format: TalosFormat, schemes: readonly string[]): boolean {
  if (format === 'disksize') return isByteSize(text);
  if (format === 'sizerange') return isByteSize(text.replace(/^\s*(?:[<>]=?|==)?\s*/, ''));
  if (text === '') return format !== 'routingtable';
  switch (format) {
    case 'cidr':
      return isPrefix(text);
    case 'subnet':
      return isSubnet(text);
    case 'ip':
      return isAddress(text);
    case 'hex':
      return isHexPairs(text);
    case 'hostport':
      return isAddressAndPort(text);
    case 'size':
      return isByteSize(text.replace(/^-/, ''));
    case 'routingtable':
      // nethelpers/routingtable.go: 253 to 255 go by their names only.
      return /^(?:unspec|default|main|local|[1-9]\d?|1\d\d|2[0-4]\d|25[0-2])$/i.test(text);
    case 'base64':
      return isBase64(text) || isStandIn(text) || isStandInWord(text);
    case 'share':
      return isShare(text) || isByteSize(text.replace(/^-/, ''));
    default:
      return isGoUrl(text) && schemes.some((scheme) => text.toLowerCase().startsWith(`${scheme}://`));
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
