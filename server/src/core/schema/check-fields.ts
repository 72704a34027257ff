// Compares a tree with a field table. It tells what differs; which of it is a finding, and how grave, is a rule's matter.
import { nearest } from '../text/names.ts';
import type { Span } from '../text/span.ts';
import { keyText, type YamlMap, type YamlNode, type YamlPair, type YamlScalar } from '../yaml/nodes.ts';
import type { Field, FieldTable } from './fields.ts';

export interface FieldProblem {
  readonly code: 'unknown' | 'missing' | 'type' | 'enum' | 'range';
  /** Keys and list positions from the root of the table: `additional_disks[0].disk_size`. */
  readonly path: string;
  /** The last key of the path. */
  readonly key: string;
  readonly at: Span;
  /** The pair whose key is unknown or whose value is wrong; undefined for a missing field. */
  readonly pair: YamlPair | undefined;
  readonly field: Field | undefined;
  /** The nearest known key or value. */
  readonly suggestion: string | undefined;
}

export interface CheckOptions {
  /** Where a missing field is reported: the key that owns the mapping. */
  readonly owner: Span;
  /** A value the caller knows to be filled in elsewhere (a template placeholder) gives no problem. */
  readonly skip?: (text: string) => boolean;
  /** Accepts a number or a boolean where text is asked for, as lenient decoders do. */
  readonly lenientStrings?: boolean;
  /** Reports an empty value as one of the wrong type, as a JSON schema does; Go decoders read it as zero. */
  readonly strictNulls?: boolean;
}

/** Every difference between a mapping and a table, in document order but for missing fields, which come first. */
export function checkFields(node: YamlMap, table: FieldTable, options: CheckOptions): FieldProblem[] {
  const problems: FieldProblem[] = [];
  checkObject(node, table, '', options.owner, options, problems);
  return problems;
}

function checkObject(node: YamlMap, table: FieldTable, path: string, owner: Span, options: CheckOptions, out: FieldProblem[]): void {
  const merges = node.pairs.some((pair) => pair.key.value === '<<');
  const present = new Set(node.pairs.map(keyText));
  for (const [key, field] of Object.entries(table)) {
    if (!field.required || merges || present.has(key)) continue;
    out.push({ code: 'missing', path: join(path, key), key, at: owner, pair: undefined, field, suggestion: undefined });
  }
  for (const pair of node.pairs) {
    const key = keyText(pair);
    if (key === '<<' || options.skip?.(key)) continue;
    const field = Object.hasOwn(table, key) ? table[key] : undefined;
    const where = join(path, key);
    if (field) checkValue(pair.value, field, where, pair, options, out);
    else {
      const absent = Object.keys(table).filter((candidate) => !present.has(candidate));
      out.push({ code: 'unknown', path: where, key, at: pair.key.span, pair, field: undefined, suggestion: nearest(key, absent) });
    }
  }
}

function checkValue(node: YamlNode, field: Field, path: string, pair: YamlPair, options: CheckOptions, out: FieldProblem[]): void {
  const problem = (code: FieldProblem['code'], suggestion?: string): void => {
    const at = node.span.end > node.span.start ? node.span : pair.key.span;
    out.push({ code, path, key: keyText(pair), at: firstLineOf(node, at, pair), pair, field, suggestion });
  };
  if (node.type === 'scalar') {
    if (node.value === null) {
      if (options.strictNulls && field.type !== 'any') problem('type');
      return;
    }
    if (typeof node.value === 'string' && options.skip?.(node.value)) return;
    checkScalar(node, field, problem, options);
  } else if (node.type === 'seq') {
    if (field.type === 'any') return;
    if (field.type !== 'list') return problem('type');
    const items = field.items;
    if (items) node.items.forEach((item, i) => checkValue(item, items, `${path}[${i}]`, pair, options, out));
  } else if (field.type === 'object') {
    checkObject(node, field.fields ?? {}, path, pair.key.span, options, out);
  } else if (field.type === 'map') {
    const items = field.items;
    if (items) for (const inner of node.pairs) checkValue(inner.value, items, join(path, keyText(inner)), inner, options, out);
  } else if (field.type !== 'any') {
    problem('type');
  }
}

/** A wrong collection is shown at its key: its own range would be many lines. */
function firstLineOf(node: YamlNode, at: Span, pair: YamlPair): Span {
  return node.type === 'scalar' && (node.style === 'plain' || node.style === 'single' || node.style === 'double') ? at : pair.key.span;
}

function checkScalar(node: YamlScalar, field: Field, problem: (code: FieldProblem['code'], suggestion?: string) => void, options: CheckOptions): void {
  const { value } = node;
  switch (field.type) {
    case 'any':
    case 'scalar':
      break;
    case 'string':
      if (typeof value !== 'string' && !options.lenientStrings) return problem('type', `"${node.source}"`);
      break;
    case 'boolean':
      if (typeof value !== 'boolean') return problem('type', booleanFor(value));
      break;
    case 'integer':
    case 'number':
      if (typeof value !== 'number') return problem('type', numberFor(value));
      if (field.type === 'integer' && !Number.isInteger(value)) return problem('type');
      if (value < (field.minimum ?? Number.NEGATIVE_INFINITY) || value > (field.maximum ?? Number.POSITIVE_INFINITY)) return problem('range');
      break;
    default:
      return problem('type');
  }
  if (field.enum && value !== null) {
    const text = typeof value === 'string' ? value : node.source;
    if (!field.enum.includes(text)) problem('enum', nearest(text, field.enum));
  }
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
