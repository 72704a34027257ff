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
  /** Set where it is Omni that asks for a sign-in of a person. */
  readonly signIn?: 'omni';
}

/** What a check does; it ends soon after the signal. */
export interface CheckPlan {
  readonly id: string;
  readonly name: string;
  /** Milliseconds. */
  readonly deadline: number;
  /** What helps with this system in particular. */
  readonly repairs?: Repairs;
  run(signal: AbortSignal): Promise<Outcome>;
}

export type Outcome = Omit<Check, 'id' | 'name'>;

export function passed(found: string): Outcome {
  return { verdict: 'ok', found };
}

export function skipped(found: string, repair: string): Outcome {
  return { verdict: 'skipped', found, repair };
}

/** What a person does about a kind of fault. */
export type Repairs = Partial<Readonly<Record<FaultKind, string>>>;

/**
 * What is not set up is skipped; every other fault is a problem. The repair is what the fault itself says, else what the
 * check knows of its system, else what helps with any.
 */
export function ofFault({ kind, message, next, signIn }: Fault, repairs: Repairs = {}): Outcome {
  const verdict = kind === 'not-set-up' || kind === 'cancelled' ? 'skipped' : 'problem';
  const repair = next ?? repairs[kind] ?? usualRepairs[kind];
  return { verdict, found: message, repair, fault: kind, ...(signIn ? { signIn } : {}) };
}

const usualRepairs: Readonly<Record<FaultKind, string>> = {
  'not-set-up': 'Set it up in the settings, or with the flags that `omni-scale doctor --help` lists.',
  'wrong-setting': 'Correct the setting that names it.',
  'program-missing': 'Install the program, or correct the path that names it.',
  version: 'Install the version that the other side has.',
  'sign-in': 'Sign in again in a terminal.',
  unreachable: 'Check that it runs, and the network, DNS and the VPN on the way to it.',
  forbidden: 'Ask an administrator for the right to read it.',
  'not-found': 'Check the name.',
  conflict: 'Check again in a moment.',
  'host-key-unknown': 'Compare the key with the host’s own, then connect once with `ssh`.',
  'host-key-changed': 'Find out why the key is another one before you connect.',
  timeout: 'Check that it runs and is not overloaded, and the network on the way to it.',
  cancelled: 'Check again.',
  unreadable: 'Check its version, and that nothing on the way changes its answers.',
  failed: 'Look into its own log.',
};

/** Runs all at the same time, each with its deadline; gives them in the order of the plans. */
export function runChecks(plans: readonly CheckPlan[], signal?: AbortSignal): Promise<readonly Check[]> {
  return Promise.all(plans.map((plan) => runCheck(plan, signal)));
}

async function runCheck(plan: CheckPlan, signal: AbortSignal | undefined): Promise<Check> {
  const { id, name, deadline, run } = plan;
  const late = new AbortController();
  const both = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
  const timer = setTimeout(() => late.abort(), deadline);
  // A check that does not heed its signal is not waited for.
  const given = new Promise<Outcome>((resolve) => {
    const end = (): void => resolve(signal?.aborted ? cancelled : silent(plan));
    if (both.aborted) end();
    both.addEventListener('abort', end, { once: true });
  });
  const outcome = await Promise.race([both.aborted ? given : run(both), given]);
  clearTimeout(timer);
  return { id, name, ...(late.signal.aborted ? silent(plan) : outcome) };
}

const cancelled = ofFault({ kind: 'cancelled', message: 'Cancelled.' });

function silent({ deadline, repairs }: CheckPlan): Outcome {
  const message = `There was no answer within ${Math.ceil(deadline / 1000)} s.`;
  return ofFault({ kind: 'timeout', message }, repairs);
}
