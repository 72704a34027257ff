import { type Span, span } from '../text/span.ts';
import { tokenize } from './lexer.ts';
import { type CelProblem, ProblemList } from './problem.ts';
import type { CelEdit, CelRepair } from './repair.ts';
import type { Token, TokenKind } from './tokens.ts';
import { bytesOf, bytesOfUnit } from './units.ts';

const OPERAND_END: ReadonlySet<TokenKind> = new Set([
  'identifier',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'true',
  'false',
  'null',
  ')',
  ']',
  '}',
]);

/** Repairs for text that cannot be read: single `=`, `&` and `|`, words for operators, units behind numbers. */
export function syntaxRepairs(source: string, problems: readonly CelProblem[]): readonly CelRepair[] {
  const tokens = tokenize(source, new ProblemList());
  const repairs: readonly CelRepair[] = [
    { title: 'Replace `=` by `==`', edits: doubled(problems, ['=']) },
    { title: 'Double the `&` and `|`', edits: doubled(problems, ['&', '|']) },
    { title: 'Write `&&`, `||` and `!` for the words', edits: [...logicWords(tokens), ...negations(tokens)] },
    { title: 'Write the size in bytes', edits: sizes(tokens) },
  ];
  const some = repairs.filter((repair) => repair.edits.length > 0);
  if (some.length < 2) return some;
  return [...some, { title: 'Repair all operators and sizes', edits: some.flatMap((repair) => repair.edits) }];
}

function doubled(problems: readonly CelProblem[], characters: readonly string[]): readonly CelEdit[] {
  return problems.flatMap(({ code, name, span: at }) =>
    code === 'syntax' && name !== undefined && characters.includes(name) ? [{ span: at, newText: name + name }] : [],
  );
}

/** `and` and `or` between two operands, in any case. */
function logicWords(tokens: readonly Token[]): readonly CelEdit[] {
  return tokens.flatMap((token, index) => {
    const operator = wordOperator(token);
    const before = tokens[index - 1];
    if (operator === undefined || before === undefined || !OPERAND_END.has(before.kind)) return [];
    return [{ span: token.span, newText: operator }];
  });
}

function wordOperator(token: Token): '&&' | '||' | undefined {
  if (token.kind !== 'identifier') return undefined;
  const word = token.text.toLowerCase();
  return word === 'and' ? '&&' : word === 'or' ? '||' : undefined;
}

/** `not` before an operand; brackets around a comparison, which `!` would otherwise split. */
function negations(tokens: readonly Token[]): readonly CelEdit[] {
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    const isNot = token.kind === 'identifier' && token.text.toLowerCase() === 'not';
    const before = tokens[index - 1];
    if (!isNot || next === undefined || (before !== undefined && OPERAND_END.has(before.kind) && !isWord(before)))
      return [];
    const word = span(token.span.start, next.span.start);
    const end = comparisonEnd(tokens, index + 1);
    if (end === undefined) return [{ span: word, newText: '!' }];
    return [
      { span: word, newText: '!(' },
      { span: span(end, end), newText: ')' },
    ];
  });
}

function isWord(token: Token): boolean {
  return wordOperator(token) !== undefined;
}

const COMPARISONS: ReadonlySet<TokenKind> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
const OPENING: ReadonlySet<TokenKind> = new Set(['(', '[', '{']);
const CLOSING: ReadonlySet<TokenKind> = new Set([')', ']', '}']);

/** Where the comparison that starts at a token ends; undefined when there is no comparison. */
function comparisonEnd(tokens: readonly Token[], start: number): number | undefined {
  let depth = 0;
  let compares = false;
  let end: number | undefined;
  for (const token of tokens.slice(start)) {
    if (depth === 0 && endsOperand(token)) break;
    if (OPENING.has(token.kind)) depth += 1;
    if (CLOSING.has(token.kind)) depth -= 1;
    if (depth === 0 && COMPARISONS.has(token.kind)) compares = true;
    end = token.span.end;
  }
  return compares ? end : undefined;
}

function endsOperand(token: Token): boolean {
  const { kind } = token;
  return (
    kind === '&&' ||
    kind === '||' ||
    kind === '?' ||
    kind === ',' ||
    kind === 'end' ||
    CLOSING.has(kind) ||
    isWord(token)
  );
}

/** `100GiB` and `100 GB`. */
function sizes(tokens: readonly Token[]): readonly CelEdit[] {
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    if ((token.kind !== 'int' && token.kind !== 'double') || next?.kind !== 'identifier') return [];
    const unit = bytesOfUnit(next.text);
    const bytes = unit === undefined ? undefined : bytesOf(token.text, unit);
    const at: Span = span(token.span.start, next.span.end);
    return bytes === undefined ? [] : [{ span: at, newText: `${bytes}u` }];
  });
}
