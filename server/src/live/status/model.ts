// The status of everything that is watched, as plain values: what the views show, the report prints and the badge counts.
// Ages are not part of a row: a row stays the same value until its facts change, and its section says how old they are.
import type { Fault } from '../fault.ts';

/** From good to bad. `busy` is on its way to something else and no problem; `unknown` is neither good nor bad. */
export const levels = ['healthy', 'busy', 'unknown', 'warning', 'error'] as const;

export type Level = (typeof levels)[number];

/** What a row stands for, with everything that an action on it needs. */
export type Target =
  | { readonly kind: 'cluster'; readonly cluster: string }
  | { readonly kind: 'machine-set'; readonly cluster: string; readonly machineSet: string }
  /** A machine of a cluster; `machine` is its uuid. */
  | { readonly kind: 'machine'; readonly cluster: string; readonly machineSet: string; readonly machine: string }
  /** A machine that is being made and has not registered with Omni yet. */
  | {
      readonly kind: 'machine-request';
      readonly cluster: string;
      readonly machineSet: string;
      readonly request: string;
    }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'application'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'external-secret'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'secret-store'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'cluster-secret-store'; readonly name: string }
  | { readonly kind: 'volume'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'longhorn-node'; readonly namespace: string; readonly name: string }
  /** An infrastructure provider as Omni knows it. */
  | { readonly kind: 'provider'; readonly provider: string }
  /** The container that runs the provider on its host. */
  | { readonly kind: 'container'; readonly container: string };

export type RowKind = Target['kind'];

/** In the order in which they are counted. */
export const rowKinds = [
  'cluster',
  'machine-set',
  'machine',
  'machine-request',
  'node',
  'application',
  'cluster-secret-store',
  'secret-store',
  'external-secret',
  'longhorn-node',
  'volume',
  'provider',
  'container',
] as const satisfies readonly RowKind[];

export interface Condition {
  /** The upstream's name: `Ready`, `MemoryPressure`, `Etcd`. */
  readonly type: string;
  /** The upstream's word: `True`, `False`, `Unknown`, `Ready`, `Failed`. */
  readonly status: string;
  readonly level: Level;
  readonly reason?: string;
  readonly message?: string;
  /** When it changed last, in milliseconds since 1970. */
  readonly since?: number;
}

/** A fact for a tooltip: text, or a time in milliseconds since 1970 that is shown as an age. */
export type Detail =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly at: number };

export interface Row {
  /** Unique in the whole status and the same as long as the thing exists: `application/argocd/dashboard`. */
  readonly id: string;
  readonly target: Target;
  readonly name: string;
  /** In the words of the upstream: `Running`, `OutOfSync · Healthy`, `NotReady,SchedulingDisabled`. */
  readonly state: string;
  readonly level: Level;
  /** True when the trouble is that of a row beneath it, which is the one to count and to report. */
  readonly derived: boolean;
  /** Shown behind the state, a few words: `3 of 3 healthy`, `10.20.0.11`, `wave 5`. */
  readonly extra?: string;
  /** What is wrong or under way, in one or two plain sentences; absent while all is well. */
  readonly message?: string;
  /** A command for a terminal that shows the same or more. */
  readonly command: string;
  readonly conditions: readonly Condition[];
  readonly details: readonly Detail[];
  /** When the upstream changed it last, in milliseconds since 1970. */
  readonly changedAt?: number;
  /** Only where this row comes from another place than the rest of its section, or is of another age. */
  readonly origin?: Origin;
  /** Problems first. */
  readonly children: readonly Row[];
  /** Worst level of the row and of all beneath it, for a row that is collapsed. */
  readonly worst: Level;
}

/** Where something comes from (a name that a person recognises) and when it was last heard of (ms since 1970). */
export interface Origin {
  readonly source: string;
  readonly at: number;
}

/** One for each view. */
export const sectionNames = ['clusters', 'nodes', 'applications', 'secrets', 'storage', 'provider'] as const;

export type SectionName = (typeof sectionNames)[number];

export type SectionPhase =
  /** A setting is missing; `next` says which. */
  | 'not-set-up'
  /** Nobody watches it. */
  | 'idle'
  /** Watched, and nothing was heard yet. */
  | 'connecting'
  /** Heard of recently. With a `fault` the connection was lost a moment ago. */
  | 'live'
  /** Not heard of for longer than a fact counts as fresh; the rows are the last that were known. */
  | 'stale'
  /** Never reached, or silent for so long that nothing is shown any more; `fault` says why. */
  | 'unavailable'
  /** The cluster answers and does not run what this section shows. */
  | 'absent';

/** How many there are of one kind in a section, and how they are. */
export interface Count {
  readonly kind: RowKind;
  readonly total: number;
  readonly of: Readonly<Record<Level, number>>;
}

export interface Section {
  readonly name: SectionName;
  readonly phase: SectionPhase;
  /** For people: `omnictl, context prod`. */
  readonly source?: string;
  /** Address of the web interface behind it, where one is known. */
  readonly url?: string;
  /** When its oldest part was last heard of, and how long ago that was, in milliseconds. */
  readonly heardAt?: number;
  readonly age?: number;
  /** Why it is not live. */
  readonly fault?: Fault;
  /** When the next attempt to connect starts, in milliseconds since 1970; absent when a person has to act first. */
  readonly retryAt?: number;
  /** The one next step of a person, absent when there is none. */
  readonly next?: string;
  /** True while a part has not answered yet, whatever is shown of the rest. */
  readonly pending: boolean;
  /** Parts that could not be read while the rest is shown. */
  readonly gaps: readonly Fault[];
  /** Problems first. Empty unless `live` or `stale`. */
  readonly rows: readonly Row[];
  readonly counts: readonly Count[];
  /** Worst level of all rows, `healthy` when there are none. */
  readonly worst: Level;
  /** Rows with a warning or an error that is their own: the number of the badge. */
  readonly problems: number;
}

export interface Status {
  /** The time it describes, in milliseconds since 1970. */
  readonly at: number;
  readonly sections: Readonly<Record<SectionName, Section>>;
  /** Worst level of all sections; absent when none of them shows anything. At least `unknown` when one is not live. */
  readonly worst?: Level;
  /** Sum over all sections. */
  readonly problems: number;
}

export function isProblem(level: Level): boolean {
  return level === 'warning' || level === 'error';
}

export function worseOf(a: Level, b: Level): Level {
  return levels.indexOf(a) >= levels.indexOf(b) ? a : b;
}

/** Negative when `a` is worse, as for sorting problems to the front. */
export function byLevel(a: Level, b: Level): number {
  return levels.indexOf(b) - levels.indexOf(a);
}
