// Where a cursor stands in a tree: under which keys, and whether at a key or in a value. Works on half-typed lines by
// their indentation, which is what a person sees too.
import { type Span, span } from '../text/span.ts';
import { keyText, type YamlNode, type YamlPair } from '../yaml/nodes.ts';

export interface Cursor {
  /** Keys above the cursor, list positions left out. */
  readonly path: readonly string[];
  readonly at: 'key' | 'value';
  /** The word to replace. */
  readonly word: Span;
  /** The key whose value is being written. */
  readonly key?: string;
}

/** Reads the lines above and at the offset. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(before)) return undefined;
  const match = /^([ ]*(?:- +)*)(?:("[^"]*"|'[^']*'|[^\s:#][^:#]*):(?:\s+(.*))?)?(.*)$/.exec(before);
  if (!match) return undefined;
  const [, lead = '', key, value, rest = ''] = match;
  const end = wordEnd(text, offset);
  if (key !== undefined) {
    if (value === undefined && !/:\s+$/.test(before)) return undefined;
    return {
      path: parentsOf(text, lineStart, lead.length),
      at: 'value',
      key: unquote(key),
      word: span(offset - (value ?? '').length, end),
    };
  }
  if (/^-\S*$/.test(rest)) return undefined;
  return { path: parentsOf(text, lineStart, lead.length), at: 'key', word: span(offset - rest.length, end) };
}

/** The keys of less indentation above a line, outermost first. */
function parentsOf(text: string, lineStart: number, indent: number): readonly string[] {
  const path: string[] = [];
  let limit = indent;
  let end = lineStart - 1;
  while (end > 0 && limit > 0) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end);
    const match = /^([ ]*(?:- +)*)("[^"]*"|'[^']*'|[^\s:#-][^:#]*):(?:\s|$)/.exec(line);
    const [, lead = '', key = ''] = match ?? [];
    if (match && lead.length < limit && !/^---/.test(line)) {
      // The keys beside the first one of a list item stand deeper than its dash, not below it.
      limit = lead.length === 0 ? 0 : /- $/.test(lead) ? lead.indexOf('-') + 1 : lead.length;
      if (lead.length < indent) path.unshift(unquote(key));
    }
    end = start - 1;
  }
  return path;
}

/** True within the value of a pair and in the empty lines after it. */
export function holds(text: string, { key, value }: YamlPair, offset: number): boolean {
  if (offset <= key.span.end) return false;
  return offset <= value.span.end || text.slice(value.span.end, offset).trim() === '';
}

/** Characters before an offset in its line. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

function wordEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && /[\w./-]/.test(text[end] ?? '')) end++;
  return end;
}

function unquote(key: string): string {
  return /^["']/.test(key) ? key.slice(1, -1) : key.trim();
}

export interface KeyHit {
  readonly pair: YamlPair;
  /** Keys from the root to and with this one. */
  readonly path: readonly string[];
}

/** The pair whose key holds an offset. */
export function keyAt(root: YamlNode | undefined, offset: number): KeyHit | undefined {
  const open: { readonly node: YamlNode; readonly path: readonly string[] }[] = root ? [{ node: root, path: [] }] : [];
  const seen = new Set<YamlNode>();
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next.node)) continue;
    seen.add(next.node);
    if (next.node.type === 'seq') for (const item of next.node.items) open.push({ node: item, path: next.path });
    if (next.node.type !== 'map') continue;
    for (const pair of next.node.pairs) {
      const path = [...next.path, keyText(pair)];
      if (pair.key.span.start <= offset && offset <= pair.key.span.end) return { pair, path };
      if (pair.span.start <= offset && offset <= pair.value.span.end) open.push({ node: pair.value, path });
    }
  }
  return undefined;
}
