// Edits of flow style: `{a: 1, b: 2}` and `[a, b]`. They are made only where brackets and commas stand right beside what
// changes; where a comment comes between, there is no edit.
import { lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { type Span, span } from '../text/span.ts';
import type { YamlMap, YamlPair, YamlSeq } from '../yaml/nodes.ts';

/** Removes a pair or an item of a flow collection with the comma that belongs to it; undefined outside of flow style. */
export function removeFromFlow(text: string, at: Span, open: '{' | '[', close: '}' | ']'): TextEdit | undefined {
  const before = text.slice(0, at.start).trimEnd();
  const mark = before.at(-1);
  const between = mark === open || mark === ',';
  const [lead = '', comma] = /^\s*(,?)/.exec(text.slice(at.end)) ?? [];
  const end = at.end + lead.length;
  if (comma === '') {
    if (!between || text[end] !== close) return undefined;
    return { span: span(mark === ',' ? before.length - 1 : at.start, at.end), newText: '' };
  }
  const start = lineStartAt(text, at.start);
  // Nothing but flow style has a comma behind a value, so the line above may end in a comment.
  const beginsLine = text.slice(start, at.start).trim() === '';
  if (!between && !beginsLine) return undefined;
  const rest = text.slice(end, lineEndAt(text, end)).trim();
  const next = text.indexOf('\n', end);
  if (beginsLine && (rest === '' || rest.startsWith('#')) && next >= 0)
    return { span: span(start, next + 1), newText: '' };
  const spaces = /^ */.exec(text.slice(end))?.[0].length ?? 0;
  return { span: span(at.start, end + spaces), newText: '' };
}

/** Adds pairs at the end of a flow mapping; undefined where one is more than a key and a plain word. */
export function addToFlow(text: string, map: YamlMap, lines: readonly string[]): TextEdit | undefined {
  const last = map.pairs.at(-1);
  const pairs = flowPairs(text, map, lines);
  if (!last || !pairs || !isLast(text, last.span, map.span)) return undefined;
  return { span: span(last.span.end, last.span.end), newText: pairs.map((pair) => `, ${pair}`).join('') };
}

/** Adds pairs before one of a flow mapping. */
export function addToFlowBefore(
  text: string,
  map: YamlMap,
  { span: { start } }: YamlPair,
  lines: readonly string[],
): TextEdit | undefined {
  const pairs = flowPairs(text, map, lines);
  if (!pairs || start < map.span.start || start >= map.span.end) return undefined;
  return { span: span(start, start), newText: pairs.map((pair) => `${pair}, `).join('') };
}

/** Lines of block style as pairs of a flow mapping, quoted where its keys are. */
function flowPairs(text: string, map: YamlMap, lines: readonly string[]): readonly string[] | undefined {
  const [first] = map.pairs;
  if (!map.flow || !first) return undefined;
  const quoted = first.key.style === 'double';
  // In text inside a quoted string a quote of its own would have to be escaped.
  if (quoted && text[first.key.span.start] !== '"') return undefined;
  const pairs = lines.flatMap((line) => {
    const [, key, value] = /^([\w-]+): ([\w./-]+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return [];
    return quoted ? `"${key}": ${/^(?:\d+|true|false)$/.test(value) ? value : `"${value}"`}` : line;
  });
  return pairs.length === lines.length ? pairs : undefined;
}

/** Adds plain words at the end of a flow sequence. */
export function addItemsToFlow(text: string, list: YamlSeq, items: readonly string[]): TextEdit | undefined {
  const last = list.items.at(-1);
  if (!last || !isLast(text, last.span, list.span) || !items.every((item) => /^[\w./][\w./=-]*$/.test(item)))
    return undefined;
  return { span: span(last.span.end, last.span.end), newText: items.map((item) => `, ${item}`).join('') };
}

/** False for an alias: its node is where its anchor is. */
function isLast(text: string, last: Span, owner: Span): boolean {
  return last.start >= owner.start && last.end <= owner.end && /^\s*(?:[,\]}]|#)/.test(text.slice(last.end));
}

/** True where text would be removed that an alias elsewhere refers to. */
export function holdsAnchor(text: string, at: Span): boolean {
  const names = [...text.slice(at.start, at.end).matchAll(/(?<=[\s,[{:]|^)&([^\s,[\]{}]+)/g)].map(
    ([, name]) => `*${name}`,
  );
  if (names.length === 0) return false;
  const rest = `${text.slice(0, at.start)} ${text.slice(at.end)}`;
  return names.some((name) => rest.includes(name));
}
