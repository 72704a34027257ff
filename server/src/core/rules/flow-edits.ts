// Edits of flow style: `{a: 1, b: 2}` and `[a, b]`. They are made only where brackets and commas stand right beside what
// changes; where a comment comes between, there is no edit.
import * as yaml from 'yaml';
import { lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { type Span, span } from '../text/span.ts';
import { walk, type YamlMap, type YamlNode, type YamlPair, type YamlSeq } from '../yaml/nodes.ts';

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

/**
 * Adds pairs or items at the end of a flow collection.
 * @param lines what to add, in block style
 * @returns undefined where the text cannot be written there: behind an alias, or with escapes where the collection itself
 *   may stand in quotes
 */
export function addToFlow(text: string, node: YamlMap | YamlSeq, lines: readonly string[]): TextEdit | undefined {
  const written = writtenFor(text, node, lines);
  if (written === undefined) return undefined;
  const last = node.type === 'map' ? node.pairs.at(-1) : node.items.at(-1);
  if (last) {
    const { end } = last.span;
    const isLast = isInside(last.span, node.span) && /^\s*(?:[,\]}]|#)/.test(text.slice(end));
    return isLast ? { span: span(end, end), newText: `, ${written}` } : undefined;
  }
  const place = node.span.start + 1;
  const isEmpty = text.slice(place, node.span.end - 1).trim() === '';
  return isEmpty ? { span: span(place, place), newText: written } : undefined;
}

/** Adds pairs before one of a flow mapping. */
export function addToFlowBefore(
  text: string,
  map: YamlMap,
  { key }: YamlPair,
  lines: readonly string[],
): TextEdit | undefined {
  const written = writtenFor(text, map, lines);
  const { start } = key.span;
  return written !== undefined && isInside(key.span, map.span)
    ? { span: span(start, start), newText: `${written}, ` }
    : undefined;
}

/** False for an alias: its node is where its anchor is. */
function isInside(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Lines as they are written in a flow collection. */
function writtenFor(text: string, node: YamlMap | YamlSeq, lines: readonly string[]): string | undefined {
  const [open, close] = node.type === 'map' ? '{}' : '[]';
  if (text[node.span.start] !== open || text[node.span.end - 1] !== close) return undefined;
  const beside = node.type === 'map' ? node.pairs.map(({ key }) => key) : node.items;
  const isQuoted = beside.length > 0 && beside.every((one) => one.type === 'scalar' && one.style === 'double');
  const written = inFlow(lines, isQuoted || /^\s*[{[]\s*"/.test(text));
  // Quotes are escaped where the collection stands in quotes (quoted-edits.ts); what is escaped already cannot be told then.
  return written?.includes('\\') && !standsByItself(node) ? undefined : written;
}

/** Block lines in flow style, or as JSON, without the outer brackets; undefined where they hold a comment or do not parse. */
function inFlow(lines: readonly string[], asJson: boolean): string | undefined {
  const document = yaml.parseDocument(lines.join('\n'));
  if (document.errors.length > 0 || !yaml.isCollection(document.contents)) return undefined;
  if (asJson) return JSON.stringify(document.toJS(), null, 1).replaceAll(/\n */g, ' ').slice(2, -2);
  document.contents.flow = true;
  const onOneLine = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY };
  const written = document.toString({ flowCollectionPadding: false, ...onOneLine }).trimEnd();
  return written.includes('\n') || written.includes('#') ? undefined : written.slice(1, -1);
}

/** True where the collection is part of the file itself and not of a text inside it. */
function standsByItself(node: YamlNode): boolean {
  let itself = false;
  walk(node, (inner) => {
    if (inner.type === 'scalar') itself = inner.local.start === inner.span.start;
  });
  return itself;
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
