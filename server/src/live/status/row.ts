// Puts rows together, sorts and counts them, and keeps those whose facts did not change.
import { commandFor } from './commands.ts';
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
  readonly conditions?: readonly Condition[];
  readonly details?: readonly (Detail | undefined)[];
  readonly changedAt?: number | undefined;
  readonly origin?: Row['origin'] | undefined;
  /** In the order in which they are shown. */
  readonly children?: readonly Row[];
}

export function row(draft: Draft): Row {
  const { target, name, state, level, extra, message, changedAt, origin, children = [] } = draft;
  return {
    id: idOf(target),
    ...{ target, name, state, level, children },
    derived: draft.derived ?? false,
    command: commandFor(target),
    conditions: draft.conditions ?? [],
    details: (draft.details ?? []).filter((detail) => detail !== undefined),
    worst: worstOf(children, level),
    ...(extra ? { extra } : {}),
    ...(message ? { message } : {}),
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

/** `worker-2` comes before `worker-10`. */
export function byName(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let i = 0;
  while (i < length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  // Where they differ within a number, the whole number counts.
  while (i > 0 && isDigit(a, i - 1)) i--;
  if (!isDigit(a, i) || !isDigit(b, i)) return a < b ? -1 : 1;
  return Number.parseInt(a.slice(i), 10) - Number.parseInt(b.slice(i), 10) || (a < b ? -1 : 1);
}

function isDigit(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  return code >= 48 && code <= 57;
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

const none: readonly Row[] = [];

/** What was made before: made again only when what it is made of is other values. */
export class RowMemo {
  readonly #rows = new WeakMap<object, { readonly inputs: readonly unknown[]; readonly row: Row }>();
  readonly #lists = new WeakMap<Row, { readonly input: readonly Row[]; readonly output: readonly Row[] }>();

  /** The row of an object that is made of it and of the inputs. */
  row(of: object, inputs: readonly unknown[], make: () => Row): Row {
    const known = this.#rows.get(of);
    if (known && sameItems(known.inputs, inputs)) return known.row;
    const made = make();
    this.#rows.set(of, { inputs, row: made });
    return made;
  }

  /** The same as `problemsFirst`, and the same list as long as the rows are the same. */
  problemsFirst(input: readonly Row[], order?: (row: Row) => number): readonly Row[] {
    const [first] = input;
    if (!first) return none;
    const known = this.#lists.get(first);
    if (known && sameItems(known.input, input)) return known.output;
    const output = problemsFirst(input, order);
    this.#lists.set(first, { input, output });
    return output;
  }
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
}

/** The rows of a section, and the time (ms since 1970) at which they have to be made again though no fact changed. */
export interface Rows {
  readonly rows: readonly Row[];
  readonly until: number;
}

/** Something new has this long, in milliseconds, to become ready before it is a problem: machines that install, nodes without a network. */
const startupTime = 10 * 60_000;

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
