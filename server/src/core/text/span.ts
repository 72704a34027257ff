/** A half-open range of UTF-16 offsets into one text. Lines and columns exist only at the edges (LSP, terminal). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

export function shift(range: Span, by: number): Span {
  return { start: range.start + by, end: range.end + by };
}

/** True when the two ranges share a character, or touch where one of them is empty (a cursor). */
export function overlaps(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

export function contains(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}

export function sliceSpan(text: string, range: Span): string {
  return text.slice(range.start, range.end);
}

/** The part of a range on its first line. */
export function firstLine(text: string, range: Span): Span {
  const end = text.indexOf('\n', range.start);
  return end < 0 || end > range.end ? range : span(range.start, end);
}
