/**
 * Where a string literal ends. CEL's grammar gives a string eight forms; the lexer takes the longest that matches. When
 * none matches, how far the longest attempt got decides how much text the lexer throws away (ANTLR's rule), so both
 * are returned.
 */
export interface StringScan {
  /** End of the literal, or undefined when no form matches. */
  readonly end: number | undefined;
  /** The offset of the first character that fits no form. */
  readonly stop: number;
}

/** Scans the literal whose quotation mark stands at `offset`. */
export function scanString(source: string, offset: number, raw: boolean): StringScan {
  const quote = source.charAt(offset);
  const short = scanShort(source, offset + 1, quote, raw);
  if (!source.startsWith(quote.repeat(3), offset)) return short;
  // Three quotation marks are also an empty string and the start of another; the long form wins if it ends.
  const long = scanLong(source, offset + 3, quote.repeat(3), raw);
  return long.end === undefined ? { end: short.end, stop: Math.max(short.stop, long.stop) } : long;
}

function scanShort(source: string, start: number, quote: string, raw: boolean): StringScan {
  let at = start;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === quote) return { end: at + 1, stop: at + 1 };
    if (char === '\n' || char === '\r') return { end: undefined, stop: at };
    if (char === '\\' && !raw) {
      const escaped = scanEscape(source, at);
      if (escaped.end === undefined) return escaped;
      at = escaped.end;
    } else at += 1;
  }
  return { end: undefined, stop: at };
}

function scanLong(source: string, start: number, quotes: string, raw: boolean): StringScan {
  let at = start;
  while (at < source.length) {
    if (source.startsWith(quotes, at)) return { end: at + 3, stop: at + 3 };
    if (source.charAt(at) === '\\' && !raw) {
      const escaped = scanEscape(source, at);
      if (escaped.end === undefined) return escaped;
      at = escaped.end;
    } else at += 1;
  }
  return { end: undefined, stop: at };
}

const SINGLE_ESCAPES = new Set(['a', 'b', 'f', 'n', 'r', 't', 'v', '"', "'", '\\', '?', '`']);
const HEX_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['X', 2],
  ['u', 4],
  ['U', 8],
]);

function scanEscape(source: string, backslash: number): StringScan {
  const letter = source.charAt(backslash + 1);
  const rest = backslash + 2;
  if (SINGLE_ESCAPES.has(letter)) return { end: rest, stop: rest };
  const digits = HEX_ESCAPES.get(letter);
  if (digits !== undefined) return scanDigits(source, rest, digits, /[0-9a-fA-F]/);
  if (letter >= '0' && letter <= '3') return scanDigits(source, rest, 2, /[0-7]/);
  return { end: undefined, stop: backslash + 1 };
}

function scanDigits(source: string, start: number, count: number, digit: RegExp): StringScan {
  for (let at = start; at < start + count; at += 1) {
    if (!digit.test(source.charAt(at))) return { end: undefined, stop: at };
  }
  return { end: start + count, stop: start + count };
}
