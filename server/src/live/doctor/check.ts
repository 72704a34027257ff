// What a check of the prerequisites is: a name, a verdict, what was found, and how to repair it.
import type { Fault, FaultKind } from '../fault.ts';

export type Verdict =
  | 'ok'
  /** It works, and something about it may cause trouble. */
  | 'warning'
  /** It is set up and does not work. */
  | 'problem'
  /** It is not set up or not needed; no fault. `repair` says how to set it up. */
  | 'skipped';

/** The outcome of one check. The shape is stable: programs read it as JSON. */
export interface Check {
  readonly id: string;
  /** `omnictl`, `Sign-in to Omni`. */
  readonly name: string;
  readonly verdict: Verdict;
  /** One sentence or a version. */
  readonly found: string;
  /** The next step of a person. */
  readonly repair?: string;
  /** The kind of the fault, for an editor that offers a button for it. */
  readonly fault?: FaultKind;
}

/** What a check does; it ends soon after the signal. */
export interface CheckPlan {
  readonly id: string;
  readonly name: string;
  /** Milliseconds. */
  readonly deadline: number;
  run(signal: AbortSignal): Promise<Outcome>;
}

export type Outcome = Omit<Check, 'id' | 'name'>;

export function passed(found: string): Outcome {
  return { verdict: 'ok', found };
}

export function skipped(found: string, repair: string): Outcome {
  return { verdict: 'skipped', found, repair };
}

/** What is not set up is skipped; every other fault is a problem. */
export function ofFault({ kind, message, next }: Fault): Outcome {
  const verdict = kind === 'not-set-up' || kind === 'cancelled' ? 'skipped' : 'problem';
  return { verdict, found: message, ...(next ? { repair: next } : {}), fault: kind };
}

/** Runs all at the same time, each with its deadline; gives them in the order of the plans. */
export function runChecks(plans: readonly CheckPlan[], signal?: AbortSignal): Promise<readonly Check[]> {
  return Promise.all(plans.map((plan) => runCheck(plan, signal)));
}

async function runCheck({ id, name, deadline, run }: CheckPlan, signal: AbortSignal | undefined): Promise<Check> {
  const late = new AbortController();
  const both = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  const timer = setTimeout(() => late.abort(), deadline);
  // A check that does not heed its signal is not waited for.
  const given = new Promise<Outcome>((resolve) => {
    const end = (): void => resolve(signal?.aborted ? cancelled : silent(name, deadline));
    if (both.aborted) end();
    both.addEventListener('abort', end, { once: true });
  });
  const outcome = await Promise.race([both.aborted ? given : run(both), given]);
  clearTimeout(timer);
  return { id, name, ...(late.signal.aborted ? silent(name, deadline) : outcome) };
}

const cancelled: Outcome = { verdict: 'skipped', found: 'Cancelled.', fault: 'cancelled' };

function silent(name: string, deadline: number): Outcome {
  return {
    verdict: 'problem',
    found: `There was no answer within ${Math.ceil(deadline / 1000)} s.`,
    repair: `Try what “${name}” needs in a terminal.`,
    fault: 'timeout',
  };
}
