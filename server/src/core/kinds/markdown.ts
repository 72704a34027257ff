// Markdown read line by line: tables, code, links, fenced blocks and comments with their exact places (GitHub Flavored
// Markdown). What is shown as code is never taken for text, and nothing in it for a table.
import { type Span, span } from '../text/span.ts';
import { type Inlines, type MarkdownCode, type MarkdownLink, readInlines } from './markdown-inline.ts';

export interface MarkdownCell {
  /** As it is written, without the spaces around it. */
  readonly text: string;
  readonly span: Span;
}

export interface MarkdownTable {
  readonly header: readonly MarkdownCell[];
  readonly rows: readonly (readonly MarkdownCell[])[];
}

export interface MarkdownFence {
  /** The first word behind the opening, in lower case; empty where there is none. */
  readonly language: string;
  readonly content: Span;
  /** With its two lines of backticks. */
  readonly whole: Span;
}

/** Text without a blank line in it: a paragraph, an item of a list, a heading, a row of a table. */
export interface MarkdownBlock {
  readonly span: Span;
  /** Of a heading: 1 to 6. */
  readonly heading?: number;
  readonly codes: readonly MarkdownCode[];
  readonly links: readonly MarkdownLink[];
}

export interface MarkdownText {
  readonly tables: readonly MarkdownTable[];
  readonly fences: readonly MarkdownFence[];
  /** In the order of the text. */
  readonly blocks: readonly MarkdownBlock[];
  /** HTML comments, with their marks. */
  readonly comments: readonly Span[];
}

const known = new WeakMap<object, MarkdownText>();

/** @param owner what the answer is kept with */
export function markdownOf(owner: { readonly text: string }): MarkdownText {
  let found = known.get(owner);
  if (!found) {
    found = new Reader(owner.text).read();
    known.set(owner, found);
  }
  return found;
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const fenceMarks = /^[ \t]*(?:>[ \t]?)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})/;
const heading = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const listItem = /^[ \t]*(?:>[ \t]?)*(?:[-*+]|\d{1,9}[.)])[ \t]/;

class Reader {
  readonly #text: string;
  readonly #tables: MarkdownTable[] = [];
  readonly #fences: MarkdownFence[] = [];
  readonly #blocks: MarkdownBlock[] = [];
  readonly #comments: Span[] = [];
  #at = 0;
  /** Where the present paragraph began. */
  #paragraph: number | undefined;
  #inList = false;
  #afterBlank = true;

  constructor(text: string) {
    this.#text = text;
  }

  read(): MarkdownText {
    this.#skipFrontMatter();
    for (let line = this.#line(); line; line = this.#line()) this.#take(line);
    this.#endParagraph(this.#text.length);
    return { tables: this.#tables, fences: this.#fences, blocks: this.#blocks, comments: this.#comments };
  }

  #take(line: Line): void {
    if (line.text.trim() === '') {
      this.#endParagraph(line.start);
      this.#afterBlank = true;
      return;
    }
    const wasBlank = this.#afterBlank;
    this.#afterBlank = false;
    const level = heading.exec(line.text)?.[1]?.length;
    const fence = fenceOpening(line.text);
    if (fence) this.#fence(line, fence.marks, fence.language);
    else if (level !== undefined) this.#heading(line, level);
    else if (/^[ \t]*<!--/.test(line.text)) this.#comment(line);
    else if (this.#isIndentedCode(line, wasBlank)) this.#afterBlank = true;
    else if (!this.#table(line)) this.#prose(line);
  }

  #prose(line: Line): void {
    if (listItem.test(line.text)) {
      this.#endParagraph(line.start);
      this.#inList = true;
    } else if (!/^[ \t]/.test(line.text) && this.#paragraph === undefined) this.#inList = false;
    this.#paragraph ??= line.start;
  }

  #heading(line: Line, level: number): void {
    this.#endParagraph(line.start);
    this.#inList = false;
    this.#block(span(line.start, line.end), level);
  }

  /** Code by its indentation alone; inside a list the same indentation belongs to the item. */
  #isIndentedCode(line: Line, wasBlank: boolean): boolean {
    return wasBlank && this.#paragraph === undefined && !this.#inList && /^(?: {4}| {0,3}\t)/.test(line.text);
  }

  #fence(opening: Line, marks: string, language: string): void {
    this.#endParagraph(opening.start);
    const start = this.#at;
    let content = span(start, this.#text.length);
    let end = this.#text.length;
    for (let line = this.#line(); line; line = this.#line()) {
      const closing = /^[ \t]*(?:>[ \t]?)*(`{3,}|~{3,})[ \t]*$/.exec(line.text)?.[1];
      if (closing === undefined || closing[0] !== marks[0] || closing.length < marks.length) continue;
      content = span(start, line.start);
      end = line.end;
      break;
    }
    this.#fences.push({ language: language.toLowerCase(), content, whole: span(opening.start, end) });
  }

  /** A comment that a line begins with goes on to its end, over blank lines too; what follows it is read as a line. */
  #comment(line: Line): void {
    this.#endParagraph(line.start);
    const start = line.start + line.text.indexOf('<!--');
    const close = this.#text.indexOf('-->', start + 4);
    const end = close < 0 ? this.#text.length : close + 3;
    this.#comments.push(span(start, end));
    this.#at = end;
  }

  #table(header: Line): boolean {
    if (!header.text.includes('|')) return false;
    const cells = cellsOf(header);
    const mark = this.#at;
    const second = this.#line();
    const isTable =
      second !== undefined &&
      isDelimiterRow(second.text) &&
      cellsOf(second).length === cells.length &&
      /\|/.test(second.text);
    if (!isTable) {
      this.#at = mark;
      return false;
    }
    this.#endParagraph(header.start);
    const rows: (readonly MarkdownCell[])[] = [];
    this.#cells(header, cells);
    for (let before = this.#at, line = this.#line(); line; before = this.#at, line = this.#line()) {
      if (
        line.text.trim() === '' ||
        fenceOpening(line.text) !== undefined ||
        heading.test(line.text) ||
        !line.text.includes('|')
      ) {
        this.#at = before;
        break;
      }
      const row = cellsOf(line);
      this.#cells(line, row);
      rows.push(row);
    }
    this.#tables.push({ header: cells, rows });
    return true;
  }

  /** A row is one block; a mark that one cell leaves open does not reach into the next. */
  #cells(line: Line, cells: readonly MarkdownCell[]): void {
    const found: Inlines = { codes: [], links: [], comments: this.#comments };
    for (const { span: where } of cells) readInlines(this.#text, where, found);
    this.#blocks.push({ span: span(line.start, line.end), codes: found.codes, links: found.links });
  }

  #endParagraph(end: number): void {
    const start = this.#paragraph;
    this.#paragraph = undefined;
    if (start !== undefined && start < end) this.#block(span(start, end));
  }

  #block(where: Span, level?: number): void {
    const found: Inlines = { codes: [], links: [], comments: this.#comments };
    readInlines(this.#text, where, found);
    const { codes, links } = found;
    this.#blocks.push({ span: where, codes, links, ...(level === undefined ? {} : { heading: level }) });
  }

  #skipFrontMatter(): void {
    const [whole] = /^\uFEFF?---[ \t]*\r?\n(?:[^\n]*\n)*?---[ \t]*(?:\r?\n|$)/.exec(this.#text.slice(0, 20_000)) ?? [];
    this.#at = whole?.length ?? 0;
  }

  #line(): Line | undefined {
    const start = this.#at;
    if (start >= this.#text.length) return undefined;
    const newline = this.#text.indexOf('\n', start);
    const next = newline < 0 ? this.#text.length : newline + 1;
    const text = this.#text.slice(start, newline < 0 ? next : newline).replace(/\r$/, '');
    this.#at = next;
    return { start, end: start + text.length, text };
  }
}

/** The marks and the first word of a line that opens a fenced block; with a backtick behind the marks it is none. */
function fenceOpening(line: string): { readonly marks: string; readonly language: string } | undefined {
  const [whole, marks] = fenceMarks.exec(line) ?? [];
  if (whole === undefined || marks === undefined || line.includes('`', whole.length)) return undefined;
  return { marks, language: /^[ \t]*(\S*)/.exec(line.slice(whole.length))?.[1] ?? '' };
}

/** True for the second line of a table: hyphens in every cell, with or without colons. */
function isDelimiterRow(line: string): boolean {
  const cells = line.trim().replace(/^\|/, '').replace(/\|$/, '').split('|');
  return cells.every((cell) => /^:?-+:?$/.test(cell.trim()));
}

/** The cells of a row: `|` parts them, in code too, unless a backslash stands before it. */
function cellsOf({ start, text }: Line): readonly MarkdownCell[] {
  const bars = [...text.matchAll(/\\.|\|/g)].flatMap(({ 0: mark, index }) => (mark === '|' ? [index] : []));
  const lead = /^[ \t]*/.exec(text)?.[0].length ?? 0;
  const last = text.trimEnd().length;
  if (bars[0] !== lead) bars.unshift(lead - 1);
  if (bars.at(-1) !== last - 1) bars.push(last);
  return bars.slice(1).map((bar, i) => {
    const from = (bars[i] ?? 0) + 1;
    const written = text.slice(from, bar);
    const cell = written.trim();
    const at = start + from + (cell === '' ? 0 : written.indexOf(cell));
    return { text: cell, span: span(at, at + cell.length) };
  });
}
