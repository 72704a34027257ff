import { type Span, span } from '../text/span.ts';
import type { CelBinaryOperator, CelExpr, CelField, CelMapEntry, CelMissing, CelUnaryOperator } from './ast.ts';
import { problemSpan } from './ast.ts';
import { LimitReached, MAX_NESTING } from './limits.ts';
import { literalProblem, literalType } from './literals.ts';
import { expandMacro, rangeMacro } from './macros.ts';
import type { ProblemList } from './problem.ts';
import type { Syntax } from './syntax.ts';
import type { Token } from './tokens.ts';

/** Words cel-go keeps for later: no identifiers, but allowed as field names (`parser/parser.go`, `reservedIds`). */
const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

const BINARY_OPERATORS: ReadonlyMap<string, CelBinaryOperator> = new Map(
  (['==', '!=', '<', '<=', '>', '>=', 'in', '+', '-', '*', '/', '%'] as const).map((op) => [op, op]),
);

type Of<Kind extends Syntax['kind']> = Extract<Syntax, { kind: Kind }>;

/**
 * Turns what was read into the AST and reports what only shows there: reserved words, literals out of range,
 * unsupported syntax, macros. Visits exactly what cel-go's parser visits (`parser/parser.go`, the `Visit…` methods),
 * since an error it does not look at must not be reported. Throws `LimitReached` where cel-go gives up.
 */
export class Lowering {
  private readonly problems: ProblemList;
  private depth = 0;

  constructor(problems: ProblemList) {
    this.problems = problems;
  }

  lower(syntax: Syntax): CelExpr {
    switch (syntax.kind) {
      case 'missing':
        return missing(syntax.at);
      case 'group':
        return this.lower(syntax.inner);
      case 'literal':
        return this.literal(syntax);
      case 'ident':
        return this.ident(syntax);
      case 'call':
        return this.call(syntax);
      case 'logic':
        return this.logic(syntax);
      case 'unary':
        return this.unary(syntax);
      case 'list':
        return this.list(syntax);
      case 'map':
        return this.map(syntax);
      case 'message':
        return this.message(syntax);
      default:
        return this.nested(syntax);
    }
  }

  /** The nodes cel-go counts towards its depth limit. */
  private nested(syntax: Of<'ternary' | 'binary' | 'select' | 'memberCall' | 'index'>): CelExpr {
    this.depth += 1;
    if (this.depth > MAX_NESTING) throw new LimitReached('depth');
    const expr = this.nestedNode(syntax);
    this.depth -= 1;
    return expr;
  }

  private nestedNode(syntax: Of<'ternary' | 'binary' | 'select' | 'memberCall' | 'index'>): CelExpr {
    switch (syntax.kind) {
      case 'ternary':
        return this.ternary(syntax);
      case 'binary':
        return this.binary(syntax);
      case 'select':
        return this.select(syntax);
      case 'memberCall':
        return this.memberCall(syntax);
      case 'index':
        return this.index(syntax);
    }
  }

  private literal(syntax: Of<'literal'>): CelExpr {
    const { sign, token } = syntax;
    const range = span((sign ?? token).span.start, token.span.end);
    const problem = literalProblem(token.kind, token.text, sign !== undefined);
    if (problem !== undefined) this.problems.add('literal', range, problem, token.text);
    return { kind: 'literal', type: literalType(token.kind), text: `${sign?.text ?? ''}${token.text}`, span: range };
  }

  /** Reports a reserved word; true when it was one. */
  private refuseReserved(dot: Token | undefined, name: Token): boolean {
    if (!RESERVED.has(name.text)) return false;
    const message = `\`${name.text}\` is a reserved word in CEL and cannot be a name.`;
    this.problems.add('reserved', span((dot ?? name).span.start, name.span.end), message, name.text);
    return true;
  }

  private ident(syntax: Of<'ident'>): CelExpr {
    const { dot, name } = syntax;
    const range = span((dot ?? name).span.start, name.span.end);
    if (this.refuseReserved(dot, name)) return { kind: 'missing', span: range };
    return { kind: 'ident', name: `${dot?.text ?? ''}${name.text}`, nameSpan: name.span, span: range };
  }

  private call(syntax: Of<'call'>): CelExpr {
    const { dot, name, open } = syntax;
    if (this.refuseReserved(dot, name)) return { kind: 'missing', span: (dot ?? name).span };
    const args = syntax.args.map((arg) => this.lower(arg));
    const operator = bracketSpan(open, syntax.close, args);
    const range = span((dot ?? name).span.start, operator.end);
    if (dot === undefined && name.text === 'has' && args.length === 1) return this.has(name, args, operator, range);
    const text = `${dot?.text ?? ''}${name.text}`;
    return { kind: 'call', target: undefined, name: text, nameSpan: name.span, args, operator, span: range };
  }

  private has(name: Token, args: readonly CelExpr[], operator: Span, range: Span): CelExpr {
    const [argument] = args;
    // A `has` inside a `has` tests the same field: to cel-go both are selections.
    const select = argument?.kind === 'has' ? argument.select : argument;
    if (select?.kind === 'select') return { kind: 'has', select, nameSpan: name.span, operator, span: range };
    return this.macroProblem(select, '`has` takes a field selection such as `a.b`.', name.text);
  }

  /** A missing argument without a position gives no problem: the text around it already has one. */
  private macroProblem(argument: CelExpr | undefined, message: string, name: string): CelMissing {
    const at = argument === undefined ? NOWHERE : problemSpan(argument);
    if (at !== NOWHERE) this.problems.add('macro', at, message, name);
    return { kind: 'missing', span: at };
  }

  private memberCall(syntax: Of<'memberCall'>): CelExpr {
    const target = this.lower(syntax.target);
    const args = syntax.args.map((arg) => this.lower(arg));
    const operator = bracketSpan(syntax.open, syntax.close, args);
    const range = span(startOf(target, syntax.name), operator.end);
    const { text } = syntax.name;
    const macro = rangeMacro(text, args.length);
    if (macro === undefined) {
      return { kind: 'call', target, name: text, nameSpan: syntax.name.span, args, operator, span: range };
    }
    const expanded = expandMacro({
      name: macro,
      nameSpan: syntax.name.span,
      range: target,
      args,
      operator,
      span: range,
    });
    if ('kind' in expanded) return expanded;
    return this.macroProblem(args[0], expanded.problem, text);
  }

  private ternary(syntax: Of<'ternary'>): CelExpr {
    const condition = this.lower(syntax.condition);
    const whenTrue = this.lower(syntax.whenTrue);
    const whenFalse = this.lower(syntax.whenFalse);
    const operator = syntax.operator.span;
    const range = span(startOf(condition, syntax.operator), endOf(whenFalse, syntax.operator));
    return { kind: 'ternary', condition, whenTrue, whenFalse, operator, span: range };
  }

  private binary(syntax: Of<'binary'>): CelExpr {
    const left = this.lower(syntax.left);
    const right = this.lower(syntax.right);
    return binaryOf(left, BINARY_OPERATORS.get(syntax.operator.text) ?? '==', syntax.operator, right);
  }

  private logic(syntax: Of<'logic'>): CelExpr {
    const operands = syntax.operands.map((operand) => this.lower(operand));
    return balanced(operands, syntax.operators, 0, syntax.operators.length - 1);
  }

  /** An even number of signs cancels out before types are checked, so that `!!1` is an int. */
  private unary(syntax: Of<'unary'>): CelExpr {
    const operand = this.lower(syntax.operand);
    const [first] = syntax.operators;
    if (first === undefined || syntax.operators.length % 2 === 0) return operand;
    const op: CelUnaryOperator = first.kind === '!' ? '!' : '-';
    const range = span(first.span.start, endOf(operand, first));
    return { kind: 'unary', op, operand, operator: first.span, span: range };
  }

  private select(syntax: Of<'select'>): CelExpr {
    const operand = this.lower(syntax.operand);
    const { dot, field, fieldAt } = syntax;
    const range = span(startOf(operand, dot), (field ?? dot).span.end);
    if (field === undefined) this.problems.add('syntax', fieldAt.span, 'A field name is missing here.');
    else if (field.kind === 'escaped identifier') this.unsupported(field, 'Names in backquotes are');
    if (syntax.optional !== undefined) {
      this.unsupported(dot, 'Optional selection with `.?` is');
      return { kind: 'missing', span: dot.span };
    }
    const fieldSpan = field?.span ?? span(dot.span.end, dot.span.end);
    return {
      kind: 'select',
      operand,
      field: field?.text ?? '',
      fieldSpan,
      operator: span(dot.span.start, fieldSpan.end),
      span: range,
    };
  }

  private index(syntax: Of<'index'>): CelExpr {
    const target = this.lower(syntax.target);
    const index = this.lower(syntax.index);
    const operator = bracketSpan(syntax.open, syntax.close, [index]);
    if (syntax.optional !== undefined) {
      this.unsupported(syntax.open, 'Optional indexing with `[?` is');
      return { kind: 'missing', span: syntax.open.span };
    }
    return { kind: 'index', target, index, operator, span: span(startOf(target, syntax.open), operator.end) };
  }

  private list(syntax: Of<'list'>): CelExpr {
    const elements = syntax.elements.map((element) => {
      const value = this.lower(element.value);
      if (element.optional !== undefined) this.unsupported(element.optional, 'Optional elements with `?` are');
      return value;
    });
    const operator = bracketSpan(syntax.open, syntax.close, elements);
    return { kind: 'list', elements, operator, span: operator };
  }

  private map(syntax: Of<'map'>): CelExpr {
    const { keys, colons, values } = syntax.entries;
    const entries: CelMapEntry[] = [];
    for (let index = 0; index < colons.length; index += 1) {
      const key = keys[index];
      const value = values[index];
      if (key === undefined || value === undefined) break;
      if (key.optional !== undefined) this.unsupported(key.at, 'Optional entries with `?` are');
      else entries.push({ key: this.lower(key.value), value: this.lower(value) });
    }
    const operator = bracketSpan(
      syntax.open,
      syntax.close,
      entries.map((entry) => entry.value),
    );
    return { kind: 'map', entries, operator, span: operator };
  }

  private message(syntax: Of<'message'>): CelExpr {
    const fields = this.messageFields(syntax);
    const operator = bracketSpan(
      syntax.open,
      syntax.close,
      fields.map((field) => field.value),
    );
    const first = syntax.dot ?? syntax.names[0] ?? syntax.open;
    const nameSpan = span(first.span.start, (syntax.names[syntax.names.length - 1] ?? syntax.open).span.end);
    const name = `${syntax.dot?.text ?? ''}${syntax.names.map((token) => token.text).join('.')}`;
    return { kind: 'message', name, nameSpan, fields, operator, span: span(first.span.start, operator.end) };
  }

  private messageFields(syntax: Of<'message'>): readonly CelField[] {
    const { keys, colons, values } = syntax.fields;
    const fields: CelField[] = [];
    for (const [index, key] of keys.entries()) {
      const colon = colons[index];
      const value = values[index];
      if (colon === undefined || value === undefined) break;
      if (key.optional !== undefined) this.unsupported(key.at, 'Optional fields with `?` are');
      else if (key.name?.kind !== 'identifier') this.unsupported(keys[0]?.at ?? key.at, 'Names in backquotes are');
      else fields.push({ name: key.name.text, nameSpan: key.name.span, colon: colon.span, value: this.lower(value) });
    }
    return fields;
  }

  private unsupported(token: Token, subject: string): void {
    this.problems.add('syntax', token.span, `${subject} not available in a storage selector.`, token.text);
  }
}

const NOWHERE: Span = span(0, 0);

function missing(at: Token | undefined): CelMissing {
  return { kind: 'missing', span: at?.span ?? NOWHERE };
}

function startOf(expr: CelExpr, fallback: Token): number {
  return expr.span === NOWHERE ? fallback.span.start : expr.span.start;
}

function endOf(expr: CelExpr, fallback: Token): number {
  return Math.max(expr.span.end, fallback.span.end);
}

/** From a bracket to its partner, or as far as the contents go when that one is missing. */
function bracketSpan(open: Token, close: Token | undefined, contents: readonly CelExpr[]): Span {
  const end = contents.reduce((furthest, expr) => Math.max(furthest, expr.span.end), open.span.end);
  return span(open.span.start, Math.max(end, close?.span.end ?? 0));
}

function binaryOf(left: CelExpr, op: CelBinaryOperator, operator: Token, right: CelExpr): CelExpr {
  const range = span(startOf(left, operator), endOf(right, operator));
  return { kind: 'binary', op, left, right, operator: operator.span, span: range };
}

/** cel-go splits a chain of `&&` or `||` in the middle, so that a thousand operands nest ten levels deep. */
function balanced(operands: readonly CelExpr[], operators: readonly Token[], low: number, high: number): CelExpr {
  const middle = Math.floor((low + high + 1) / 2);
  const operator = operators[middle];
  const first = operands[middle];
  const last = operands[middle + 1];
  if (operator === undefined || first === undefined || last === undefined) return missing(undefined);
  const left = middle === low ? first : balanced(operands, operators, low, middle - 1);
  const right = middle === high ? last : balanced(operands, operators, middle + 1, high);
  return binaryOf(left, operator.kind === '&&' ? '&&' : '||', operator, right);
}
