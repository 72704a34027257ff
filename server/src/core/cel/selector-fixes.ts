import { type Span, span } from '../text/span.ts';
import { type CelCall, type CelExpr, walkCel } from './ast.ts';
import { type CelResult, checkCel } from './check.ts';
import { type CelEnvironment, storageSelectorEnvironment } from './environment.ts';
import { numberRepairs } from './fix-numbers.ts';
import { syntaxRepairs } from './fix-syntax.ts';
import { FUNCTIONS } from './library.ts';
import type { CelProblem } from './problem.ts';
import type { CelEdit, CelRepair } from './repair.ts';

export interface CelFix extends CelRepair {
  /** The problem that is gone once the edits are made. */
  readonly problem: CelProblem;
}

const READING_CODES: ReadonlySet<string> = new Set(['empty', 'syntax', 'reserved', 'literal', 'macro', 'limit']);

/** With more problems than this the text is not a selector with a slip in it, and trying repairs only takes time. */
const MOST_PROBLEMS = 12;
const MOST_REPAIRS = 24;

/**
 * Mechanical repairs for a storage selector: `type` for `storageType`, `=` for `==`, `and` for `&&`, `100` for `100u`,
 * `100 * GiB` and the like. Each was tried: with its edits made, the problem is gone and none is new, except that text
 * which can now be read shows the type problems that were hidden before.
 */
export function storageSelectorFixes(source: string, result: CelResult): readonly CelFix[] {
  const { problems, expr } = result;
  if (problems.length === 0 || problems.length > MOST_PROBLEMS) return [];
  const groups = isUnreadable(problems) ? single(syntaxRepairs(source, problems)) : typeRepairs(source, result, expr);
  return unique(groups)
    .slice(0, MOST_REPAIRS)
    .flatMap((group) => best(source, result, group));
}

function single(repairs: readonly CelRepair[]): readonly (readonly CelRepair[])[] {
  return repairs.map((repair) => [repair]);
}

/** The repair of a group that leaves the fewest problems, or nothing when none helps. */
function best(source: string, result: CelResult, group: readonly CelRepair[]): readonly CelFix[] {
  let chosen: CelFix | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const repair of group) {
    const after = checkCel(applyCelEdits(source, repair.edits), storageSelectorEnvironment);
    const problem = repairedProblem(result, after, repair.edits);
    if (problem === undefined || after.problems.length >= fewest) continue;
    chosen = { ...repair, problem };
    fewest = after.problems.length;
  }
  return chosen === undefined ? [] : [chosen];
}

/** The text with the edits made. They must not overlap. */
export function applyCelEdits(source: string, edits: readonly CelEdit[]): string {
  const backwards = [...edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  return backwards.reduce(
    (text, edit) => `${text.slice(0, edit.span.start)}${edit.newText}${text.slice(edit.span.end)}`,
    source,
  );
}

function isUnreadable(problems: readonly CelProblem[]): boolean {
  return problems.some((problem) => READING_CODES.has(problem.code));
}

/** The groups without repairs that change nothing, and without a group that was there before. */
function unique(groups: readonly (readonly CelRepair[])[]): readonly (readonly CelRepair[])[] {
  const byEdits = new Map<string, readonly CelRepair[]>();
  for (const group of groups) {
    const repairs = group.filter((repair) => repair.edits.length > 0);
    const key = JSON.stringify(repairs.map((repair) => repair.edits));
    if (repairs.length > 0 && !byEdits.has(key)) byEdits.set(key, repairs);
  }
  return [...byEdits.values()];
}

/** The first problem the edits remove, or undefined when they remove none or bring new ones. */
function repairedProblem(before: CelResult, after: CelResult, edits: readonly CelEdit[]): CelProblem | undefined {
  const moved = (problem: CelProblem): string => `${problem.code} ${moveOffset(problem.span.start, edits)}`;
  const left = new Set(after.problems.map((problem) => `${problem.code} ${problem.span.start}`));
  const gone = before.problems.find((problem) => !left.has(moved(problem)));
  if (gone === undefined || after.problems.length === 0) return gone;
  if (isUnreadable(before.problems)) return readsFurther(before, after, edits) ? gone : undefined;
  const known = new Set(before.problems.map(moved));
  return [...left].every((key) => known.has(key)) ? gone : undefined;
}

/** Types are looked at only once the text can be read, so progress here is that reading stops later or not at all. */
function readsFurther(before: CelResult, after: CelResult, edits: readonly CelEdit[]): boolean {
  const [first] = before.problems;
  const next = after.problems.find((problem) => READING_CODES.has(problem.code));
  if (first === undefined || next === undefined) return true;
  return next.span.start > moveOffset(first.span.end, edits);
}

function moveOffset(offset: number, edits: readonly CelEdit[]): number {
  const shift = edits
    .filter((edit) => edit.span.end <= offset)
    .reduce((sum, edit) => sum + edit.newText.length - (edit.span.end - edit.span.start), 0);
  return offset + shift;
}

function typeRepairs(source: string, result: CelResult, expr: CelExpr | undefined): readonly (readonly CelRepair[])[] {
  if (expr === undefined) return [];
  return [...single(nameRepairs(expr, result.problems)), ...numberRepairs(source, result, expr)];
}

/** Variables and functions under another name: `type`, `storage_type`, `Name`, `startswith`. */
function nameRepairs(expr: CelExpr, problems: readonly CelProblem[]): readonly CelRepair[] {
  const repairs: CelRepair[] = [];
  const isProblem = (at: Span): boolean =>
    problems.some((problem) => problem.code === 'undeclared' && problem.span.start === at.start);
  walkCel(expr, (node) => {
    if (node.kind === 'ident' && (node.name === 'type' || isProblem(node.nameSpan))) {
      repairs.push(...rename(node.nameSpan, node.name, variableMeant(node.name)));
    }
    if (node.kind === 'call' && isProblem(node.operator)) {
      if (/^not$/i.test(node.name)) repairs.push(negation(node));
      else repairs.push(...rename(node.nameSpan, node.name, nearest(node.name, FUNCTION_NAMES)));
    }
  });
  return repairs;
}

function variableMeant(name: string): string | undefined {
  return name === 'type' ? 'storageType' : nearest(name, VARIABLES);
}

/** `not (a == b)` reads as the call of a function `not`. */
function negation(call: CelCall): CelRepair {
  const word = span(call.nameSpan.start, call.operator.start);
  return { title: `Replace \`${call.name}\` by \`!\``, edits: [{ span: word, newText: '!' }] };
}

function rename(at: Span, from: string, to: string | undefined): readonly CelRepair[] {
  if (to === undefined) return [];
  return [{ title: `Replace \`${from}\` by \`${to}\``, edits: [{ span: at, newText: to }] }];
}

function namesOf(environment: CelEnvironment): readonly string[] {
  return [...environment.variables.keys()];
}

const VARIABLES = namesOf(storageSelectorEnvironment);
const MACROS = ['has', 'all', 'exists', 'exists_one', 'map', 'filter'];
const FUNCTION_NAMES = [...[...FUNCTIONS.keys()].filter((name) => /^[a-z]/i.test(name)), ...MACROS];

/** The one known name that is meant: equal but for case and `_`, or a slip or two away. */
function nearest(written: string, known: readonly string[]): string | undefined {
  const bare = (name: string): string => name.replace(/[_.]/g, '').toLowerCase();
  const same = known.find((name) => bare(name) === bare(written));
  if (same !== undefined) return same === written ? undefined : same;
  const allowed = written.length < 4 ? 0 : written.length < 8 ? 1 : 2;
  const close = known.filter((name) => distance(bare(name), bare(written)) <= allowed);
  return close.length === 1 ? close[0] : undefined;
}

/** How many single letters must be put in, left out, replaced or swapped with a neighbour. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Number.POSITIVE_INFINITY;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const differs = a[row - 1] === b[column - 1] ? 0 : 1;
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + differs,
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? Number.POSITIVE_INFINITY;
}
