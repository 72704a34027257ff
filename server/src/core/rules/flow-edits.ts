// Edits of what is written in flow style, `{a: 1, b: [2]}`.
import * as yaml from 'yaml';
import type { TextEdit } from '../text/edits.ts';
import { type Span, span } from '../text/span.ts';
import { walk, type YamlMap, type YamlNode, type YamlPair, type YamlSeq } from '../yaml/nodes.ts';

/**
 * Adds pairs or items at the end of a flow collection.
 * @param lines what to add, in block style
 * @returns undefined where the text cannot be written there: beside a comment, or with quotes where the collection
 *   itself may stand in quotes
 */
export function addToFlow(text: string, node: YamlMap | YamlSeq, lines: readonly string[]): TextEdit | undefined {
  const [open, close] = node.type === 'map' ? '{}' : '[]';
  const isWhole = text[node.span.start] === open && text[node.span.end - 1] === close;
  const written = isWhole ? inFlow(lines, /^\s*\{\s*"/.test(text)) : undefined;
  if (written === undefined || (/["'\\]/.test(written) && !standsByItself(node))) return undefined;
  const last = node.type === 'map' ? node.pairs.at(-1) : node.items.at(-1);
  const from = last ? last.span.end : node.span.start + 1;
  const rest = text.slice(from, node.span.end - 1);
  const comma = /^\s*,/.exec(rest)?.[0].length;
  if (!/^\s*,?\s*$/.test(rest) || (comma !== undefined && !last)) return undefined;
  const place = from + (comma ?? 0);
  return { span: span(place, place), newText: `${comma !== undefined ? ' ' : last ? ', ' : ''}${written}` };
}

/**
 * Block lines in flow style, or as JSON, without the outer brackets; undefined where they hold a comment or do not
 * parse.
 */
function inFlow(lines: readonly string[], asJson: boolean): string | undefined {
  const document = yaml.parseDocument(lines.join('\n'));
  if (document.errors.length > 0 || !yaml.isCollection(document.contents)) return undefined;
  if (asJson) return JSON.stringify(document.toJS(), null, 1).replaceAll(/\n */g, ' ').slice(2, -2);
  document.contents.flow = true;
  const written = document.toString({ flowCollectionPadding: false, lineWidth: 0 }).trimEnd();
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

/** How far before a pair its comma or bracket is looked for, in characters. */
const nearby = 200;

/** Removes a pair of a flow mapping with the comma that parts it from the next one, or from the one before. */
export function removeFromFlow(text: string, pair: YamlPair): TextEdit | undefined {
  const before = /[{,]\s*$/.exec(text.slice(Math.max(0, pair.span.start - nearby), pair.span.start))?.[0];
  if (before === undefined) return undefined;
  const after = text.slice(pair.span.end);
  const next = /^\s*,[ \t]*/.exec(after)?.[0];
  if (next !== undefined) return removal(span(pair.span.start, pair.span.end + next.length));
  if (!/^\s*\}/.test(after)) return undefined;
  return removal(span(pair.span.start - (before.startsWith(',') ? before.length : 0), pair.span.end));
}

function removal(at: Span): TextEdit {
  return { span: at, newText: '' };
}
