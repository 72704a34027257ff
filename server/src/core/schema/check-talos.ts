// Compares a Talos document with the table, by the verdicts of Talos' configuration loader: text takes any scalar, an
// absent value is never wrong, `yes` is a boolean, and what `$patch: delete` takes away is not looked at.

import { hasPlaceholder } from '../kinds/recognise.ts';
import { isDeletion, onlyDeletes } from '../kinds/talos-patch.ts';
import {
  isAddress,
  isAddressAndPort,
  isByteSize,
  isGoDuration,
  isHexPairs,
  isPrefix,
  isSubnet,
} from '../text/formats.ts';
import { nearest } from '../text/names.ts';
import type { Span } from '../text/span.ts';
import { keyText, type YamlMap, type YamlNode, type YamlPair, type YamlScalar, type YamlSeq } from '../yaml/nodes.ts';
import type { TalosField, TalosFormat, TalosTable } from './talos.ts';

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

type Problem = (code: TalosProblem['code'], suggestion?: string) => void;

class Checker {
  readonly problems: TalosProblem[] = [];
  /** Aliases make the tree a graph; a node is looked at once. */
  readonly #seen = new Set<YamlNode>();

  object(map: YamlMap, table: TalosTable, path: string): void {
    const present = new Set(map.pairs.map(keyText));
    for (const pair of map.pairs) {
      const key = keyText(pair);
      if (hasPlaceholder(key)) continue;
      const field = fieldIn(table, key);
      const where = join(path, key);
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
    if (isDeletion(node) || node.tag !== undefined) return;
    if (field.format === 'argument' && node.type === 'map') problem('type');
    if (field.type === 'any') return;
    if (node.type === 'scalar') this.#scalar(node, field, problem);
    else if (node.type === 'seq') this.#items(node, field, path, pair, table, problem);
    else if (field.fields) this.object(node, field.fields, path);
    else if (field.type === 'map') this.#entries(node, field, path, table);
    else problem('type');
  }

  #items(node: YamlSeq, field: TalosField, path: string, pair: YamlPair, table: TalosTable, problem: Problem): void {
    if (field.type !== 'list') problem('type');
    else if (field.items)
      for (const [i, item] of node.items.entries()) this.#value(item, field.items, `${path}[${i}]`, pair, table);
  }

  #entries(node: YamlMap, field: TalosField, path: string, table: TalosTable): void {
    if (!field.items) return;
    for (const inner of node.pairs) {
      const key = keyText(inner);
      if (!hasPlaceholder(key) && key !== '$patch')
        this.#value(inner.value, field.items, join(path, key), inner, table);
    }
  }

  #scalar(node: YamlScalar, field: TalosField, problem: Problem): void {
    if (node.value === null) return;
    const text = typeof node.value === 'string' ? node.value : node.source;
    if (hasPlaceholder(text)) return;
    if (field.type === 'boolean') {
      if (!isBoolean(node)) problem('type', booleanMeant(text));
    } else if (field.type === 'integer') {
      if (!isInteger(node)) problem('type', /^[-+]?\d+$/.test(text) ? text : undefined);
      else if (typeof node.value === 'number' && !inRange(node.value, field)) problem('range');
    } else if (field.type === 'string') {
      if (field.enum && !field.enum.includes(text) && text !== '') problem('enum', nearest(text, field.enum));
      else if (field.format && !fits(text, field.format, field.schemes ?? [])) problem('format');
    } else {
      // Text beside a list is most likely the one item of it.
      problem('type', field.type === 'list' && field.items?.type === 'string' ? `[${node.source}]` : undefined);
    }
  }
}

/** Go's YAML decoder takes YAML 1.1's words for a boolean where they are not quoted. */
function isBoolean({ value, style }: YamlScalar): boolean {
  return typeof value === 'boolean' || (style === 'plain' && /^(?:y|yes|on|n|no|off)$/i.test(String(value)));
}

function booleanMeant(text: string): string | undefined {
  if (/^(?:true|yes|on)$/i.test(text)) return 'true';
  return /^(?:false|no|off)$/i.test(text) ? 'false' : undefined;
}

function isInteger({ value, style, source }: YamlScalar): boolean {
  if (typeof value === 'number') return Number.isInteger(value);
  return style === 'plain' && /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-f_]+|\d[\d_]*)$/i.test(source);
}

function inRange(value: number, { minimum, maximum }: TalosField): boolean {
  return value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);
}

function fits(text: string, format: TalosFormat, schemes: readonly string[]): boolean {
  if (format === 'duration') return isGoDuration(text);
  if (text === '') return true;
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
      return isByteSize(text);
    default:
      return schemes.some((scheme) => text.toLowerCase().startsWith(`${scheme}://`));
  }
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
