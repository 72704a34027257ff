// Edits of list items.
import { lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { span } from '../text/span.ts';
import type { YamlNode } from '../yaml/nodes.ts';
import { holdsAnchor, removeFromFlow } from './flow-edits.ts';
import type { Fix } from './rule.ts';

/** Removes an item that stands on a line of its own or in a flow list; no fix where other text follows it. */
export function removeItemFixes(text: string, item: YamlNode, title: string): readonly Fix[] {
  if (holdsAnchor(text, item.span)) return [];
  const edit = removeLine(text, item) ?? removeFromFlow(text, item.span, '[', ']');
  return edit ? [{ title, edits: [edit] }] : [];
}

function removeLine(text: string, item: YamlNode): TextEdit | undefined {
  const start = lineStartAt(text, item.span.start);
  const end = lineEndAt(text, item.span.end);
  const after = text.slice(item.span.end, end).trim();
  if (!/^ *- +$/.test(text.slice(start, item.span.start)) || (after !== '' && !after.startsWith('#'))) return undefined;
  if (text.slice(item.span.start, item.span.end).includes('\n')) return undefined;
  const next = text.indexOf('\n', end);
  return { span: span(start, next < 0 ? text.length : next + 1), newText: '' };
}
