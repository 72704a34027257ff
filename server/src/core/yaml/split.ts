// Cuts a file into its YAML documents without parsing them, so that a keystroke costs one document and not the file.
import { type Span, span } from '../text/span.ts';

/** More documents than this in one file are not read: no repository keeps that many, and reading them would hang. */
export const documentLimit = 2000;

export interface SplitText {
  /** One span per document, in order, without gaps. Comments before the first `---` belong to the first document. */
  readonly spans: readonly Span[];
  /** True when the file holds more than `documentLimit` documents; the rest was left out. */
  readonly truncated: boolean;
}

const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;

/**
 * The documents of a YAML stream. `---` or `...` at the start of a line ends a document in every context, also inside
 * block and quoted scalars (YAML 1.2.2, 9.1.2 and rule c-forbidden), so looking at line starts is exact.
 */
export function splitDocuments(text: string): SplitText {
  const spans: Span[] = [];
  let start = 0;
  let hasContent = false;
  let begun = false;
  let from = text.startsWith('\uFEFF') ? 1 : 0;
  const close = (end: number): void => {
    spans.push(span(start, end));
    start = end;
    begun = false;
  };
  marker.lastIndex = 0;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    const at = match.index;
    hasContent = hasText(text, from, at);
    if (match[0] === '...') {
      const next = text.indexOf('\n', at);
      const end = next < 0 ? text.length : next + 1;
      if (begun || hasContent) close(end);
      from = end;
    } else {
      if (begun || hasContent) close(at);
      begun = true;
      from = at + 3;
    }
    if (spans.length >= documentLimit) return { spans, truncated: true };
  }
  if (begun || hasText(text, from, text.length)) close(text.length);
  return { spans, truncated: false };
}

/** True when something other than white space, comments and directives stands between two offsets. */
function hasText(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 || newline > to ? to : newline;
    let i = at;
    while (i < end && (text[i] === ' ' || text[i] === '\t' || text[i] === '\r')) i++;
    if (i < end && text[i] !== '#' && text[i] !== '%') return true;
    at = end + 1;
  }
  return false;
}
