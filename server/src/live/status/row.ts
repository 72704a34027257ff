// Puts rows together, sorts and counts them, and keeps those whose facts did not change.
import {
  byLevel,
  type Condition,
  type Count,
  type Detail,
  isProblem,
  type Level,
  levels,
  type Row,
  type RowKind,
  rowKinds,
  type Target,
  worseOf,
} from './model.ts';

/** Everything of a row that is not computed; what is undefined is left out. */
export interface Draft {
  readonly target: Target;
  readonly name: string;
  readonly state: string;
  readonly level: Level;
  readonly derived?: boolean;
  readonly extra?: string | undefined;
  readonly message?: string | undefined;
  readonly command?: string | undefined;
  readonly conditions?: readonly Condition[];
  readonly details?: readonly (Detail | undefined)[];
  readonly changedAt?: number | undefined;
  readonly origin?: Row['origin'] | undefined;
  /** In the order in which they are shown. */
  readonly children?: readonly Row[];
}

export function row(draft: Draft): Row {
  const { target, name, state, level, extra, message, command, changedAt, origin, children = [] } = draft;
  return {
    id: idOf(target),
    ...{ target, name, state, level, children },
    derived: draft.derived ?? false,
    conditions: draft.conditions ?? [],
    details: (draft.details ?? []).filter((detail) => detail !== undefined),
    worst: worstOf(children, level),
    ...(extra ? { extra } : {}),
    ...(message ? { message } : {}),
    ...(command ? { command } : {}),
    ...(changedAt === undefined ? {} : { changedAt }),
    ...(origin ? { origin } : {}),
  };
}

/** The stable id of what a target names: its kind and its identifiers. */
export function idOf(target: Target): string {
  switch (target.kind) {
    case 'cluster':
      return `cluster/${target.cluster}`;
    case 'machine-set':
      return `machine-set/${target.machineSet}`;
    case 'machine':
      return `machine/${target.machine}`;
    case 'machine-request':
      return `machine-request/${target.request}`;
    case 'provider':
      return `provider/${target.provider}`;
    case 'container':
      return `container/${target.container}`;
    case 'node':
    case 'cluster-secret-store':
      return `${target.kind}/${target.name}`;
    default:
      return `${target.kind}/${target.namespace}/${target.name}`;
  }
}

export function worstOf(rows: readonly Row[], start: Level = 'healthy'): Level {
  return rows.reduce((worst, { worst: each }) => worseOf(worst, each), start);
}

/** A detail with text, or nothing where there is no text. */
export function detail(label: string, text: string | number | undefined): Detail | undefined {
  return text === undefined || text === '' ? undefined : { label, text: String(text) };
}

/** A detail with a time, or nothing where there is none. */
export function moment(label: string, at: number | undefined): Detail | undefined {
  return at === undefined ? undefined : { label, at };
}

/** Problems first, then by the given order, then by name. */
export function problemsFirst(rows: readonly Row[], order: (row: Row) => number = () => 0): readonly Row[] {
  return [...rows].sort(
    (a, b) => byLevel(a.worst, b.worst) || order(a) - order(b) || byName(a.name, b.name) || byName(a.id, b.id),
  );
}

const digits = /\d/;
const names = new Intl.Collator('en', { numeric: true });

/** `worker-2` comes before `worker-10`. */
export function byName(a: string, b: string): number {
  if (a === b) return 0;
  // The collator is slow, and of no use where no numbers are.
  return digits.test(a) && digits.test(b) ? names.compare(a, b) : a < b ? -1 : 1;
}

/** All rows, parents before their children. */
export function* allRows(rows: readonly Row[]): Generator<Row> {
  for (const each of rows) {
    yield each;
    yield* allRows(each.children);
  }
}

/** What a section says of all its rows together. */
export interface Summary {
  readonly counts: readonly Count[];
  readonly worst: Level;
  readonly problems: number;
}

export function summaryOf(rows: readonly Row[]): Summary {
  const byKind = new Map<RowKind, Record<Level, number>>();
  let problems = 0;
  const visit = (each: Row): void => {
    const { target, level, derived, children } = each;
    const of = byKind.get(target.kind) ?? { healthy: 0, busy: 0, unknown: 0, warning: 0, error: 0 };
    byKind.set(target.kind, of);
    of[level]++;
    if (isProblem(level) && !derived) problems++;
    children.forEach(visit);
  };
  rows.forEach(visit);
  const counts = rowKinds.flatMap((kind): Count[] => {
    const of = byKind.get(kind);
    return of ? [{ kind, of, total: levels.reduce((sum, level) => sum + of[level], 0) }] : [];
  });
  return { counts, worst: worstOf(rows), problems };
}

/** Rows that were made before, by the object they were made of; a row is made again when any of its inputs is another one. */
export class RowMemo {
  readonly #known = new WeakMap<object, { readonly inputs: readonly unknown[]; readonly row: Row }>();

  row(of: object, inputs: readonly unknown[], make: () => Row): Row {
    const known = this.#known.get(of);
    if (known?.inputs.every((input, i) => Object.is(input, inputs[i]))) return known.row;
    const made = make();
    this.#known.set(of, { inputs, row: made });
    return made;
  }
}

/** The rows of a section, and the time (ms since 1970) at which they have to be made again though no fact changed. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly until: number;
}

/** Something new has this long, in milliseconds, to become ready before it is a problem: machines that install, nodes without a network. */
export const startupTime = 10 * 60_000;

/** Remembers the first moment at which something that is young no longer is. */
export class Youth {
  until = Number.POSITIVE_INFINITY;
  readonly #now: number;

  constructor(now: number) {
    this.#now = now;
  }

  /** True when something is younger than the time it has to start. */
  isYoung(created: number | undefined): boolean {
    const grown = (created ?? Number.NEGATIVE_INFINITY) + startupTime;
    if (grown <= this.#now) return false;
    this.until = Math.min(this.until, grown);
    return true;
  }
}
