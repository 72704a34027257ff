import { type CelProblem, checkCel, formatType, storageSelectorEnvironment } from '../../server/src/core/cel/index.ts';

export interface Verdict {
  readonly verdict: 'bool' | 'other' | 'error';
  readonly type: string | null;
  /** 1-based and in code points, as cel-go counts; null where it gives no position. */
  readonly col: number | null;
}

/** Our answer in the form of the data. */
export function judge(expr: string): Verdict {
  const result = checkCel(expr, storageSelectorEnvironment);
  if (result.problems.length > 0) return { verdict: 'error', type: null, col: column(expr, result.problems) };
  const type = result.type === undefined ? '' : formatType(result.type);
  return { verdict: type === 'bool' ? 'bool' : 'other', type, col: null };
}

function column(expr: string, problems: readonly CelProblem[]): number | null {
  // A limit has no position in cel-go, and the empty text has none either.
  const placed = problems.find((problem) => problem.code !== 'limit');
  if (placed === undefined || expr === '') return null;
  const offset = placed.code === 'empty' ? placed.span.end : placed.span.start;
  return [...expr.slice(0, offset)].length + 1;
}
