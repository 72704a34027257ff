import { type Span, span } from '../text/span.ts';
import { type CelBinary, type CelExpr, type CelLiteral, walkCel } from './ast.ts';
import type { CelResult } from './check.ts';
import type { CelEdit, CelRepair } from './repair.ts';
import { bytesOf, bytesOfUnit, wholeNumber } from './units.ts';

/** What a number is to become: a uint with its `u`, or an int without. */
type Suffix = 'u' | '';

/**
 * Repairs for numbers of the wrong type and for units: the whole chain of arithmetic and comparison around a problem gets
 * one type. Each group holds the two ways to do that, uint as `availableSpace` is and int; the better one counts.
 */
export function numberRepairs(source: string, result: CelResult, expr: CelExpr): readonly (readonly CelRepair[])[] {
  const chains = new Set<CelExpr>();
  walkCel(expr, (node, parents) => {
    if (result.problems.some((problem) => concerns(node, problem.span))) chains.add(chainAround(node, parents));
  });
  return [...chains].map((chain) =>
    (['u', ''] as const).map((suffix) => repair(source, editsFor(chain, suffix), suffix)),
  );
}

function concerns(node: CelExpr, at: Span): boolean {
  if (node.kind === 'binary') return node.operator.start === at.start;
  return node.kind === 'ident' && node.nameSpan.start === at.start && bytesOfUnit(node.name) !== undefined;
}

/** The outermost operation that is still arithmetic, a comparison or `in`. */
function chainAround(node: CelExpr, parents: readonly CelExpr[]): CelExpr {
  let chain = node;
  for (const parent of parents.toReversed()) {
    if (parent.kind !== 'list' && (parent.kind !== 'binary' || parent.op === '&&' || parent.op === '||')) break;
    chain = parent;
  }
  return chain;
}

function editsFor(expr: CelExpr, suffix: Suffix): readonly CelEdit[] {
  switch (expr.kind) {
    case 'literal':
      return literalEdit(expr, suffix);
    case 'ident': {
      const unit = bytesOfUnit(expr.name);
      return unit === undefined ? [] : [{ span: expr.span, newText: `${unit}${suffix}` }];
    }
    case 'list':
      return expr.elements.flatMap((element) => editsFor(element, suffix));
    case 'binary':
      return unitProduct(expr, suffix) ?? [...editsFor(expr.left, suffix), ...editsFor(expr.right, suffix)];
    default:
      return [];
  }
}

function literalEdit(literal: CelLiteral, suffix: Suffix): readonly CelEdit[] {
  const { type, text } = literal;
  if (type === (suffix === 'u' ? 'int' : 'uint')) {
    const digits = text.replace(/u$/i, '');
    return digits.startsWith('-') ? [] : [{ span: literal.span, newText: `${digits}${suffix}` }];
  }
  const whole = type === 'double' ? wholeNumber(text) : undefined;
  return whole === undefined ? [] : [{ span: literal.span, newText: `${whole}${suffix}` }];
}

/** `100 * GiB` as one number of bytes. */
function unitProduct(expr: CelBinary, suffix: Suffix): readonly CelEdit[] | undefined {
  if (expr.op !== '*') return undefined;
  const { left, right } = expr;
  const [amount, name] = left.kind === 'literal' ? [left, right] : [right, left];
  if (amount.kind !== 'literal' || name.kind !== 'ident') return undefined;
  if (amount.type !== 'int' && amount.type !== 'uint' && amount.type !== 'double') return undefined;
  const unit = bytesOfUnit(name.name);
  const bytes = unit === undefined ? undefined : bytesOf(amount.text, unit);
  return bytes === undefined
    ? undefined
    : [{ span: span(expr.span.start, expr.span.end), newText: `${bytes}${suffix}` }];
}

function repair(source: string, edits: readonly CelEdit[], suffix: Suffix): CelRepair {
  const [edit] = edits;
  const type = suffix === 'u' ? 'uint' : 'int';
  if (edits.length !== 1 || edit === undefined) return { title: `Write the numbers as ${type}`, edits };
  return { title: `Replace \`${source.slice(edit.span.start, edit.span.end)}\` by \`${edit.newText}\``, edits };
}
