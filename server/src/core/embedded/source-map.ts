// Where each character of a scalar's value stands in the text that holds the scalar.
import { type Span, span } from '../text/span.ts';
import type { YamlString } from '../yaml/nodes.ts';

/** A run of the value that stands unbroken in the text; an escape such as `\n` is a run of one with a greater width. */
interface Run {
  readonly inner: number;
  readonly outer: number;
  readonly length: number;
  readonly width: number;
}

export class SourceMap {
  readonly #runs: readonly Run[];

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
  }

  /** The range of the outer text in which a range of the value is written. */
  outer(inner: Span): Span {
    const start = this.#offset(inner.start, 'start');
    if (inner.end <= inner.start) return span(start, start);
    return span(start, Math.max(start, this.#offset(inner.end - 1, 'end')));
  }

  #offset(inner: number, edge: 'start' | 'end'): number {
    const run = this.#runAt(inner);
    if (!run) return 0;
    const into = inner - run.inner;
    if (run.length !== run.width) return run.outer + (into >= run.length || edge === 'end' ? run.width : 0);
    return run.outer + Math.min(edge === 'end' ? into + 1 : into, run.length);
  }

  #runAt(inner: number): Run | undefined {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#runs[middle]?.inner ?? 0) <= inner) low = middle;
      else high = middle - 1;
    }
    return this.#runs[low];
  }
}

/** The map of a string scalar's value, in the coordinates of the text the scalar was parsed from. */
export function mapScalar(scalar: YamlString): SourceMap {
  const { value, source, local, style } = scalar;
  if (style === 'double') return new SourceMap(doubleQuoted(value, source, local.start));
  if (style === 'single') return new SourceMap(byLines(value, source, 1, source.length - 1, local.start, true));
  if (style === 'plain') return new SourceMap(byLines(value, source, 0, source.length, local.start, false));
  const header = source.indexOf('\n') + 1;
  if (header === 0) return new SourceMap([{ inner: 0, outer: local.end, length: 0, width: 0 }]);
  return new SourceMap(byLines(value, source, header, source.length, local.start, false));
}

/**
 * Finds each line of the source in the value. Folding changes only the white space between lines, so the visible part
 * of every line stands unbroken in the value, in order; block indentation is what the value does not repeat.
 */
function byLines(value: string, source: string, from: number, to: number, base: number, quotes: boolean): Run[] {
  const runs: Run[] = [];
  let inner = 0;
  let at = from;
  while (at <= to) {
    const newline = source.indexOf('\n', at);
    const end = newline < 0 || newline > to ? to : newline;
    const visible = trimmed(source, at, end);
    if (visible.end > visible.start) {
      const gap = inner;
      while (inner < value.length && isSpace(value[inner])) inner++;
      const lead = Math.min(leadingSpaces(value, gap, inner), visible.start - at);
      if (inner > gap) pushSeparator(runs, gap, inner - lead, base + Math.max(from, at - 1));
      if (lead > 0) runs.push({ inner: inner - lead, outer: base + visible.start - lead, length: lead, width: lead });
      inner = pushVisible(runs, source, visible, inner, base, quotes);
    }
    at = end + 1;
  }
  runs.push({ inner, outer: base + trimmed(source, from, to).end, length: 0, width: 0 });
  return runs;
}

function pushSeparator(runs: Run[], from: number, to: number, outer: number): void {
  if (to > from) runs.push({ inner: from, outer, length: to - from, width: 0 });
}

/** Adds the run or runs of one line; in single quotes `''` is one character of the value. */
function pushVisible(runs: Run[], source: string, visible: Span, inner: number, base: number, quotes: boolean): number {
  let next = inner;
  let start = visible.start;
  for (let i = visible.start; quotes && i < visible.end; i++) {
    if (source[i] !== "'" || source[i + 1] !== "'") continue;
    if (i > start) runs.push({ inner: next, outer: base + start, length: i - start, width: i - start });
    next += i - start;
    runs.push({ inner: next, outer: base + i, length: 1, width: 2 });
    next += 1;
    start = i + 2;
    i++;
  }
  if (visible.end > start) {
    const length = visible.end - start;
    runs.push({ inner: next, outer: base + start, length, width: length });
    next += length;
  }
  return next;
}

function doubleQuoted(value: string, source: string, base: number): Run[] {
  const runs: Run[] = [];
  let inner = 0;
  let at = 1;
  while (at < source.length - 1 && inner < value.length) {
    const isEscape = source[at] === '\\';
    const isSpaces = isEscape ? /[\r\n]/.test(source[at + 1] ?? '') : isSpace(source[at]);
    if (!isSpaces) {
      const width = isEscape ? escapeWidth(source, at) : 1;
      const length = width > 6 && (value.codePointAt(inner) ?? 0) > 0xffff ? 2 : 1;
      runs.push({ inner, outer: base + at, length, width });
      inner += length;
      at += width;
      continue;
    }
    const end = skipSpaces(source, isEscape ? at + 1 : at);
    const breaks = source.slice(at, end).split(/\r\n|\r|\n/).length - 1;
    // One line break is folded into a space, of several the first one goes; an escaped one adds nothing by itself.
    const folded = isEscape ? breaks - 1 : Math.max(1, breaks - 1);
    const length = breaks > 0 ? folded : end - at;
    runs.push({ inner, outer: base + at, length, width: breaks > 0 ? 0 : length });
    inner += length;
    at = end;
  }
  runs.push({ inner, outer: base + Math.max(0, source.length - 1), length: 0, width: 0 });
  return runs;
}

function escapeWidth(source: string, at: number): number {
  const kind = source[at + 1];
  if (kind === 'x') return 4;
  if (kind === 'u') return 6;
  if (kind === 'U') return 10;
  return 2;
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text[at])) at++;
  return at;
}

function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return span(start, end);
}

/** How many spaces or tabs stand directly before `end` in the value, not past the last line break. */
function leadingSpaces(value: string, from: number, end: number): number {
  let count = 0;
  while (end - count > from && (value[end - count - 1] === ' ' || value[end - count - 1] === '\t')) count++;
  return value[end - count - 1] === '\n' || end - count === 0 ? count : 0;
}
