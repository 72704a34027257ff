import type { Token } from './tokens.ts';

/**
 * What the parser read, as it stands in the text and with holes where the text is wrong. `lower.ts` turns it into the
 * AST. Two steps, because cel-go looks at the reserved words, literals and macros of a broken expression too, and which
 * of them it still sees depends on what its parser kept.
 */
export type Syntax =
  | MissingSyntax
  | TernarySyntax
  | LogicSyntax
  | BinarySyntax
  | UnarySyntax
  | SelectSyntax
  | MemberCallSyntax
  | IndexSyntax
  | IdentSyntax
  | CallSyntax
  | GroupSyntax
  | ListSyntax
  | MapSyntax
  | MessageSyntax
  | LiteralSyntax;

/** An expression that is not there. `at` is the token cel-go attributes it to; without one it has no position. */
export interface MissingSyntax {
  readonly kind: 'missing';
  readonly at: Token | undefined;
}

export interface TernarySyntax {
  readonly kind: 'ternary';
  readonly condition: Syntax;
  readonly operator: Token;
  whenTrue: Syntax;
  whenFalse: Syntax;
}

/** A chain of `&&` or of `||`: one more operand than operators. */
export interface LogicSyntax {
  readonly kind: 'logic';
  readonly operands: Syntax[];
  readonly operators: Token[];
}

export interface BinarySyntax {
  readonly kind: 'binary';
  readonly left: Syntax;
  readonly operator: Token;
  right: Syntax;
}

/** One or more `!`, or one or more `-`. */
export interface UnarySyntax {
  readonly kind: 'unary';
  readonly operators: Token[];
  operand: Syntax;
}

export interface SelectSyntax {
  readonly kind: 'select';
  readonly operand: Syntax;
  readonly dot: Token;
  optional: Token | undefined;
  /** Undefined when something else stands where the name should. */
  field: Token | undefined;
  /** The token the name was expected at. */
  fieldAt: Token;
}

export interface MemberCallSyntax {
  readonly kind: 'memberCall';
  readonly target: Syntax;
  readonly name: Token;
  readonly open: Token;
  args: readonly Syntax[];
  close: Token | undefined;
}

export interface IndexSyntax {
  readonly kind: 'index';
  readonly target: Syntax;
  readonly open: Token;
  optional: Token | undefined;
  index: Syntax;
  close: Token | undefined;
}

export interface IdentSyntax {
  readonly kind: 'ident';
  readonly dot: Token | undefined;
  readonly name: Token;
}

export interface CallSyntax {
  readonly kind: 'call';
  readonly dot: Token | undefined;
  readonly name: Token;
  readonly open: Token;
  args: readonly Syntax[];
  close: Token | undefined;
}

export interface GroupSyntax {
  readonly kind: 'group';
  inner: Syntax;
}

export interface OptionalSyntax {
  optional: Token | undefined;
  value: Syntax;
  /** The first token, which is where cel-go reports a misplaced `?`. */
  readonly at: Token;
}

export interface ListSyntax {
  readonly kind: 'list';
  readonly open: Token;
  elements: readonly OptionalSyntax[];
  close: Token | undefined;
}

/** Keys, colons and values apart: an entry that breaks off has a key without a colon, or both without a value. */
export interface EntriesSyntax<Key> {
  readonly keys: Key[];
  readonly colons: Token[];
  readonly values: Syntax[];
}

export interface MapSyntax {
  readonly kind: 'map';
  readonly open: Token;
  entries: EntriesSyntax<OptionalSyntax>;
  close: Token | undefined;
}

export interface FieldSyntax {
  optional: Token | undefined;
  name: Token | undefined;
  readonly at: Token;
}

export interface MessageSyntax {
  readonly kind: 'message';
  readonly dot: Token | undefined;
  readonly names: Token[];
  readonly open: Token;
  fields: EntriesSyntax<FieldSyntax>;
  close: Token | undefined;
}

export interface LiteralSyntax {
  readonly kind: 'literal';
  readonly sign: Token | undefined;
  readonly token: Token;
}
