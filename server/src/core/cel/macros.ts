import type { Span } from '../text/span.ts';
import type { CelExpr, CelMacro, CelMacroName } from './ast.ts';

/**
 * The standard macros of `cel.StandardMacros` and how many arguments each takes. With another number of arguments the
 * text is an ordinary call, of a function that does not exist.
 */
const RANGE_MACROS: ReadonlyMap<string, { readonly name: CelMacroName; readonly counts: readonly number[] }> = new Map([
  ['all', { name: 'all', counts: [2] }],
  ['exists', { name: 'exists', counts: [2] }],
  ['exists_one', { name: 'exists_one', counts: [2] }],
  ['map', { name: 'map', counts: [2, 3] }],
  ['filter', { name: 'filter', counts: [2] }],
]);

/** The name cel-go gave its own variable in older versions; still refused as a variable of a macro. */
const RESERVED_VARIABLE = '__result__';

export function rangeMacro(name: string, args: number): CelMacroName | undefined {
  const macro = RANGE_MACROS.get(name);
  return macro?.counts.includes(args) === true ? macro.name : undefined;
}

export interface MacroCall {
  readonly name: CelMacroName;
  readonly nameSpan: Span;
  readonly range: CelExpr;
  readonly args: readonly CelExpr[];
  readonly operator: Span;
  readonly span: Span;
}

/** The macro as a node, or why its first argument cannot be the variable. */
export function expandMacro(call: MacroCall): CelMacro | { readonly problem: string } {
  const [variable, second, third] = call.args;
  if (variable?.kind !== 'ident') return { problem: `The first argument of \`${call.name}\` must be a plain name.` };
  if (variable.name === RESERVED_VARIABLE) return { problem: `\`${RESERVED_VARIABLE}\` cannot be a variable.` };
  const body = third ?? second ?? variable;
  return {
    kind: 'macro',
    name: call.name,
    nameSpan: call.nameSpan,
    range: call.range,
    variable,
    condition: third === undefined ? undefined : second,
    body,
    operator: call.operator,
    span: call.span,
  };
}
