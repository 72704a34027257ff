import type { Span } from '../text/span.ts';

/**
 * The tree of a CEL expression. Spans are UTF-16 offsets into the expression's text. A node's own span leaves out
 * parentheses around it. `operator` is where cel-go places a problem with the node: the operator, a call's `(` up to its
 * `)`, a selection's `.`, an index's `[` up to its `]`.
 */
export type CelExpr =
  | CelLiteral
  | CelIdent
  | CelSelect
  | CelCall
  | CelUnary
  | CelBinary
  | CelTernary
  | CelIndex
  | CelList
  | CelMap
  | CelMessage
  | CelHas
  | CelMacro
  | CelMissing;

export type CelLiteralType = 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'bool' | 'null';
export type CelUnaryOperator = '!' | '-';
export type CelBinaryOperator =
  | '&&'
  | '||'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

interface Node {
  readonly span: Span;
}

export interface CelLiteral extends Node {
  readonly kind: 'literal';
  readonly type: CelLiteralType;
  /** As written, sign and quotation marks included. */
  readonly text: string;
}

export interface CelIdent extends Node {
  readonly kind: 'ident';
  /** With its leading dot when it has one. */
  readonly name: string;
  readonly nameSpan: Span;
}

export interface CelSelect extends Node {
  readonly kind: 'select';
  readonly operand: CelExpr;
  readonly field: string;
  readonly fieldSpan: Span;
  readonly operator: Span;
}

export interface CelCall extends Node {
  readonly kind: 'call';
  /** The value before the dot of `name.startsWith("a")`; undefined for `size(name)`. */
  readonly target: CelExpr | undefined;
  readonly name: string;
  readonly nameSpan: Span;
  readonly args: readonly CelExpr[];
  readonly operator: Span;
}

export interface CelUnary extends Node {
  readonly kind: 'unary';
  readonly op: CelUnaryOperator;
  readonly operand: CelExpr;
  readonly operator: Span;
}

export interface CelBinary extends Node {
  readonly kind: 'binary';
  readonly op: CelBinaryOperator;
  readonly left: CelExpr;
  readonly right: CelExpr;
  readonly operator: Span;
}

export interface CelTernary extends Node {
  readonly kind: 'ternary';
  readonly condition: CelExpr;
  readonly whenTrue: CelExpr;
  readonly whenFalse: CelExpr;
  readonly operator: Span;
}

export interface CelIndex extends Node {
  readonly kind: 'index';
  readonly target: CelExpr;
  readonly index: CelExpr;
  readonly operator: Span;
}

export interface CelList extends Node {
  readonly kind: 'list';
  readonly elements: readonly CelExpr[];
  readonly operator: Span;
}

export interface CelMapEntry {
  readonly key: CelExpr;
  readonly value: CelExpr;
}

export interface CelMap extends Node {
  readonly kind: 'map';
  readonly entries: readonly CelMapEntry[];
  readonly operator: Span;
}

export interface CelField {
  readonly name: string;
  readonly nameSpan: Span;
  readonly colon: Span;
  readonly value: CelExpr;
}

export interface CelMessage extends Node {
  readonly kind: 'message';
  /** With its leading dot when it has one. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly fields: readonly CelField[];
  readonly operator: Span;
}

/** `has(a.b)` */
export interface CelHas extends Node {
  readonly kind: 'has';
  readonly select: CelSelect;
  readonly nameSpan: Span;
  readonly operator: Span;
}

export type CelMacroName = 'all' | 'exists' | 'exists_one' | 'map' | 'filter';

/** A macro that runs over a list or a map: `range.exists(variable, body)`, `range.map(variable, condition, body)`. */
export interface CelMacro extends Node {
  readonly kind: 'macro';
  readonly name: CelMacroName;
  readonly nameSpan: Span;
  readonly range: CelExpr;
  readonly variable: CelIdent;
  /** The condition of the three-argument `map`. */
  readonly condition: CelExpr | undefined;
  readonly body: CelExpr;
  readonly operator: Span;
}

/** Stands where the text has no expression that could be read. */
export interface CelMissing extends Node {
  readonly kind: 'missing';
}

export function childrenOf(expr: CelExpr): readonly CelExpr[] {
  switch (expr.kind) {
    case 'literal':
    case 'ident':
    case 'missing':
      return [];
    case 'select':
    case 'unary':
      return [expr.operand];
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case 'binary':
      return [expr.left, expr.right];
    case 'ternary':
      return [expr.condition, expr.whenTrue, expr.whenFalse];
    case 'index':
      return [expr.target, expr.index];
    case 'list':
      return expr.elements;
    case 'map':
      return expr.entries.flatMap((entry) => [entry.key, entry.value]);
    case 'message':
      return expr.fields.map((field) => field.value);
    case 'has':
      return [expr.select];
    case 'macro':
      return [expr.range, expr.variable, ...(expr.condition === undefined ? [] : [expr.condition]), expr.body];
  }
}

/**
 * Visits an expression and everything in it, outermost first, in the order of the text. `parents` are the nodes around
 * the visited one, innermost last; it is reused, so copy it to keep it.
 */
export function walkCel(expr: CelExpr, visit: (expr: CelExpr, parents: readonly CelExpr[]) => void): void {
  const parents: CelExpr[] = [];
  const descend = (current: CelExpr): void => {
    visit(current, parents);
    parents.push(current);
    for (const child of childrenOf(current)) descend(child);
    parents.pop();
  };
  descend(expr);
}

/** The innermost node at an offset: what a hover speaks about. */
export function nodeAt(expr: CelExpr, offset: number): CelExpr | undefined {
  let found: CelExpr | undefined;
  walkCel(expr, (node) => {
    if (node.span.start <= offset && offset <= node.span.end && node.kind !== 'missing') found = node;
  });
  return found;
}

/** Where cel-go places a problem with this expression. */
export function problemSpan(expr: CelExpr): Span {
  switch (expr.kind) {
    case 'literal':
    case 'missing':
      return expr.span;
    case 'ident':
      return expr.nameSpan;
    default:
      return expr.operator;
  }
}
