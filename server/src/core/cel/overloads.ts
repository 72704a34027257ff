import type { Overload } from './library.ts';
import { type CelType, DYN, isDynamic, isSameType, listOf, mapOf, typeOf } from './types.ts';
import type { Unifier } from './unify.ts';

/** What a call is resolved with. */
export interface Call {
  readonly args: readonly CelType[];
  readonly target: CelType | undefined;
  /** Whether int, uint and double may be compared with each other. */
  readonly allowCrossType: boolean;
}

/**
 * The result type of a call, or undefined when no overload takes the arguments. All overloads are tried: when several fit
 * (an argument is `dyn`) and their results differ, the result is `dyn`.
 */
export function resolveOverload(
  unifier: Unifier,
  overloads: readonly Overload[],
  { args, target, allowCrossType }: Call,
): CelType | undefined {
  const actual = target === undefined ? args : [target, ...args];
  let result: CelType | undefined;
  for (const overload of overloads) {
    if (overload.crossType && !allowCrossType) continue;
    if (overload.member !== (target !== undefined)) continue;
    const instance = instantiate(unifier, overload);
    if (!unifier.areAssignable(actual, instance.args)) continue;
    const type = unifier.substitute(instance.result, false);
    if (result === undefined) result = type;
    else if (!isDynamic(result) && !isSameType(type, result)) result = DYN;
  }
  return result;
}

/** The overload with type parameters of its own, so that two calls do not bind each other's. */
function instantiate(unifier: Unifier, overload: Overload): { args: readonly CelType[]; result: CelType } {
  if (overload.parameters.length === 0) return overload;
  const fresh = new Map(overload.parameters.map((name) => [name, unifier.freshParameter()]));
  return { args: overload.args.map((arg) => rename(arg, fresh)), result: rename(overload.result, fresh) };
}

function rename(type: CelType, fresh: ReadonlyMap<string, CelType>): CelType {
  if (type.kind === 'param') return fresh.get(type.name) ?? type;
  const [first, second] = type.parameters;
  if (first === undefined) return type;
  if (type.kind === 'list') return listOf(rename(first, fresh));
  if (type.kind === 'map') return mapOf(rename(first, fresh), rename(second ?? DYN, fresh));
  return typeOf(rename(first, fresh));
}
