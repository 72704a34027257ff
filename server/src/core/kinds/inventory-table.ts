// Tables of Markdown that list things by name: one in each row, or several in a cell of it.
import { withoutEnclosed } from '../text/enclosed.ts';
import { type Span, span } from '../text/span.ts';
import type { MarkdownCell, MarkdownTable } from './markdown.ts';

/** One name in a cell, without the marks of Markdown around it. */
export interface ListedName {
  readonly text: string;
  readonly span: Span;
  /** What stands in brackets behind it. */
  readonly note: string;
}

export interface ListedRow {
  readonly cells: readonly MarkdownCell[];
  /** Undefined in place of what cannot be read as a name. */
  readonly names: readonly (ListedName | undefined)[];
}

/** A column of names with the rows below it. */
export interface NameColumn {
  readonly header: MarkdownCell;
  readonly index: number;
  readonly table: MarkdownTable;
  readonly rows: readonly ListedRow[];
}

/** What a heading or a cell says, without marks of Markdown and comments. */
export function plain({ text }: MarkdownCell): string {
  return withoutEnclosed(text, '<!--', '-->')
    .replace(/[*_`\\]/g, '')
    .trim();
}

/**
 * The first column under a fitting heading that lists names of things there are: at least three rows do, and at least two
 * thirds of all names.
 * @param fits whether a heading may stand over such names
 * @param isKnown whether a thing of the name exists
 */
export function nameColumn(
  table: MarkdownTable,
  fits: (heading: string) => boolean,
  isKnown: (name: string) => boolean,
): NameColumn | undefined {
  for (const [index, header] of table.header.entries()) {
    if (!fits(plain(header))) continue;
    const rows = table.rows.map((cells) => ({ cells, names: namesIn(cells[index]) }));
    const names = rows.flatMap((row) => row.names);
    const known = names.filter((name) => name !== undefined && isKnown(name.text));
    if (known.length >= 3 && known.length * 3 >= names.length * 2) return { header, index, table, rows };
  }
  return undefined;
}

/** Where a column with such a heading stands; undefined where there is none. */
export function columnOf({ table }: NameColumn, heading: RegExp): number | undefined {
  const index = table.header.findIndex((cell) => heading.test(plain(cell)));
  return index < 0 ? undefined : index;
}

/** The one value in a cell, with its place inside its marks; undefined where there is more in it than that. */
export function valueIn(cell: MarkdownCell | undefined): { readonly text: string; readonly span: Span } | undefined {
  if (!cell) return undefined;
  const [, lead = '', text] = /^([*_]{0,3}`?)([^\s`*_]+)`?[*_]{0,3}$/.exec(withoutComments(cell.text).trimEnd()) ?? [];
  if (text === undefined) return undefined;
  const start = cell.span.start + lead.length;
  return { text, span: span(start, start + text.length) };
}

/** The same text with comments as spaces, so that places stay what they are. */
function withoutComments(text: string): string {
  return withoutEnclosed(text, '<!--', '-->', ' ');
}

/** Code, links and what is in brackets are whole; between them, names are parted. */
const pieces = /`[^`]*`|\[[^[\]]*\]\([^()]*\)|\([^()]*\)|(<br *\/?>|[,;]| [+&] | and )/g;

function namesIn(cell: MarkdownCell | undefined): readonly (ListedName | undefined)[] {
  if (!cell) return [];
  const text = withoutComments(cell.text);
  // What is struck out is there no more, and says so.
  if (text.trim() === '' || text.includes('~~')) return [];
  const found: (ListedName | undefined)[] = [];
  let start = 0;
  for (const match of text.matchAll(pieces)) {
    if (match[1] === undefined) continue;
    found.push(nameIn(text.slice(start, match.index), cell.span.start + start));
    start = match.index + match[0].length;
  }
  found.push(nameIn(text.slice(start), cell.span.start + start));
  return found;
}

function nameIn(piece: string, offset: number): ListedName | undefined {
  const [, lead = '', text, note = ''] =
    /^(\s*[*_]{0,3}\[?[*_]{0,3}`?)([A-Za-z0-9](?:[\w. -]*[A-Za-z0-9])?)`?[*_]{0,3}(?:\]\([^()]*\))?[*_]{0,3}(?:\s*\(([^()]*)\))?\.?\s*$/.exec(
      piece,
    ) ?? [];
  if (text === undefined) return undefined;
  const start = offset + lead.length;
  return { text, note, span: span(start, start + text.length) };
}

/** A name as an identifier would be written: `Home Assistant` is `home-assistant`. */
export function identifier(name: string): string {
  return name.toLowerCase().replace(/[\s_]+/g, '-');
}

/** True for what is written as the name of a Kubernetes object is. */
export function isIdentifier(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name);
}
