// Edits of list items.
import { lineEndAt, lineStartAt } from '../text/edits.ts';
import { span } from '../text/span.ts';
import type { YamlNode } from '../yaml/nodes.ts';
import type { Fix } from './rule.ts';

/** Removes an item that stands on a line of its own; no fix where it does not, or where other text follows it. */
export function removeItemFixes(text: string, item: YamlNode, title: string): readonly Fix[] {
  const start = lineStartAt(text, item.span.start);
  const end = lineEndAt(text, item.span.end);
  const after = text.slice(item.span.end, end).trim();
  if (!/^ *- +$/.test(text.slice(start, item.span.start)) || (after !== '' && !after.startsWith('#'))) return [];
  if (text.slice(item.span.start, item.span.end).includes('\n')) return [];
  const next = text.indexOf('\n', end);
  return [{ title, edits: [{ span: span(start, next < 0 ? text.length : next + 1), newText: '' }] }];
}
