// What stands between two marks, such as the comments of HTML. A regular expression would look for the end anew at every
// beginning, which takes hours where thousands are never closed.
import { type Span, span } from './span.ts';

/** From each `open` to the next `close`, both included, left to right; none for one that is not closed. */
export function enclosed(text: string, open: string, close: string): readonly Span[] {
  const found: Span[] = [];
  for (let start = text.indexOf(open); start >= 0; ) {
    const end = text.indexOf(close, start + open.length);
    if (end < 0) break;
    found.push(span(start, end + close.length));
    start = text.indexOf(open, end + close.length);
  }
  return found;
}

/** The text without what stands between the marks; with `fill` in place of each of its characters, places stay. */
export function withoutEnclosed(text: string, open: string, close: string, fill = ''): string {
  let result = '';
  let last = 0;
  for (const { start, end } of enclosed(text, open, close)) {
    result += text.slice(last, start) + fill.repeat(end - start);
    last = end;
  }
  return result + text.slice(last);
}
