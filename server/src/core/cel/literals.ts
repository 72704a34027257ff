import type { CelLiteralType } from './ast.ts';
import type { TokenKind } from './tokens.ts';

const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
/** More digits than this cannot fit; reading them as a number would only take time. */
const MOST_DIGITS = 20;

/** The number an int or uint literal stands for, without its sign; undefined when it is far too large. */
function magnitudeOf(digits: string): bigint | undefined {
  const isHex = digits.startsWith('0x');
  const significant = (isHex ? digits.slice(2) : digits).replace(/^0+/, '');
  if (significant.length > MOST_DIGITS) return undefined;
  return BigInt(`${isHex ? '0x' : ''}${significant === '' ? '0' : significant}`);
}

/** Why cel-go refuses a literal that its grammar accepts, or undefined when it does not. */
export function literalProblem(kind: TokenKind, text: string, negative: boolean): string | undefined {
  switch (kind) {
    case 'int': {
      const value = magnitudeOf(text);
      const fits = value !== undefined && value <= (negative ? MAX_INT + 1n : MAX_INT);
      return fits ? undefined : 'This number is outside the range of int, which is 64 bits with a sign.';
    }
    case 'uint': {
      const value = magnitudeOf(text.slice(0, -1));
      const fits = value !== undefined && value <= MAX_UINT;
      return fits ? undefined : 'This number is too large for uint, which is 64 bits.';
    }
    case 'double':
      return Number.isFinite(Number(text)) ? undefined : 'This number is too large for double.';
    case 'string':
    case 'bytes':
      return escapeProblem(text, kind === 'bytes');
    default:
      return undefined;
  }
}

/** Escapes the lexer accepts and that stand for nothing: code points out of range, code points in bytes. */
function escapeProblem(text: string, isBytes: boolean): string | undefined {
  const prefix = /^[bBrR]*/.exec(text)?.[0].toLowerCase() ?? '';
  if (prefix.includes('r')) return undefined;
  for (const [sequence, digits] of text.matchAll(/\\(?:[uU]([0-9a-fA-F]+)|[^uU])/gs)) {
    if (digits === undefined) continue;
    const length = sequence.charAt(1) === 'u' ? 4 : 8;
    const code = digits.slice(0, length);
    if (isBytes) return `\`\\${sequence.charAt(1)}\` stands for a character and cannot be used in bytes.`;
    if (!isCodePoint(Number.parseInt(code, 16))) return `\`\\${sequence.charAt(1)}${code}\` is not a character.`;
  }
  return undefined;
}

function isCodePoint(value: number): boolean {
  return value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
}

export function literalType(kind: TokenKind): CelLiteralType {
  switch (kind) {
    case 'int':
    case 'uint':
    case 'double':
    case 'string':
    case 'bytes':
    case 'null':
      return kind;
    default:
      return 'bool';
  }
}
