import { LimitReached, MAX_TYPE_STEPS } from './limits.ts';
import {
  type CelType,
  DYN,
  firstParameter,
  isDynamic,
  isDynamicOrError,
  isSameType,
  listOf,
  mapOf,
  paramNamed,
  secondParameter,
  typeOf,
} from './types.ts';

/** True when `general` is `special` or says less than it, `dyn` and type parameters saying least. */
function isEqualOrLessSpecific(general: CelType, special: CelType): boolean {
  if (isDynamic(general) || general.kind === 'param') return true;
  if (isDynamic(special) || special.kind === 'param') return false;
  if (general.kind !== special.kind) return false;
  switch (general.kind) {
    case 'type':
      return true;
    case 'list':
      return isEqualOrLessSpecific(firstParameter(general), firstParameter(special));
    case 'map':
      return (
        isEqualOrLessSpecific(firstParameter(general), firstParameter(special)) &&
        isEqualOrLessSpecific(secondParameter(general), secondParameter(special))
      );
    default:
      return isSameType(general, special);
  }
}

/** The more general of two types that are known to fit each other. */
export function mostGeneral(a: CelType, b: CelType): CelType {
  return isEqualOrLessSpecific(a, b) ? a : b;
}

/** Null fits messages, `any`, durations, timestamps, wrappers and null itself, and nothing else. */
function acceptsNull(type: CelType): boolean {
  switch (type.kind) {
    case 'message':
    case 'any':
    case 'duration':
    case 'timestamp':
    case 'null':
      return true;
    default:
      return type.wrapper;
  }
}

/**
 * The type parameters bound so far, and the rules of assignability. The rules are those of cel-go's `checker/types.go`:
 * they bind parameters as they go, in an order that shows in the result, so the order is kept here.
 */
export class Unifier {
  private readonly bound = new Map<string, CelType>();
  /** What to undo when an attempt fails; cel-go copies the whole mapping instead, which is quadratic. */
  private readonly journal: { readonly name: string; readonly before: CelType | undefined }[] = [];
  private fresh = 0;
  private steps = 0;

  freshParameter(): CelType {
    this.fresh += 1;
    return paramNamed(`_var${this.fresh - 1}`);
  }

  /** True when `from` fits `to`. Parameters bound on the way stay bound only then. */
  isAssignable(to: CelType, from: CelType): boolean {
    return this.attempt(() => this.fits(to, from));
  }

  areAssignable(to: readonly CelType[], from: readonly CelType[]): boolean {
    return this.attempt(() => this.allFit(to, from));
  }

  /** Replaces bound parameters by what they stand for, and unbound ones by `dyn` when asked. */
  substitute(type: CelType, unboundToDyn: boolean): CelType {
    this.step();
    if (type.kind === 'param') {
      const target = this.bound.get(type.name);
      if (target !== undefined) return this.substitute(target, unboundToDyn);
      return unboundToDyn ? DYN : type;
    }
    if (type.parameters.length === 0) return type;
    const first = this.substitute(firstParameter(type), unboundToDyn);
    if (type.kind === 'list') return listOf(first);
    if (type.kind === 'map') return mapOf(first, this.substitute(secondParameter(type), unboundToDyn));
    return typeOf(first);
  }

  private attempt(check: () => boolean): boolean {
    this.journal.length = 0;
    if (check()) return true;
    for (let index = this.journal.length - 1; index >= 0; index -= 1) {
      const entry = this.journal[index];
      if (entry === undefined) continue;
      if (entry.before === undefined) this.bound.delete(entry.name);
      else this.bound.set(entry.name, entry.before);
    }
    return false;
  }

  private step(): void {
    this.steps += 1;
    if (this.steps > MAX_TYPE_STEPS) throw new LimitReached('types');
  }

  private bind(parameter: CelType, type: CelType): void {
    this.journal.push({ name: parameter.name, before: this.bound.get(parameter.name) });
    this.bound.set(parameter.name, type);
  }

  private allFit(a: readonly CelType[], b: readonly CelType[]): boolean {
    if (a.length !== b.length) return false;
    return a.every((type, index) => {
      const other = b[index];
      return other !== undefined && this.fits(type, other);
    });
  }

  private fits(a: CelType, b: CelType): boolean {
    this.step();
    if (b.kind === 'param') {
      const outcome = this.bindable(a, b);
      if (outcome !== 'free') return outcome === 'fits';
    }
    if (a.kind === 'param') return this.bindable(b, a) === 'fits';
    if (isDynamicOrError(a) || isDynamicOrError(b)) return true;
    if (a.kind === 'null') return acceptsNull(b);
    if (b.kind === 'null') return acceptsNull(a);
    if (a.kind !== b.kind) return false;
    if (a.kind === 'type') return true;
    return a.name === b.name && this.allFit(a.parameters, b.parameters);
  }

  /**
   * Whether `type` can be what `parameter` stands for. `free` means that it cannot although nothing is bound yet
   * (the type contains the parameter), so the other direction may still be tried.
   */
  private bindable(type: CelType, parameter: CelType): 'fits' | 'refused' | 'free' {
    if (isSameType(type, parameter)) return 'fits';
    const known = this.bound.get(parameter.name);
    if (known === undefined) {
      if (this.occursIn(parameter, type)) return 'free';
      this.bind(parameter, type);
      return 'fits';
    }
    if (isSameType(type, known)) return 'fits';
    if (!this.fits(type, known)) return 'refused';
    const general = mostGeneral(type, known);
    if (!this.occursIn(parameter, general)) this.bind(parameter, general);
    return 'fits';
  }

  private occursIn(parameter: CelType, type: CelType): boolean {
    this.step();
    if (isSameType(parameter, type)) return true;
    if (type.kind === 'param') {
      const known = this.bound.get(type.name);
      return known !== undefined && this.occursIn(parameter, known);
    }
    return type.parameters.some((inner) => this.occursIn(parameter, inner));
  }
}
