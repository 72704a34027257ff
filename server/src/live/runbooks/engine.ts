// The engine of the runbooks as a pure state machine: events in, state out, and what to do next. The journal holds the
// events, so a run that was killed is the same fold over the same events.
import type { Fault } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import type { Phase } from './phase.ts';

/** What the engine keeps of a phase from the start to the end of a run. */
export interface PhaseOutline {
  readonly id: string;
  readonly title: string;
  /** Milliseconds that its action and its verification may take together. */
  readonly limit?: number;
  /** Its action is never simply repeated. */
  readonly once?: true;
  readonly destructive?: true;
  readonly acts?: true;
  readonly gate?: 'typed' | 'confirm';
}

/** Everything that happens in a run. `at` is in milliseconds since 1970. */
export type Event = { readonly at: number } & (
  | {
      readonly type: 'started';
      readonly runbook: string;
      readonly title: string;
      readonly cluster: string;
      readonly drill: boolean;
      /** What the runbook was started with; holds no secret. */
      readonly inputs: unknown;
      /** Which live systems it works on, to work on the same ones when it is resumed. */
      readonly target?: LiveSettings;
      readonly phases: readonly PhaseOutline[];
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'entered'; readonly phase: string }
  /** The preconditions hold and it is not done yet. */
  | { readonly type: 'checked'; readonly phase: string }
  /** What it makes is there already, though not ready: it is only waited for. */
  | { readonly type: 'found'; readonly phase: string; readonly text: string }
  | { readonly type: 'noted'; readonly phase: string; readonly text: string }
  | { readonly type: 'asked'; readonly phase: string; readonly question: string }
  | { readonly type: 'answered'; readonly phase: string }
  /** Written before an action begins: from here on it may have happened. */
  | {
      readonly type: 'intended';
      readonly phase: string;
      readonly commands: readonly string[];
      /** What it will change, as it was. */
      readonly before?: string;
    }
  | { readonly type: 'acted'; readonly phase: string; readonly outcome: Outcome; readonly fault?: Fault }
  /** What became of an action whose outcome was not known, and who says so. */
  | {
      readonly type: 'settled';
      readonly phase: string;
      readonly outcome: 'done' | 'not-done';
      readonly by: 'state' | 'person';
    }
  | { readonly type: 'ended'; readonly phase: string; readonly how: Ending; readonly text?: string }
  | { readonly type: 'failed'; readonly phase: string; readonly fault: Fault; readonly look: readonly string[] }
  /** Stopped by a person or for lack of one; can be resumed. */
  | { readonly type: 'stopped'; readonly why: string }
  | { readonly type: 'retried'; readonly phase: string }
  | { readonly type: 'aborted'; readonly why: string }
  | { readonly type: 'finished' }
);

export type Outcome = 'done' | 'not-done' | 'unknown';
export type Ending = 'done' | 'already' | 'drill';
export type PhaseStatus = 'pending' | 'running' | 'asking' | 'failed' | 'stopped' | Ending;
export type RunStatus = 'running' | 'asking' | 'failed' | 'stopped' | 'aborted' | 'finished';

/** What a phase has to do next. */
type PhaseStep = 'check' | 'ask' | 'act' | 'settle' | 'verify';

export interface PhaseState extends PhaseOutline {
  readonly status: PhaseStatus;
  readonly step: PhaseStep;
  /** What is known of its action; absent while there was none. */
  readonly outcome?: Outcome;
  /** What its action changes, as it was before. */
  readonly before?: string;
  /** Milliseconds of work in it before `since`; what a person took to answer is none. */
  readonly spent: number;
  /** When the present stretch of work began. */
  readonly since?: number;
  readonly notes: readonly string[];
  /** Why it was skipped, or what its end showed. */
  readonly text?: string;
  readonly question?: string;
  readonly fault?: Fault;
  /** Where to look after a failure. */
  readonly look?: readonly string[];
}

export interface RunState {
  readonly runbook: string;
  readonly title: string;
  readonly cluster: string;
  readonly drill: boolean;
  readonly inputs: unknown;
  readonly target?: LiveSettings;
  readonly startedAt: number;
  /** When the last event happened. */
  readonly lastAt: number;
  readonly status: RunStatus;
  /** Why it was stopped or aborted. */
  readonly why?: string;
  readonly phases: readonly PhaseState[];
}

/** What the runner has to do next. */
export type Step =
  | { readonly do: 'enter' | PhaseStep; readonly phase: PhaseState }
  | { readonly do: 'finish' }
  | { readonly do: 'nothing' };

/** What the journal keeps of a runbook's phases. */
export function outline(phase: Phase): PhaseOutline {
  const { id, title, gate, action } = phase;
  const limit = limitOf(phase);
  return {
    id,
    title,
    ...(limit === undefined ? {} : { limit }),
    ...(action ? { acts: true } : {}),
    ...(action?.once ? { once: true } : {}),
    ...(action?.once?.destructive ? { destructive: true } : {}),
    ...(gate ? { gate: gate.kind } : {}),
  };
}

/** Milliseconds that the work of a phase may take; undefined where it has none. */
export function limitOf({ action, verify }: Pick<Phase, 'action' | 'verify'>): number | undefined {
  return action || verify ? (action?.limit ?? 0) + (verify?.limit ?? 0) : undefined;
}

/** The state of a run that no process works on: it was left where the last event found it. */
export function left(state: RunState): RunState {
  if (state.status !== 'running' && state.status !== 'asking') return state;
  return settleAll({ ...state, status: 'stopped', why: 'its process ended' }, state.lastAt);
}

/** The state of a run from its events; undefined when they do not begin with its start. */
export function replay(events: Iterable<Event>): RunState | undefined {
  let state: RunState | undefined;
  for (const event of events) state = apply(state, event);
  return state;
}

/** The state after an event. An event that does not fit the state changes nothing but the time. */
export function apply(state: RunState | undefined, event: Event): RunState | undefined {
  if (event.type === 'started') return state ?? begin(event);
  if (!state || isOver(state)) return state;
  const now = { ...state, lastAt: Math.max(state.lastAt, event.at) };
  switch (event.type) {
    case 'resumed':
      return resume(now, state.lastAt, event.at);
    case 'stopped':
      return settleAll({ ...now, status: 'stopped', why: event.why }, event.at);
    case 'aborted':
      return settleAll({ ...now, status: 'aborted', why: event.why }, event.at);
    case 'finished':
      return now.phases.every(isEnded) ? { ...now, status: 'finished' } : now;
    default: {
      const phases = now.phases.map((phase) => (phase.id === event.phase ? change(phase, event) : phase));
      return { ...now, phases, status: statusOf(phases) };
    }
  }
}

/** What has to be done next; `nothing` while the run is over, failed or stopped. */
export function next(state: RunState): Step {
  if (state.status !== 'running' && state.status !== 'asking') return { do: 'nothing' };
  const phase = state.phases.find((candidate) => !isEnded(candidate));
  if (!phase) return { do: 'finish' };
  return { do: phase.status === 'pending' ? 'enter' : phase.step, phase };
}

export function isOver(state: RunState): boolean {
  return state.status === 'finished' || state.status === 'aborted';
}

function isEnded({ status }: PhaseState): boolean {
  return status === 'done' || status === 'already' || status === 'drill';
}

/** The phase that a run is at, or where it ended. */
export function currentPhase(state: RunState): PhaseState | undefined {
  return state.phases.find((phase) => !isEnded(phase));
}

function begin(event: Event & { readonly type: 'started' }): RunState {
  const { at, runbook, title, cluster, drill, inputs, target, phases } = event;
  return {
    runbook,
    title,
    cluster,
    drill,
    inputs,
    ...(target === undefined ? {} : { target }),
    startedAt: at,
    lastAt: at,
    status: 'running',
    phases: phases.map((phase) => ({ ...phase, status: 'pending', step: 'check', spent: 0, notes: [] })),
  };
}

type PhaseEvent = Extract<Event, { readonly phase: string }>;

function change(phase: PhaseState, event: PhaseEvent): PhaseState {
  if (isEnded(phase)) return phase;
  switch (event.type) {
    case 'entered':
      return { ...phase, status: 'running', step: 'check', since: event.at };
    case 'checked':
      return { ...phase, step: phase.gate ? 'ask' : afterGate(phase) };
    case 'found':
      return { ...phase, notes: [...phase.notes, event.text], step: 'verify' };
    case 'noted':
      return { ...phase, notes: [...phase.notes, event.text] };
    case 'asked':
      return { ...worked(phase, event.at), status: 'asking', question: event.question };
    case 'answered':
      return { ...without(phase, 'question'), status: 'running', since: event.at, step: afterGate(phase) };
    case 'intended':
      return mayAct(phase) ? intend(phase, event) : phase;
    case 'acted':
      return {
        ...phase,
        outcome: event.outcome,
        step: afterAction(phase, event.outcome),
        ...(event.fault ? { fault: event.fault } : {}),
      };
    case 'settled':
      return {
        ...without(phase, 'question'),
        ...{ status: 'running', outcome: event.outcome, step: afterSettling(event) },
        since: phase.since ?? event.at,
      };
    case 'ended':
      return { ...worked(phase, event.at), status: event.how, ...(event.text ? { text: event.text } : {}) };
    case 'failed':
      return { ...worked(phase, event.at), status: 'failed', fault: event.fault, look: event.look };
    case 'retried':
      return { ...without(phase, 'fault'), status: 'running', since: event.at, step: stepAgain(phase, true) };
  }
}

function afterGate(phase: PhaseState): PhaseStep {
  if (!phase.acts) return 'verify';
  return mayAct(phase) ? 'act' : stepAgain(phase, false);
}

/** From here on, unless its outcome is told, nobody knows whether it has happened. */
function intend(phase: PhaseState, { before }: Extract<Event, { readonly type: 'intended' }>): PhaseState {
  const known = before === undefined ? {} : { before };
  return { ...without(phase, 'before'), ...known, outcome: 'unknown', step: afterAction(phase, 'unknown') };
}

function afterAction(phase: PhaseState, outcome: Outcome): PhaseStep {
  if (outcome === 'done') return 'verify';
  return outcome === 'unknown' && phase.once ? 'settle' : 'check';
}

function afterSettling({ outcome }: { readonly outcome: 'done' | 'not-done' }): PhaseStep {
  return outcome === 'done' ? 'verify' : 'act';
}

/** An action that must not be repeated begins only while it is certain that it has not begun. */
function mayAct(phase: PhaseState): boolean {
  return !phase.once || phase.outcome === undefined || phase.outcome === 'not-done';
}

/** Where a phase goes on that was left in the middle, or that failed. What may be repeated is, after a failure. */
function stepAgain(phase: PhaseState, hasFailed: boolean): PhaseStep {
  if (phase.once && phase.outcome === 'unknown') return 'settle';
  if (phase.outcome === 'done' && (phase.once || !hasFailed)) return 'verify';
  return 'check';
}

/**
 * The run goes on in another process. What was typed to allow a deletion is asked again unless the deletion has begun:
 * the person at the keyboard may be another one, and the world has moved on.
 */
function resume(state: RunState, leftAt: number, at: number): RunState {
  const ahead = state.phases.findIndex((phase) => phase.destructive && !isEnded(phase) && mayAct(phase));
  const phases = state.phases.map((phase, index): PhaseState => {
    if (phase.gate === 'typed' && index < ahead && isEnded(phase))
      return { ...phase, status: 'pending', step: 'check' };
    if (isEnded(phase) || phase.status === 'pending') return phase;
    const kept = without(without(worked(phase, leftAt), 'fault'), 'question');
    return { ...kept, status: 'running', since: at, step: stepAgain(phase, phase.status === 'failed') };
  });
  return { ...without(state, 'why'), phases, status: 'running' };
}

/** Ends the stretch of work of every phase. */
function settleAll(state: RunState, at: number): RunState {
  const phases = state.phases.map((phase): PhaseState => {
    if (phase.status !== 'running' && phase.status !== 'asking') return phase;
    return { ...worked(phase, at), status: 'stopped' };
  });
  return { ...state, phases };
}

function statusOf(phases: readonly PhaseState[]): RunStatus {
  if (phases.some(({ status }) => status === 'failed')) return 'failed';
  if (phases.some(({ status }) => status === 'stopped')) return 'stopped';
  return phases.some(({ status }) => status === 'asking') ? 'asking' : 'running';
}

function worked(phase: PhaseState, at: number): PhaseState {
  if (phase.since === undefined) return phase;
  return { ...without(phase, 'since'), spent: phase.spent + Math.max(0, at - phase.since) };
}

function without<T, K extends keyof T>(value: T, key: K): Omit<T, K> & { readonly [P in K]?: never } {
  const { [key]: _, ...rest } = value;
  return rest as Omit<T, K> & { readonly [P in K]?: never };
}
