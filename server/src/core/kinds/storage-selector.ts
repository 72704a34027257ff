// What a storage selector asks for by name: the texts it compares the storage's name, type or node with.
import { type CelExpr, type CelLiteral, parseCel, walkCel } from '../cel/index.ts';
import { type Span, span } from '../text/span.ts';

const variables = ['name', 'node', 'storageType'] as const;
export type SelectorVariable = (typeof variables)[number];

export interface Comparison {
  readonly variable: SelectorVariable;
  readonly value: string;
  /** The text between its quotation marks, in the selector. */
  readonly span: Span;
}

/** Every text that the selector compares a variable with by `==`, `!=` or `in`, from left to right. */
export function comparisonsIn(selector: string): readonly Comparison[] {
  const { expr } = parseCel(selector);
  const found: Comparison[] = [];
  if (!expr) return found;
  walkCel(expr, (node) => {
    if (node.kind !== 'binary') return;
    if (node.op === '==' || node.op === '!=') {
      const comparison = compare(node.left, node.right) ?? compare(node.right, node.left);
      if (comparison) found.push(comparison);
    } else if (node.op === 'in' && node.right.kind === 'list') {
      for (const element of node.right.elements) {
        const comparison = compare(node.left, element);
        if (comparison) found.push(comparison);
      }
    }
  });
  return found;
}

/**
 * The two texts of a selector that can never be true together, as in `name == "a" && name == "b"`: terms that all have to
 * hold and ask one variable for different values.
 */
export function contradictionIn(selector: string): readonly [Comparison, Comparison] | undefined {
  const { expr } = parseCel(selector);
  const seen = new Map<SelectorVariable, Comparison>();
  for (const term of expr ? conjuncts(expr) : []) {
    if (term.kind !== 'binary' || term.op !== '==') continue;
    const comparison = compare(term.left, term.right) ?? compare(term.right, term.left);
    if (!comparison) continue;
    const before = seen.get(comparison.variable);
    if (before && before.value !== comparison.value) return [before, comparison];
    seen.set(comparison.variable, comparison);
  }
  return undefined;
}

function conjuncts(expr: CelExpr): readonly CelExpr[] {
  return expr.kind === 'binary' && expr.op === '&&' ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];
}

function compare(variable: CelExpr, value: CelExpr): Comparison | undefined {
  if (variable.kind !== 'ident' || value.kind !== 'literal') return undefined;
  const name = variables.find((candidate) => candidate === variable.name);
  const text = name && plainText(value);
  return name && text !== undefined
    ? { variable: name, value: text, span: span(value.span.start + 1, value.span.end - 1) }
    : undefined;
}

/** The value of a text in single or double quotes without escapes; undefined for anything else. */
function plainText({ type, text }: CelLiteral): string | undefined {
  return type === 'string'
    ? /^(?:"([^"\\]*)"|'([^'\\]*)')$/
        .exec(text)
        ?.slice(1)
        .find((part) => part !== undefined)
    : undefined;
}
