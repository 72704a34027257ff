import type { Span } from '../text/span.ts';

const OPERATORS = [
  '==',
  '!=',
  '<=',
  '>=',
  '&&',
  '||',
  '<',
  '>',
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '.',
  ',',
  '-',
  '!',
  '?',
  ':',
  '+',
  '*',
  '/',
  '%',
] as const;

/** Words with a meaning of their own. Other reserved words are identifiers to the lexer and refused later. */
const KEYWORDS = ['in', 'true', 'false', 'null'] as const;

export type OperatorKind = (typeof OPERATORS)[number];
export type KeywordKind = (typeof KEYWORDS)[number];
export type TokenKind =
  | OperatorKind
  | KeywordKind
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'identifier'
  | 'escaped identifier'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly span: Span;
}

const TWO_CHARACTERS: ReadonlyMap<string, OperatorKind> = new Map(
  OPERATORS.filter((text) => text.length === 2).map((text) => [text, text]),
);
const ONE_CHARACTER: ReadonlyMap<string, OperatorKind> = new Map(
  OPERATORS.filter((text) => text.length === 1).map((text) => [text, text]),
);
const KEYWORD_KINDS: ReadonlyMap<string, KeywordKind> = new Map(KEYWORDS.map((word) => [word, word]));

export function keywordKind(text: string): KeywordKind | undefined {
  return KEYWORD_KINDS.get(text);
}

/** The longest operator at an offset. */
export function operatorAt(source: string, offset: number): OperatorKind | undefined {
  return TWO_CHARACTERS.get(source.slice(offset, offset + 2)) ?? ONE_CHARACTER.get(source.charAt(offset));
}
