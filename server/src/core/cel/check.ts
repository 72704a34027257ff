import { span } from '../text/span.ts';
import type { CelExpr } from './ast.ts';
import { Checker } from './checker.ts';
import type { CelEnvironment } from './environment.ts';
import { tokenize } from './lexer.ts';
import { LimitReached, MAX_CODE_POINTS } from './limits.ts';
import { Lowering } from './lower.ts';
import { Parser } from './parser.ts';
import { type CelProblem, ProblemList } from './problem.ts';
import type { Token } from './tokens.ts';
import type { CelType } from './types.ts';

export interface CelParse {
  /** Undefined when there is nothing that could be read. Has `missing` nodes where the text is broken. */
  readonly expr: CelExpr | undefined;
  readonly problems: readonly CelProblem[];
}

export interface CelResult extends CelParse {
  /** The type of the whole expression; undefined when it does not compile. */
  readonly type: CelType | undefined;
  /** The type of a node of `expr`; undefined when the expression could not be read. */
  readonly typeOf: (expr: CelExpr) => CelType | undefined;
}

/** Reads a CEL expression as cel-go does, macros included. Never throws; broken text gives problems and a partial tree. */
export function parseCel(source: string): CelParse {
  const problems = new ProblemList();
  const expr = parse(source, problems);
  return { expr, problems: problems.sorted() };
}

/**
 * Reads and type-checks a CEL expression. Problems are sorted by position; none means that cel-go compiles the text. As
 * in cel-go types are checked only when the text could be read.
 */
export function checkCel(source: string, environment: CelEnvironment): CelResult {
  const problems = new ProblemList();
  const expr = parse(source, problems);
  if (expr === undefined || !problems.isEmpty) {
    return { expr, type: undefined, problems: problems.sorted(), typeOf: () => undefined };
  }
  const checker = new Checker(environment, problems);
  const type = withinLimits(source, problems, () => checker.check(expr));
  const typeOf = (node: CelExpr): CelType | undefined =>
    withinLimits('', new ProblemList(), () => checker.typeOf(node));
  return {
    expr,
    type: type === undefined || !problems.isEmpty ? undefined : typeOf(expr),
    problems: problems.sorted(),
    typeOf,
  };
}

function parse(source: string, problems: ProblemList): CelExpr | undefined {
  if (source.length > MAX_CODE_POINTS && [...source].length > MAX_CODE_POINTS) {
    tooLarge(source, problems);
    return undefined;
  }
  const lexical = new ProblemList();
  const tokens = tokenize(source, lexical);
  if (tokens.length === 1 && lexical.isEmpty) {
    problems.add('empty', span(0, source.length), 'There is no expression here.');
    return undefined;
  }
  return withinLimits(source, problems, () => parseTokens(tokens, lexical.sorted(), problems));
}

function parseTokens(tokens: readonly Token[], lexical: readonly CelProblem[], problems: ProblemList): CelExpr {
  const misplaced: Token[] = [];
  const parser = new Parser(tokens, (token) => misplaced.push(token));
  try {
    return new Lowering(problems).lower(parser.program());
  } finally {
    // When cel-go gives up at a limit it has not seen what comes after, and says nothing about it.
    const seen = parser.tokens.peek().span.end;
    for (const { code, span: at, message, name } of lexical) if (at.start < seen) problems.add(code, at, message, name);
    reportFirst(misplaced, lexical, problems);
  }
}

/**
 * Reports the first misplaced token. The ones after it, or after a character that is no token, are mostly consequences:
 * cel-go lists them too, but the first is what has to be repaired.
 */
function reportFirst(misplaced: readonly Token[], lexical: readonly CelProblem[], problems: ProblemList): void {
  const [token] = misplaced;
  const [unknown] = lexical;
  if (token === undefined || (unknown !== undefined && unknown.span.start < token.span.start)) return;
  if (token.kind === 'end') {
    problems.add('syntax', token.span, 'The expression ends too early.');
    return;
  }
  const operator = OPERATOR_WORDS.get(token.text.toLowerCase());
  const advice = operator === undefined ? '' : ` CEL writes \`${operator}\`.`;
  problems.add('syntax', token.span, `\`${token.text}\` cannot stand here.${advice}`, token.text);
}

const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
]);

/**
 * Runs a phase; when it meets a limit, one problem over the whole text says so. A stack that overflows counts as a limit
 * too: nesting is bounded, but how much stack the caller has left is not known here.
 */
function withinLimits<Result>(source: string, problems: ProblemList, run: () => Result): Result | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof LimitReached) && !(error instanceof RangeError)) throw error;
    tooLarge(source, problems);
    return undefined;
  }
}

function tooLarge(source: string, problems: ProblemList): void {
  problems.add('limit', span(0, source.length), 'This expression is too long or too deeply nested for CEL.');
}
