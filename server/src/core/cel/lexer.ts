import { span } from '../text/span.ts';
import type { ProblemList } from './problem.ts';
import { scanString } from './scan-string.ts';
import { keywordKind, operatorAt, type Token, type TokenKind } from './tokens.ts';

const SPACE = /[\t\n\f\r ]+/y;
const COMMENT = /\/\/[^\n]*/y;
const NUMBER = /(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+/y;
const INTEGER = /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const ESCAPED_WORD = /`[A-Za-z0-9_.\-/ ]+`/y;
const ESCAPED_START = /`[A-Za-z0-9_.\-/ ]*/y;
const STRING_PREFIX = /(?:[bB]?[rR]|[bB])?(?=["'])/y;

/** The end of a match that starts exactly at `offset`. */
function endOf(pattern: RegExp, source: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(source) ? pattern.lastIndex : undefined;
}

/**
 * Splits an expression into tokens, the last of kind `end`. Characters that start no token are reported and skipped
 * the way cel-go's lexer skips them, which is one character further than one would think: in `name =x` the `x` is lost
 * with the `=`.
 */
export function tokenize(source: string, problems: ProblemList): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const skipped = endOf(SPACE, source, at) ?? endOf(COMMENT, source, at);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    const token = tokenAt(source, at);
    if (token !== undefined) {
      tokens.push(token);
      at = token.span.end;
      continue;
    }
    const end = skipUnknown(source, at);
    reportUnknown(source, at, end, problems);
    at = end;
  }
  tokens.push({ kind: 'end', text: '', span: span(source.length, source.length) });
  return tokens;
}

function tokenAt(source: string, at: number): Token | undefined {
  const quoted = stringAt(source, at);
  if (quoted !== undefined) return quoted;
  const wordEnd = endOf(WORD, source, at);
  if (wordEnd !== undefined) {
    const text = source.slice(at, wordEnd);
    return { kind: keywordKind(text) ?? 'identifier', text, span: span(at, wordEnd) };
  }
  const numberEnd = endOf(NUMBER, source, at);
  if (numberEnd !== undefined) return make('double', source, at, numberEnd);
  const integerEnd = endOf(INTEGER, source, at);
  if (integerEnd !== undefined) {
    return make(/[uU]$/.test(source.slice(at, integerEnd)) ? 'uint' : 'int', source, at, integerEnd);
  }
  const operator = operatorAt(source, at);
  if (operator !== undefined) return make(operator, source, at, at + operator.length);
  const escapedEnd = endOf(ESCAPED_WORD, source, at);
  return escapedEnd === undefined ? undefined : make('escaped identifier', source, at, escapedEnd);
}

function make(kind: TokenKind, source: string, start: number, end: number): Token {
  return { kind, text: source.slice(start, end), span: span(start, end) };
}

/** A string or bytes literal; a prefix whose literal never ends is left to be an identifier. */
function stringAt(source: string, at: number): Token | undefined {
  const open = endOf(STRING_PREFIX, source, at);
  if (open === undefined) return undefined;
  const prefix = source.slice(at, open).toLowerCase();
  const { end } = scanString(source, open, prefix.endsWith('r'));
  if (end === undefined) return undefined;
  return make(prefix.startsWith('b') ? 'bytes' : 'string', source, at, end);
}

/** Where the lexer goes on after text that starts no token: behind the first character that no token could take. */
function skipUnknown(source: string, at: number): number {
  const stop = unknownStop(source, at);
  const point = source.codePointAt(stop);
  return point === undefined ? source.length : stop + (point > 0xffff ? 2 : 1);
}

function unknownStop(source: string, at: number): number {
  const char = source.charAt(at);
  if (char === '"' || char === "'") return scanString(source, at, false).stop;
  if (char === '=' || char === '&' || char === '|') return at + 1;
  return endOf(ESCAPED_START, source, at) ?? at;
}

function reportUnknown(source: string, start: number, end: number, problems: ProblemList): void {
  const char = source.charAt(start);
  if (char === '"' || char === "'") {
    problems.add('syntax', span(start, end), `This text starts with ${char} but does not end as a string.`, char);
  } else if (char === '=') {
    problems.add('syntax', span(start, start + 1), 'A single `=` compares nothing. Write `==`.', char);
  } else if (char === '&' || char === '|') {
    problems.add(
      'syntax',
      span(start, start + 1),
      `A single \`${char}\` is not an operator. Write \`${char}${char}\`.`,
      char,
    );
  } else {
    const point = source.codePointAt(start);
    const text = point === undefined ? char : String.fromCodePoint(point);
    problems.add('syntax', span(start, start + text.length), `\`${text}\` has no meaning in CEL.`, text);
  }
}
