// What a phase of a runbook is: what must hold before, what it does, and which state of the live system shows that it is
// done. Nothing here decides what comes next; that is the engine's.
import type { Fault, Result } from '../fault.ts';

/** What a look at the live system tells about something that is waited for. */
export type Check =
  | { readonly state: 'yes'; readonly text?: string }
  /** Not yet; the text says how far it is, for the timeline. */
  | { readonly state: 'not-yet'; readonly text: string }
  /** It will not come by waiting. */
  | { readonly state: 'never'; readonly fault: Fault };

/** What the state of the live system tells about an action whose outcome is not known. */
export type Evidence = 'done' | 'under-way' | 'not-begun';

/** How often the live system is looked at while waiting, in milliseconds; the last pause repeats. */
export type Pauses = readonly [number, ...number[]];

export interface Verification {
  readonly pauses: Pauses;
  /** Milliseconds until it counts as failed. */
  readonly limit: number;
  test(context: PhaseContext): Promise<Result<Check>>;
}

export interface Action {
  /** What is run, as people read it; secrets are left out. The dry run prints it, the journal keeps it. */
  readonly commands: readonly string[];
  /** Milliseconds until the action is given up. */
  readonly limit: number;
  run(context: PhaseContext): Promise<Result<void>>;
  /** How far it is, while it runs. */
  progress?(context: PhaseContext): Promise<Result<string>>;
  /**
   * Present where the action must not simply be repeated: what the live system tells about it when the outcome is not
   * known. Clocks of different machines differ, so what was there before is compared and not when it was done.
   */
  readonly once?: {
    evidence(context: PhaseContext, before: string | undefined): Promise<Result<Evidence>>;
    /** What it will change, as it is now: `evidence` gets it, and the journal keeps it. */
    before(context: PhaseContext): Promise<Result<string>>;
    /** Milliseconds in which an action that was begun must have become visible. */
    readonly visibleAfter: number;
    /** What it removes can not be brought back. */
    readonly destructive?: true;
  };
}

/** What a person has to say before the phase goes on. */
export type Gate = {
  readonly question: string;
  readonly lines: readonly string[];
  /** More lines, which the live system gives when it is asked. */
  more?(context: PhaseContext): Promise<Result<readonly string[]>>;
} & (
  | { readonly kind: 'confirm' }
  /** To be answered by typing exactly this text. */
  | { readonly kind: 'typed'; readonly expected: string }
);

export interface Phase {
  readonly id: string;
  readonly title: string;
  /** Why it is not done in a drill; absent where a drill does it. */
  readonly drill?: string;
  /** What must hold before anything is done; its fault ends the phase. */
  precondition?(context: PhaseContext): Promise<Result<void>>;
  /** True, with the reason, when there is nothing left to do: the phase is skipped. */
  done?(context: PhaseContext): Promise<Result<string | undefined>>;
  /**
   * What is there, in words for people, where the action's work stands and is not ready: it is then only waited for. Not
   * asked where this very run was cut short in its action.
   */
  found?(context: PhaseContext): Promise<Result<string | undefined>>;
  readonly gate?: Gate;
  readonly action?: Action;
  readonly verify?: Verification;
  /** Commands that only look, as they are run; the dry run prints them. */
  readonly looks?: readonly string[];
  /** Where to look when it fails: plain sentences, the next command in backquotes. */
  readonly whenFailed: readonly string[];
}

/** What a phase gets while it works. */
export interface PhaseContext {
  /** Ends when a person stops the run, or at the limit. */
  readonly signal: AbortSignal;
  /** Milliseconds until the present step is given up. */
  readonly remaining: number;
  /** Tells something worth keeping in the report. */
  note(text: string): void;
  /** Tells how far it is; shown and forgotten. */
  progress(text: string): void;
}

export const yes = (text?: string): Check => (text === undefined ? { state: 'yes' } : { state: 'yes', text });
export const notYet = (text: string): Check => ({ state: 'not-yet', text });
export const never = (fault: Fault): Check => ({ state: 'never', fault });

/** Milliseconds of what phases measure in. */
export const second = 1_000;
export const minute = 60_000;
