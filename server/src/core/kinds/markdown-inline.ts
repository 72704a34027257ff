// What stands inside one paragraph or table cell: code, links and comments, each with its exact place (CommonMark 0.31,
// "Code spans", "Links" and "Raw HTML").
import { type Span, span } from '../text/span.ts';

export interface MarkdownCode {
  /** Without its backticks and the spaces beside them. */
  readonly text: string;
  readonly span: Span;
}

export interface MarkdownLink {
  /** Where it leads, as it is written, without a title. */
  readonly target: string;
  readonly span: Span;
}

export interface Inlines {
  readonly codes: MarkdownCode[];
  readonly links: MarkdownLink[];
  /** HTML comments, with their marks. */
  readonly comments: Span[];
}

/** Reads the text between two offsets and adds what is found there. */
export function readInlines(text: string, { start, end }: Span, out: Inlines): void {
  new InlineReader(text.slice(start, end), start, out).read();
}

class InlineReader {
  readonly #text: string;
  readonly #base: number;
  readonly #out: Inlines;
  /** Lengths of runs of backticks that nothing closes from here on, so that each is looked for once. */
  readonly #unclosed = new Set<number>();
  #commentsEnd = true;

  constructor(text: string, base: number, out: Inlines) {
    this.#text = text;
    this.#base = base;
    this.#out = out;
  }

  read(): void {
    const marks = /[\\`<\]]/g;
    for (let match = marks.exec(this.#text); match; match = marks.exec(this.#text)) {
      marks.lastIndex = this.#after(match[0], match.index);
    }
  }

  /** Takes what begins at a mark; where to go on. */
  #after(mark: string, at: number): number {
    if (mark === '\\') return at + 2;
    if (mark === '`') return this.#code(at);
    return (mark === '<' ? this.#comment(at) : this.#link(at)) ?? at + 1;
  }

  #code(at: number): number {
    const length = runLength(this.#text, at);
    const open = at + length;
    if (this.#unclosed.has(length)) return open;
    for (let next = this.#text.indexOf('`', open); next >= 0; ) {
      const found = runLength(this.#text, next);
      if (found === length) {
        const written = this.#text.slice(open, next);
        const text = written.trim();
        this.#out.codes.push({ text, span: this.#span(open + written.indexOf(text), text.length) });
        return next + length;
      }
      next = this.#text.indexOf('`', next + found);
    }
    this.#unclosed.add(length);
    return open;
  }

  #comment(at: number): number | undefined {
    if (!this.#commentsEnd || !this.#text.startsWith('<!--', at)) return undefined;
    const close = this.#text.indexOf('-->', at + 4);
    this.#commentsEnd = close >= 0;
    if (close < 0) return undefined;
    this.#out.comments.push(this.#span(at, close + 3 - at));
    return close + 3;
  }

  /** The target behind `](`. Targets with brackets or spaces that are not written as `<…>` are left alone. */
  #link(at: number): number | undefined {
    const pattern = /\]\([ \t]*(?:<([^<>\n]*)>|([^\s()<>]+))(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*\)/y;
    pattern.lastIndex = at;
    const match = pattern.exec(this.#text);
    if (!match) return undefined;
    const target = match[1] ?? match[2] ?? '';
    this.#out.links.push({ target, span: this.#span(at + match[0].indexOf(target, 2), target.length) });
    return pattern.lastIndex;
  }

  #span(start: number, length: number): Span {
    return span(this.#base + start, this.#base + start + length);
  }
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text[end] === '`') end++;
  return end - at;
}
