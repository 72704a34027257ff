// Evaluates an expression that the checker accepts, as far as storage selectors go. What it does not know how to
// compute is undefined, never a guess: who asks then says nothing.
import type { CelBinary, CelCall, CelExpr, CelLiteral, CelMacro } from './ast.ts';

export type CelValue = string | bigint | number | boolean | readonly CelValue[];

export type CelVariables = ReadonlyMap<string, CelValue>;

/** The value of a checked expression; undefined where it fails when run, or is beyond what is computed here. */
export function evaluateCel(expr: CelExpr, variables: CelVariables): CelValue | undefined {
  switch (expr.kind) {
    case 'literal':
      return literal(expr);
    case 'ident':
      return variables.get(expr.name);
    case 'unary': {
      const value = evaluateCel(expr.operand, variables);
      if (expr.op === '!') return typeof value === 'boolean' ? !value : undefined;
      return typeof value === 'bigint' || typeof value === 'number' ? -value : undefined;
    }
    case 'binary':
      return binary(expr, variables);
    case 'ternary': {
      const condition = evaluateCel(expr.condition, variables);
      if (typeof condition !== 'boolean') return undefined;
      return evaluateCel(condition ? expr.whenTrue : expr.whenFalse, variables);
    }
    case 'list':
      return allOf(expr.elements, variables);
    case 'call':
      return call(expr, variables);
    case 'macro':
      return macro(expr, variables);
    default:
      return undefined;
  }
}

function allOf(exprs: readonly CelExpr[], variables: CelVariables): readonly CelValue[] | undefined {
  const values: CelValue[] = [];
  for (const expr of exprs) {
    const value = evaluateCel(expr, variables);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function literal({ type, text }: CelLiteral): CelValue | undefined {
  switch (type) {
    case 'bool':
      return text === 'true';
    case 'int':
      return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
    case 'uint':
      return BigInt(text.slice(0, -1));
    case 'double':
      return Number(text);
    case 'string':
      // Escapes and raw texts do not occur in names of storages.
      return /^(?:"([^"\\]*)"|'([^'\\]*)')$/
        .exec(text)
        ?.slice(1)
        .find((part) => part !== undefined);
    default:
      return undefined;
  }
}

function binary({ op, left, right }: CelBinary, variables: CelVariables): CelValue | undefined {
  const a = evaluateCel(left, variables);
  const b = evaluateCel(right, variables);
  // One side may decide alone, even where the other fails (CEL's rule for && and ||).
  if (op === '&&') return a === false || b === false ? false : a === true && b === true ? true : undefined;
  if (op === '||') return a === true || b === true ? true : a === false && b === false ? false : undefined;
  if (a === undefined || b === undefined) return undefined;
  switch (op) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case 'in':
      return Array.isArray(b) ? b.some((element) => equal(a, element)) : undefined;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(op, a, b);
    default:
      return arithmetic(op, a, b);
  }
}

function equal(a: CelValue, b: CelValue): boolean {
  if (typeof a === 'object' && typeof b === 'object')
    return a.length === b.length && a.every((element, index) => equal(element, b[index] ?? []));
  // Numbers of different types are compared by their value.
  return isNumber(a) && isNumber(b) ? a >= b && a <= b : a === b;
}

function isNumber(value: CelValue): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function ordered(op: '<' | '<=' | '>' | '>=', a: CelValue, b: CelValue): boolean | undefined {
  const comparable = (isNumber(a) && isNumber(b)) || (typeof a === 'string' && typeof b === 'string');
  if (!comparable) return undefined;
  if (op === '<') return a < b;
  if (op === '<=') return a <= b;
  return op === '>' ? a > b : a >= b;
}

const largest = 2n ** 64n - 1n;

function arithmetic(op: '+' | '-' | '*' | '/' | '%', a: CelValue, b: CelValue): CelValue | undefined {
  if (op === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return undefined;
  if ((op === '/' || op === '%') && b === 0n) return undefined;
  const value = { '+': () => a + b, '-': () => a - b, '*': () => a * b, '/': () => a / b, '%': () => a % b }[op]();
  return value > largest || value < -largest ? undefined : value;
}

function call({ name, target, args }: CelCall, variables: CelVariables): CelValue | undefined {
  const values = allOf(target ? [target, ...args] : args, variables);
  const [a, b] = values ?? [];
  if (a === undefined) return undefined;
  if (name === 'size') {
    if (typeof a === 'string') return BigInt([...a].length);
    return Array.isArray(a) ? BigInt(a.length) : undefined;
  }
  if ((name === 'uint' || name === 'int') && typeof a === 'bigint') return name === 'uint' && a < 0n ? undefined : a;
  if (typeof a !== 'string' || typeof b !== 'string') return undefined;
  switch (name) {
    case 'startsWith':
      return a.startsWith(b);
    case 'endsWith':
      return a.endsWith(b);
    case 'contains':
      return a.includes(b);
    case 'matches':
      return matches(a, b);
    default:
      return undefined;
  }
}

/** CEL's patterns are RE2's. Only what means the same here and cannot run for long is tried: no group that repeats. */
function matches(text: string, pattern: string): boolean | undefined {
  if (pattern.length > 200 || text.length > 200 || /\(\?|\)[*+?{]|\\[^.\-dwsDWS]/.test(pattern)) return undefined;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return undefined;
  }
}

function macro(expr: CelMacro, variables: CelVariables): boolean | undefined {
  const range = evaluateCel(expr.range, variables);
  if (!Array.isArray(range)) return undefined;
  const results: (CelValue | undefined)[] = range.map((element: CelValue) =>
    evaluateCel(expr.body, new Map([...variables, [expr.variable.name, element]])),
  );
  switch (expr.name) {
    case 'exists':
      return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
    case 'all':
      return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
    case 'exists_one':
      return results.includes(undefined) ? undefined : results.filter((result) => result === true).length === 1;
    default:
      return undefined;
  }
}
