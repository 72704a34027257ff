// Edits of flow style: `{a: 1, b: 2}` and `[a, b]`. They are made only where brackets and commas stand right beside what
// changes; where a comment comes between, there is no edit.
import { lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { type Span, span } from '../text/span.ts';
import type { YamlMap } from '../yaml/nodes.ts';

/** Removes a pair or an item of a flow collection with the comma that belongs to it; undefined outside of flow style. */
export function removeFromFlow(text: string, at: Span, open: '{' | '[', close: '}' | ']'): TextEdit | undefined {
  const before = text.slice(0, at.start).trimEnd();
  const [lead = '', comma] = /^\s*(,?)/.exec(text.slice(at.end)) ?? [];
  if (comma === '') {
    const mark = before.at(-1);
    if (text[at.end + lead.length] !== close || (mark !== open && mark !== ',')) return undefined;
    return { span: span(mark === ',' ? before.length - 1 : at.start, at.end), newText: '' };
  }
  // Nothing but flow style has a comma behind a value.
  const end = at.end + lead.length;
  const start = lineStartAt(text, at.start);
  const rest = text.slice(end, lineEndAt(text, end)).trim();
  const ownLine = text.slice(start, at.start).trim() === '' && (rest === '' || rest.startsWith('#'));
  const next = text.indexOf('\n', end);
  if (ownLine && next >= 0) return { span: span(start, next + 1), newText: '' };
  const spaces = /^ */.exec(text.slice(end))?.[0].length ?? 0;
  return { span: span(at.start, end + spaces), newText: '' };
}

/** Adds pairs at the end of a flow mapping; undefined where one is more than a key and a plain word. */
export function addToFlow(text: string, map: YamlMap, lines: readonly string[]): TextEdit | undefined {
  const [first] = map.pairs;
  const last = map.pairs.at(-1);
  if (!map.flow || !first || !last) return undefined;
  const quoted = first.key.style === 'double';
  // In text inside a quoted string a quote of its own would have to be escaped.
  if (quoted && text[first.key.span.start] !== '"') return undefined;
  const pairs = lines.map((line) => {
    const [, key, value] = /^([\w-]+): ([\w./-]+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return undefined;
    return quoted ? `"${key}": ${/^(?:\d+|true|false)$/.test(value) ? value : `"${value}"`}` : line;
  });
  if (pairs.includes(undefined)) return undefined;
  return { span: span(last.span.end, last.span.end), newText: pairs.map((pair) => `, ${pair}`).join('') };
}
