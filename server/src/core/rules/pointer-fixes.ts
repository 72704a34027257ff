// Turns JSON pointers to one item of a list into jq expressions for all its items, where `ignoreDifferences` holds them.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import type { TextEdit } from '../text/edits.ts';
import { isString, itemsOf, pairOf, type YamlMap, type YamlString } from '../yaml/nodes.ts';
import { addItems, addLinesBefore, removePair } from './edits.ts';
import { removeItemFixes } from './item-edits.ts';
import type { Fix } from './rule.ts';

/** True for a pointer into one item of an ExternalSecret's lists. */
export function isIndexed(pointer: string): boolean {
  return /^\/spec\/data(?:From)?\/\d+(?:\/|$)/.test(pointer);
}

/**
 * The jq expression that fits, in every item of the lists on its way, the field a pointer names in one. Undefined where
 * the pointer names a whole item: to overlook all of them is another thing than to overlook one.
 */
export function expressionOf(pointer: string): string | undefined {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (/^\d+$/.test(segments.at(-1) ?? '')) return undefined;
  return segments
    .map((segment) => {
      if (/^\d+$/.test(segment)) return '[]?';
      return /^[A-Za-z_]\w*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
    })
    .join('');
}

/** Moves every indexed pointer of an entry to its jq expressions; one fix, which all findings of the entry share. */
export function expressionFixes(text: string, entry: YamlMap): readonly Fix[] {
  const pair = pairOf(entry, 'jsonPointers');
  const items = itemsOf(pair?.value);
  const moving = items.flatMap((item) => {
    const expression =
      isString(item) && !hasPlaceholder(item.value) && isIndexed(item.value) && expressionOf(item.value);
    return isString(item) && expression ? [{ item, expression }] : [];
  });
  if (!pair || moving.length === 0 || pairOf(entry, '<<')) return [];
  const list = pairOf(entry, 'jqPathExpressions');
  const edits: readonly (TextEdit | undefined)[] =
    !list && moving.length === items.length
      ? [{ span: pair.key.span, newText: 'jqPathExpressions' }, ...inPlace(text, moving)]
      : moved(text, entry, moving, list?.value.type === 'seq' ? itemsOf(list.value) : undefined);
  const made = edits.flatMap((edit) => edit ?? []);
  if (made.length === 0 || made.length !== edits.length) return [];
  return [{ title: 'Write jq expressions for all items', edits: made }];
}

interface Moving {
  readonly item: YamlString;
  readonly expression: string;
}

/** Writes each expression over the first pointer it stands for, and takes the other ones out. */
function inPlace(text: string, moving: readonly Moving[]): readonly (TextEdit | undefined)[] {
  return moving.map(({ item, expression }, i) =>
    moving.findIndex((other) => other.expression === expression) === i
      ? // A bracket cannot stand plain in flow style.
        { span: item.span, newText: quoted(expression) }
      : removeItemFixes(text, item, '')[0]?.edits[0],
  );
}

/** Takes the pointers out of their list, and adds each expression once to the other list, which may be a new one. */
function moved(
  text: string,
  entry: YamlMap,
  moving: readonly Moving[],
  present: ReturnType<typeof itemsOf> | undefined,
): readonly (TextEdit | undefined)[] {
  const pointers = pairOf(entry, 'jsonPointers');
  const list = pairOf(entry, 'jqPathExpressions')?.value;
  const isLeftEmpty = itemsOf(pointers?.value).length === moving.length;
  if (pointers?.value.type !== 'seq' || entry.flow || (list && list.type !== 'seq')) return [];
  // Removed from one flow list, two items would both take the comma between them.
  if (pointers.value.flow && !isLeftEmpty) return [];
  const removed = isLeftEmpty
    ? [removePair(text, pointers)]
    : moving.map(({ item }) => removeItemFixes(text, item, '')[0]?.edits[0]);
  const known = new Set((present ?? []).map((item) => (isString(item) ? item.value : '')));
  const added = [...new Set(moving.map(({ expression }) => expression))].filter((expression) => !known.has(expression));
  if (added.length === 0) return removed;
  const lines = added.map(plain);
  const edit =
    list?.type === 'seq'
      ? addItems(text, list, lines)
      : addLinesBefore(text, entry, pointers, ['jqPathExpressions:', ...lines.map((line) => `  - ${line}`)]);
  return [...removed, edit];
}

function plain(expression: string): string {
  return /["'#:]/.test(expression) ? quoted(expression) : expression;
}

function quoted(expression: string): string {
  return `'${expression.replaceAll("'", "''")}'`;
}
