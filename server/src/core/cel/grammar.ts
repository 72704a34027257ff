import type { TokenKind } from './tokens.ts';

/**
 * Which tokens may come where, after cel-go's grammar (`parser/gen/CEL.g4`). Only error recovery asks: what a rule can
 * be followed by inside the rule that called it decides which token gets the blame and where reading goes on.
 */
export interface Follow {
  readonly kinds: ReadonlySet<TokenKind>;
  /** True when the calling rule may itself end here. */
  readonly canEnd: boolean;
}

function follow(canEnd: boolean, ...kinds: readonly Iterable<TokenKind>[]): Follow {
  return { kinds: new Set(kinds.flatMap((some) => [...some])), canEnd };
}

export type RuleName =
  | 'expr'
  | 'or'
  | 'and'
  | 'relation'
  | 'calc'
  | 'unary'
  | 'member'
  | 'primary'
  | 'arguments'
  | 'elements'
  | 'fields'
  | 'field'
  | 'entries'
  | 'fieldName'
  | 'element'
  | 'literal';

export const LITERAL_START: ReadonlySet<TokenKind> = new Set([
  '-',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'true',
  'false',
  'null',
]);
export const MEMBER_START: ReadonlySet<TokenKind> = new Set([...LITERAL_START, '[', '{', '(', '.', 'identifier']);
export const EXPR_START: ReadonlySet<TokenKind> = new Set([...MEMBER_START, '!']);
export const ELEMENT_START: ReadonlySet<TokenKind> = new Set([...EXPR_START, '?']);
export const FIELD_NAME: ReadonlySet<TokenKind> = new Set(['identifier', 'escaped identifier']);
export const FIELD_START: ReadonlySet<TokenKind> = new Set([...FIELD_NAME, '?']);
export const RELATIONS: ReadonlySet<TokenKind> = new Set(['<', '<=', '>=', '>', '==', '!=', 'in']);
export const PRODUCTS: ReadonlySet<TokenKind> = new Set(['*', '/', '%']);
export const SUMS: ReadonlySet<TokenKind> = new Set(['+', '-']);

export const AFTER = {
  /** Nothing more in this rule. */
  nothing: follow(true),
  program: follow(false, ['end']),
  condition: follow(true, ['?']),
  whenTrue: follow(false, [':']),
  or: follow(true, ['||']),
  and: follow(true, ['&&']),
  relation: follow(true, RELATIONS),
  calc: follow(true, PRODUCTS, SUMS),
  member: follow(true, ['.', '[']),
  arguments: follow(false, [')']),
  index: follow(false, [']']),
  elements: follow(false, [',', ']']),
  entries: follow(false, [',', '}']),
  item: follow(true, [',']),
  key: follow(false, [':']),
} as const;

export const EXPECT = {
  expr: follow(false, EXPR_START),
  member: follow(false, MEMBER_START),
  literal: follow(false, LITERAL_START),
  fieldName: follow(false, FIELD_NAME),
  field: follow(false, FIELD_START),
  element: follow(false, ELEMENT_START),
  afterNot: follow(false, MEMBER_START, ['!']),
  afterMinus: follow(false, MEMBER_START),
  argumentsOrClose: follow(false, EXPR_START, [')']),
  elementsOrClose: follow(false, ELEMENT_START, [',', ']']),
  entriesOrClose: follow(false, ELEMENT_START, [',', '}']),
  fieldsOrClose: follow(false, FIELD_START, [',', '}']),
} as const;
