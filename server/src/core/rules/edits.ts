// Edits that rules propose: whole lines of block style, indented as their neighbours are, or parts of a flow collection.
// Where the text is written in a way that cannot be edited safely (lines in a quoted string), there is no edit and so no fix.
import { lineBreakOf, lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { type Span, span } from '../text/span.ts';
import type { YamlMap, YamlPair, YamlScalar, YamlSeq } from '../yaml/nodes.ts';
import { addToFlow, addToFlowBefore, holdsAnchor, removeFromFlow } from './flow-edits.ts';
import type { Fix } from './rule.ts';

/** A fix that writes one thing in place of another. */
export function replaceFix(at: Span, newText: string, title = `Write \`${newText}\``): Fix {
  return { title, edits: [{ span: at, newText }] };
}

/** A fix that writes another word in place of a key or a value and leaves its quotes. */
export function rewordFix(node: YamlScalar, word: string): Fix {
  const quoted = node.style === 'single' || node.style === 'double';
  return replaceFix(quoted ? node.map(span(node.local.start + 1, node.local.end - 1)) : node.span, word);
}

/** Removes a pair with its lines, or out of a flow mapping; undefined where other text stands on its lines. */
export function removePair(text: string, pair: YamlPair): TextEdit | undefined {
  if (holdsAnchor(text, pair.span)) return undefined;
  return removeLines(text, pair) ?? removeFromFlow(text, pair.span, '{', '}');
}

function removeLines(text: string, pair: YamlPair): TextEdit | undefined {
  const start = lineStartAt(text, pair.span.start);
  if (text.slice(start, pair.span.start).trim() !== '') return undefined;
  const end = lineEndAt(text, pair.span.end);
  const after = text.slice(pair.span.end, end).trim();
  if (after !== '' && !after.startsWith('#')) return undefined;
  const next = text.indexOf('\n', end);
  return { span: span(start, next < 0 ? text.length : next + 1), newText: '' };
}

/** A fix that removes a pair, as a list for `fixes`. */
export function removeFixes(text: string, pair: YamlPair, title: string): readonly Fix[] {
  const edit = removePair(text, pair);
  return edit ? [{ title, edits: [edit] }] : [];
}

/**
 * Adds lines to a mapping, after its last pair; in flow style where the mapping is.
 * @param lines without indentation; further lines keep their own beyond the mapping's
 */
export function addLines(text: string, map: YamlMap, lines: readonly string[]): TextEdit | undefined {
  if (map.flow) return addToFlow(text, map, lines);
  const first = map.pairs[0];
  const last = map.pairs.at(-1);
  if (!first || !last) return undefined;
  const indent = indentOf(text, first);
  if (indent === undefined) return undefined;
  const end = lineEndAt(text, last.span.end);
  const newline = lineBreakOf(text);
  return { span: span(end, end), newText: lines.map((line) => newline + indent + line).join('') };
}

/** Adds an item at the end of a sequence; its further lines keep their own indentation beyond the dash. */
export function addItem(text: string, list: YamlSeq, lines: readonly string[]): TextEdit | undefined {
  const [first = '', ...rest] = lines;
  return addItems(text, list, [first], rest);
}

/** Adds one-line items at the end of a sequence, in block style indented as its last one. */
export function addItems(
  text: string,
  list: YamlSeq,
  items: readonly string[],
  below: readonly string[] = [],
): TextEdit | undefined {
  if (list.flow) return addToFlow(text, list, [...items.map((item) => `- ${item}`), ...below]);
  const last = list.items.at(-1);
  if (!last) return undefined;
  const dash = lineStartAt(text, last.span.start);
  const lead = /^( *)- /.exec(text.slice(dash, last.span.start))?.[1];
  if (lead === undefined) return undefined;
  const end = lineEndAt(text, last.span.end);
  const newline = lineBreakOf(text);
  const added = [...items.map((item) => `${lead}- ${item}`), ...below.map((line) => lead + line)];
  return { span: span(end, end), newText: added.map((line) => newline + line).join('') };
}

/** Adds lines before a pair of a mapping, with the pair's indentation. @param lines as in `addLines` */
export function addLinesBefore(
  text: string,
  map: YamlMap,
  pair: YamlPair,
  lines: readonly string[],
): TextEdit | undefined {
  if (map.flow) return addToFlowBefore(text, map, pair, lines);
  const indent = indentOf(text, pair);
  if (indent === undefined) return undefined;
  const newline = lineBreakOf(text);
  return {
    span: span(pair.span.start, pair.span.start),
    newText: lines.map((line) => line + newline + indent).join(''),
  };
}

/** The white space that a further key of the pair's mapping needs; undefined when the pair does not begin its line. */
export function indentOf(text: string, pair: YamlPair): string | undefined {
  const start = lineStartAt(text, pair.span.start);
  const before = text.slice(start, pair.span.start);
  return /^[ ]*(?:- +)*$/.test(before) ? ' '.repeat(before.length) : undefined;
}
