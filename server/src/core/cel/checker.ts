import type { Span } from '../text/span.ts';
import type { CelCall, CelExpr, CelLiteral, CelMacro, CelMessage, CelSelect } from './ast.ts';
import { problemSpan } from './ast.ts';
import { type CelEnvironment, Scopes } from './environment.ts';
import { FUNCTIONS, type Overload } from './library.ts';
import { canBuild, fieldType, literalTypeNamed, messageNameOf } from './messages.ts';
import { resolveOverload } from './overloads.ts';
import type { ProblemList } from './problem.ts';
import {
  BOOL,
  BYTES,
  type CelType,
  DOUBLE,
  DYN,
  ERROR,
  firstParameter,
  formatType,
  INT,
  isDynamicOrError,
  listOf,
  mapOf,
  messageNamed,
  NULL,
  STRING,
  secondParameter,
  UINT,
} from './types.ts';
import { mostGeneral, Unifier } from './unify.ts';

const LITERAL_TYPES: Readonly<Record<CelLiteral['type'], CelType>> = {
  int: INT,
  uint: UINT,
  double: DOUBLE,
  string: STRING,
  bytes: BYTES,
  bool: BOOL,
  null: NULL,
};

/**
 * Gives every node a type, by cel-go's rules (`checker/checker.go`). Those bind type parameters while they go, so the
 * order of the checks is part of the rules. Throws `LimitReached` on types that grow without end.
 */
export class Checker {
  readonly unifier = new Unifier();
  private readonly environment: CelEnvironment;
  private readonly problems: ProblemList;
  private readonly scopes: Scopes;
  private readonly types = new Map<CelExpr, CelType>();
  /**
   * `availableSpace > 100` is refused, but not in or after a macro: cel-go forgets which overloads are disabled when it
   * enters a macro's scope (`enterScope` in `checker/env.go`, v0.27.0 and the main branch of mid-2026).
   */
  private allowCrossType = false;

  constructor(environment: CelEnvironment, problems: ProblemList) {
    this.environment = environment;
    this.problems = problems;
    this.scopes = new Scopes(environment);
  }

  check(expr: CelExpr): CelType {
    const type = this.typeOfNode(expr);
    this.types.set(expr, type);
    return type;
  }

  /** The final type of a node: parameters replaced by what they stand for, or by `dyn`. */
  typeOf(expr: CelExpr): CelType | undefined {
    const type = this.types.get(expr);
    return type === undefined ? undefined : this.unifier.substitute(type, true);
  }

  private typeOfNode(expr: CelExpr): CelType {
    switch (expr.kind) {
      case 'literal':
        return LITERAL_TYPES[expr.type];
      case 'missing':
        return ERROR;
      case 'ident':
        return this.scopes.resolve(expr.name) ?? this.undeclared(expr.nameSpan, expr.name);
      case 'select':
        return this.select(expr);
      case 'has':
        this.selectField(expr.select, expr.operator);
        return BOOL;
      case 'call':
        return this.call(expr);
      case 'unary':
        return this.apply(`${expr.op}_`, expr.op, expr.operator, [this.check(expr.operand)]);
      case 'binary':
        if (expr.op === '&&' || expr.op === '||') return this.logic(expr.left, expr.right);
        return this.apply(`_${expr.op}_`, expr.op, expr.operator, [this.check(expr.left), this.check(expr.right)]);
      case 'ternary': {
        const args = [this.check(expr.condition), this.check(expr.whenTrue), this.check(expr.whenFalse)];
        return this.apply('_?_:_', '?', expr.operator, args);
      }
      case 'index':
        return this.apply('_[_]', '[', expr.operator, [this.check(expr.target), this.check(expr.index)]);
      case 'list':
        return listOf(this.joined(expr.elements));
      case 'map': {
        const { key, value } = this.joinedEntries(expr.entries);
        return mapOf(key, value);
      }
      case 'message':
        return this.message(expr);
      case 'macro':
        return this.macro(expr);
    }
  }

  private undeclared(at: Span, name: string): CelType {
    this.problems.add('undeclared', at, `\`${name}\` is not declared here.`, name);
    return ERROR;
  }

  /** Both operands must be bool; each that is not is reported by itself. */
  private logic(left: CelExpr, right: CelExpr): CelType {
    const operands = [left, right].map((operand) => ({ operand, type: this.check(operand) }));
    let result = BOOL;
    for (const { operand, type } of operands) {
      if (this.unifier.isAssignable(type, BOOL)) continue;
      this.mismatch(problemSpan(operand), BOOL, type);
      result = ERROR;
    }
    return result;
  }

  private mismatch(at: Span, expected: CelType, actual: CelType): void {
    const message = `Expected ${formatType(expected)}, but this is ${formatType(this.unifier.substitute(actual, true))}.`;
    this.problems.add('type', at, message);
  }

  private call(expr: CelCall): CelType {
    const args = expr.args.map((arg) => this.check(arg));
    const target = expr.target === undefined ? undefined : this.check(expr.target);
    const name = expr.name.startsWith('.') ? expr.name.slice(1) : expr.name;
    if (this.overloadsOf(name) === undefined) return this.undeclared(expr.operator, expr.name);
    return this.apply(name, expr.name, expr.operator, args, target);
  }

  /** The result of a function or an operator; `written` is how a message names it. */
  private apply(name: string, written: string, at: Span, args: readonly CelType[], target?: CelType): CelType {
    const { allowCrossType } = this;
    const result = resolveOverload(this.unifier, this.overloadsOf(name) ?? [], { args, target, allowCrossType });
    if (result !== undefined) return result;
    const shown = args.map((arg) => formatType(this.unifier.substitute(arg, true))).join(', ');
    const receiver = target === undefined ? '' : `${formatType(this.unifier.substitute(target, true))}.`;
    this.problems.add('overload', at, `\`${written}\` does not take ${receiver}(${shown}).`, written);
    return ERROR;
  }

  private overloadsOf(name: string): readonly Overload[] | undefined {
    return FUNCTIONS.get(name) ?? this.environment.functions?.get(name);
  }

  private fieldType(message: string, field: string): CelType | undefined {
    return this.environment.messages?.get(message)?.get(field) ?? fieldType(message, field);
  }

  private select(expr: CelSelect): CelType {
    const names = qualifiedName(expr);
    const qualified = names === undefined ? undefined : this.scopes.resolveQualified(names);
    if (qualified !== undefined) return qualified;
    return this.unifier.substitute(this.selectField(expr, expr.operator), false);
  }

  private selectField(expr: CelSelect, at: Span): CelType {
    const operand = this.unifier.substitute(this.check(expr.operand), false);
    switch (operand.kind) {
      case 'map':
        return secondParameter(operand);
      case 'message':
        return this.fieldType(operand.name, expr.field) ?? this.noField(at, expr.field, operand.name);
      case 'param':
        this.unifier.isAssignable(DYN, operand);
        return DYN;
      default:
        if (!isDynamicOrError(operand)) this.noFields(at, operand, expr.field);
        return DYN;
    }
  }

  private noFields(at: Span, type: CelType, field: string): void {
    const shown = formatType(this.unifier.substitute(type, true));
    this.problems.add('field', at, `A value of type ${shown} has no field \`${field}\`.`, field);
  }

  private noField(at: Span, field: string, message: string): CelType {
    this.problems.add('field', at, `\`${message}\` has no field \`${field}\`.`, field);
    return ERROR;
  }

  /** The type all elements fit, `dyn` when they differ. */
  private joined(elements: readonly CelExpr[]): CelType {
    let joined: CelType | undefined;
    for (const element of elements) joined = this.join(joined, this.check(element));
    return joined ?? this.unifier.freshParameter();
  }

  private joinedEntries(entries: readonly { readonly key: CelExpr; readonly value: CelExpr }[]): {
    readonly key: CelType;
    readonly value: CelType;
  } {
    let key: CelType | undefined;
    let value: CelType | undefined;
    for (const entry of entries) {
      key = this.join(key, this.check(entry.key));
      value = this.join(value, this.check(entry.value));
    }
    return { key: key ?? this.unifier.freshParameter(), value: value ?? this.unifier.freshParameter() };
  }

  private join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    return this.unifier.isAssignable(previous, current) ? mostGeneral(previous, current) : DYN;
  }

  private message(expr: CelMessage): CelType {
    const name = expr.name.startsWith('.') ? expr.name.slice(1) : expr.name;
    const named = this.environment.messages?.has(name) ? messageNamed(name) : literalTypeNamed(name);
    if (named === undefined) return this.undeclared(expr.operator, expr.name);
    const isBuildable = canBuild(named);
    if (!isBuildable) {
      this.problems.add(
        'type',
        expr.operator,
        `\`${expr.name}\` is a type, but not a message that can be built.`,
        name,
      );
    }
    this.messageFields(expr, isBuildable ? messageNameOf(named) : name);
    return isBuildable ? named : ERROR;
  }

  private messageFields(expr: CelMessage, messageName: string): void {
    for (const field of expr.fields) {
      const actual = this.check(field.value);
      const expected = this.fieldType(messageName, field.name) ?? this.noField(field.colon, field.name, messageName);
      if (this.unifier.isAssignable(expected, actual)) continue;
      const shown = formatType(this.unifier.substitute(actual, true));
      const text = `Field \`${field.name}\` is ${formatType(expected)}, but the value is ${shown}.`;
      this.problems.add('type', field.colon, text, field.name);
    }
  }

  /** A macro is checked as the loop cel-go expands it to: a start value, a step for each element, a result. */
  private macro(expr: CelMacro): CelType {
    const range = this.check(expr.range);
    const start = this.startOf(expr);
    this.allowCrossType = true;
    const element = this.elementOf(expr, this.unifier.substitute(range, false));
    this.scopes.push(expr.variable.name, element);
    this.types.set(expr.variable, element);
    const step = this.step(expr, start);
    if (!this.unifier.isAssignable(start, step)) this.mismatch(expr.operator, start, step);
    this.scopes.pop();
    return this.unifier.substitute(expr.name === 'exists_one' ? BOOL : start, false);
  }

  /** The type of what the loop gathers. */
  private startOf(expr: CelMacro): CelType {
    if (expr.name === 'exists_one') return INT;
    return expr.name === 'map' || expr.name === 'filter' ? listOf(this.unifier.freshParameter()) : BOOL;
  }

  private elementOf(expr: CelMacro, range: CelType): CelType {
    switch (range.kind) {
      case 'list':
      case 'map':
        return firstParameter(range);
      case 'dyn':
      case 'error':
      case 'param':
        this.unifier.isAssignable(DYN, range);
        return DYN;
      default: {
        const message = `\`${expr.name}\` runs over a list or a map, but this is ${formatType(range)}.`;
        this.problems.add('type', problemSpan(expr.range), message, expr.name);
        return ERROR;
      }
    }
  }

  /** One round of the loop. The order in which its parts are checked is cel-go's. */
  private step(expr: CelMacro, gathered: CelType): CelType {
    const { operator } = expr;
    switch (expr.name) {
      case 'all':
      case 'exists':
        return this.bothBool(gathered, expr.body);
      case 'exists_one': {
        const condition = this.check(expr.body);
        return this.apply('_?_:_', expr.name, operator, [condition, this.apply('_+_', '+', operator, [INT, INT]), INT]);
      }
      case 'filter': {
        const condition = this.check(expr.body);
        const added = this.apply('_+_', '+', operator, [gathered, listOf(this.check(expr.variable))]);
        return this.apply('_?_:_', expr.name, operator, [condition, added, gathered]);
      }
      case 'map': {
        const condition = expr.condition === undefined ? undefined : this.check(expr.condition);
        const added = this.apply('_+_', '+', operator, [gathered, listOf(this.check(expr.body))]);
        return condition === undefined ? added : this.apply('_?_:_', expr.name, operator, [condition, added, gathered]);
      }
    }
  }

  private bothBool(gathered: CelType, body: CelExpr): CelType {
    const type = this.check(body);
    if (this.unifier.isAssignable(gathered, BOOL) && this.unifier.isAssignable(type, BOOL)) return BOOL;
    this.mismatch(problemSpan(body), BOOL, type);
    return ERROR;
  }
}

/** The names of `a.b.c`, or undefined when the expression is more than names and dots. */
function qualifiedName(expr: CelSelect): readonly string[] | undefined {
  const names: string[] = [];
  let current: CelExpr = expr;
  while (current.kind === 'select') {
    names.push(current.field);
    current = current.operand;
  }
  if (current.kind !== 'ident') return undefined;
  names.push(current.name);
  return names.reverse();
}
