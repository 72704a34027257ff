// Compares a tree with a field table. It tells what differs; which of it is a finding, and how grave, is a rule's matter.
import { nearest } from '../text/names.ts';
import type { Span } from '../text/span.ts';
import { isMergeKey, mergedPairs } from '../yaml/go-resolve.ts';
import { keyText, type YamlMap, type YamlNode, type YamlPair, type YamlScalar, type YamlSeq } from '../yaml/nodes.ts';
import type { Field, FieldTable } from './fields.ts';

export interface FieldProblem {
  /** `forbidden`: a key that is unknown where all others are refused. */
  readonly code: 'unknown' | 'forbidden' | 'missing' | 'type' | 'enum' | 'range';
  /** Keys and list positions from the root of the table: `additional_disks[0].disk_size`. */
  readonly path: string;
  /** The last key of the path. */
  readonly key: string;
  readonly at: Span;
  /** The pair whose key is unknown or whose value is wrong; undefined for a missing field. */
  readonly pair: YamlPair | undefined;
  /** The value at fault; in a list, the item. For a missing field, the mapping that lacks it. */
  readonly node?: YamlNode;
  readonly field: Field | undefined;
  /** The nearest known key or value. */
  readonly suggestion: string | undefined;
}

export interface CheckOptions {
  /** Where a missing field is reported: the key that owns the mapping. */
  readonly owner: Span;
  /** A value the caller knows to be filled in elsewhere (a template placeholder) gives no problem. */
  readonly skip?: (text: string, field?: Field) => boolean;
  /** What a scalar is to the program that reads it, where that is not what YAML 1.2 says; undefined for a type of its own. */
  readonly read?: (node: YamlScalar) => YamlScalar['value'] | undefined;
  /** Accepts a number or a boolean where text is asked for, as lenient decoders do. */
  readonly lenientStrings?: boolean;
  /** Reports an empty value as one of the wrong type, as a JSON schema does; Go decoders read it as zero. */
  readonly strictNulls?: boolean;
  /** What holds for keys that the table does not name; without it they are unknown. */
  readonly keys?: Field['keys'];
}

/** Every difference between a mapping and a table, in document order but for missing fields, which come first. */
export function checkFields(node: YamlMap, table: FieldTable, options: CheckOptions): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const walk = { ...options, seen: new Map<YamlNode, Set<Field>>() };
  checkObject(node, { fields: table, keys: options.keys }, '', options.owner, walk, problems);
  return problems;
}

interface Walk extends CheckOptions {
  /** What was compared already: an alias gives the same node again, and its mistakes are told where it is first. */
  readonly seen: Map<YamlNode, Set<Field>>;
}

function isRepeat(node: YamlNode, field: Field, { seen }: Walk): boolean {
  const fields = seen.get(node) ?? new Set();
  if (fields.has(field)) return true;
  seen.set(node, fields.add(field));
  return false;
}

interface Holder {
  readonly fields?: FieldTable | undefined;
  readonly keys?: Field['keys'] | undefined;
}

function checkObject(
  node: YamlMap,
  { fields: table = {}, keys }: Holder,
  path: string,
  owner: Span,
  options: Walk,
  out: FieldProblem[],
): void {
  const merges = node.pairs.some(isMergeKey);
  const present = new Set(node.pairs.map(keyText));
  for (const [key, field] of Object.entries(table)) {
    if (!field.required || merges || present.has(key)) continue;
    const problem = { path: join(path, key), key, at: owner, pair: undefined, node, field, suggestion: undefined };
    out.push({ code: 'missing', ...problem });
  }
  for (const pair of pairsIn(node)) {
    const key = keyText(pair);
    // Decoders pass over a key that is null.
    if (pair.key.value === null || options.skip?.(key)) continue;
    const field = Object.hasOwn(table, key) ? table[key] : undefined;
    const where = join(path, key);
    if (field) checkValue(pair.value, field, where, pair, options, out);
    else if (keys !== 'open') {
      const absent = Object.keys(table).filter((candidate) => !present.has(candidate));
      out.push({
        code: keys === 'closed' ? 'forbidden' : 'unknown',
        path: where,
        key,
        at: pair.key.span,
        pair,
        field: undefined,
        suggestion: nearest(key, absent),
      });
    }
  }
}

function pairsIn(node: YamlMap): readonly YamlPair[] {
  return node.pairs.some(isMergeKey)
    ? [...node.pairs.filter((pair) => !isMergeKey(pair)), ...mergedPairs(node)]
    : node.pairs;
}

type Problem = (code: FieldProblem['code'], suggestion?: string) => void;

function checkValue(
  node: YamlNode,
  field: Field,
  path: string,
  pair: YamlPair,
  options: Walk,
  out: FieldProblem[],
): void {
  const problem: Problem = (code, suggestion) => {
    const at = node === pair.value ? placeOf(node, pair) : placeOfItem(node, pair);
    out.push({ code, path, key: keyText(pair), at, pair, node, field, suggestion });
  };
  if (field.type === 'any' || isRepeat(node, field, options)) return;
  if (node.type === 'scalar') {
    if (node.value === null) {
      if (options.strictNulls) problem('type');
    } else if (typeof node.value !== 'string' || !options.skip?.(node.value, field)) {
      checkScalar(node, field, problem, options);
    }
  } else if (node.type === 'seq') {
    if (field.type === 'list') checkItems(node, field, path, pair, options, out);
    else problem('type');
  } else if (field.type === 'object') {
    checkObject(node, field, path, pair.key.span, options, out);
  } else if (field.type === 'map') {
    for (const inner of pairsIn(node)) {
      if (field.items) checkValue(inner.value, field.items, join(path, keyText(inner)), inner, options, out);
    }
  } else {
    problem('type');
  }
}

function checkItems(
  node: YamlSeq,
  field: Field,
  path: string,
  pair: YamlPair,
  options: Walk,
  out: FieldProblem[],
): void {
  const items = field.items;
  if (!items) return;
  for (const [i, item] of node.items.entries()) checkValue(item, items, `${path}[${i}]`, pair, options, out);
}

/** The value where it is written on one line, else its key: a collection's own range would be many lines. */
function placeOf(node: YamlNode, pair: YamlPair): Span {
  const onOneLine = node.type === 'scalar' && node.style !== 'literal' && node.style !== 'folded';
  return onOneLine && node.span.end > node.span.start ? node.span : pair.key.span;
}

/** An item of a list: as it stands in brackets, else by its first key. */
function placeOfItem(node: YamlNode, pair: YamlPair): Span {
  if (node.type === 'scalar') return placeOf(node, pair);
  if (node.flow) return node.span;
  return node.type === 'map' ? (node.pairs[0]?.key.span ?? pair.key.span) : pair.key.span;
}

function checkScalar(node: YamlScalar, field: Field, problem: Problem, options: CheckOptions): void {
  const value = options.read ? options.read(node) : node.value;
  if (!fitsType(value, field, options)) {
    problem('type', suggestedValue(node, field));
  } else if (typeof value === 'number' && !inRange(value, field)) {
    problem('range');
  } else if (field.enum) {
    const text = typeof value === 'string' ? value : node.source;
    if (!field.enum.includes(text)) problem('enum', nearest(text, field.enum));
  }
}

function fitsType(value: YamlScalar['value'] | undefined, field: Field, options: CheckOptions): boolean {
  switch (field.type) {
    case 'any':
    case 'scalar':
      return true;
    case 'string':
      return typeof value === 'string' || options.lenientStrings === true;
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return false;
  }
}

function inRange(value: number, { type, minimum, maximum }: Field): boolean {
  if (type !== 'integer' && type !== 'number') return true;
  return value >= (minimum ?? Number.NEGATIVE_INFINITY) && value <= (maximum ?? Number.POSITIVE_INFINITY);
}

function suggestedValue(node: YamlScalar, field: Field): string | undefined {
  if (field.type === 'string') return `"${node.source}"`;
  if (field.type === 'boolean') return booleanFor(node.value);
  return field.type === 'integer' || field.type === 'number' ? numberFor(node.value) : undefined;
}

/** The boolean a person meant by YAML 1.1's words or by a quoted boolean. */
function booleanFor(value: YamlScalar['value']): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^(yes|on|true|y)$/i.test(value)) return 'true';
  if (/^(no|off|false|n)$/i.test(value)) return 'false';
  return undefined;
}

function numberFor(value: YamlScalar['value']): string | undefined {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? value : undefined;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
