// Carries out a runbook: asks the engine what to do next, does it, and writes each event to the journal before it goes
// on. What an action did is learned from the state of the live system, never from what a command printed.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, failed, needsPerson, ok, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import { apply, type Event, next, type PhaseState, type RunState } from './engine.ts';
import type { Action, Check, Phase, PhaseContext, Verification } from './phase.ts';

/** What a person is asked. */
export type Question =
  /** The answer has to be exactly `expected`. */
  | { readonly kind: 'typed'; readonly expected: string; readonly text: string; readonly lines: readonly string[] }
  | { readonly kind: 'confirm'; readonly text: string; readonly lines: readonly string[] }
  /** An action may or may not have happened, and the live system does not tell. */
  | { readonly kind: 'undecided'; readonly expected: string; readonly text: string; readonly lines: readonly string[] };

/** `repeat` and `was-done` answer an undecided question; nothing at all stands for “not now”. */
export interface Answer {
  readonly said: 'yes' | 'repeat' | 'was-done';
  /** What was typed, where something has to be. The runner compares it. */
  readonly typed?: string;
}

/** Whoever watches a run and answers its questions: a view, a terminal. */
export interface Operator {
  /** After every event. */
  changed(state: RunState, event: Event): void;
  /** How far the present phase is. */
  progress(phase: PhaseState, text: string): void;
  ask(question: Question, signal: AbortSignal): Promise<Answer | undefined>;
}

export interface RunnerOptions {
  readonly phases: readonly Phase[];
  readonly operator: Operator;
  /** Writes an event to the disk; gives it as it was written. */
  readonly append: (event: Event) => Result<Event>;
  /** True while no other process may work on the cluster. */
  readonly mayAct: () => boolean;
  /** Ends when a person stops the run. */
  readonly signal: AbortSignal;
  /** Multiplies every pause; 1 but in tests. */
  readonly pace?: number;
  /** Ends a step after so many milliseconds; the clock does, but in tests of what happens when time is up. */
  readonly deadline?: (milliseconds: number) => AbortSignal;
}

/** Pause between two looks for evidence of an action whose outcome is not known, in milliseconds. */
const evidencePause = 5_000;

/** Milliseconds for probes and preconditions. */
const checkLimit = 120_000;

export class Runner {
  readonly #options: RunnerOptions;
  readonly #phases: ReadonlyMap<string, Phase>;
  #state: RunState;
  #broken: Fault | undefined;

  constructor(state: RunState, options: RunnerOptions) {
    this.#state = state;
    this.#options = options;
    this.#phases = new Map(options.phases.map((phase) => [phase.id, phase]));
  }

  get state(): RunState {
    return this.#state;
  }

  /** Works until the run is finished, failed or stopped. The fault is one of the journal: then nothing more is done. */
  async run(): Promise<Result<RunState>> {
    for (;;) {
      const step = next(this.#state);
      if (this.#broken) return { ok: false, fault: this.#broken };
      if (step.do === 'nothing') return ok(this.#state);
      if (this.#options.signal.aborted) this.#stop('a person stopped it');
      else if (step.do === 'finish') this.#record({ type: 'finished' });
      else await this.#work(step.do, step.phase);
    }
  }

  /** Takes up a phase that failed. */
  retry(): Promise<Result<RunState>> {
    const phase = this.#state.phases.find(({ status }) => status === 'failed');
    if (phase) this.#record({ type: 'retried', phase: phase.id });
    return this.run();
  }

  async #work(what: 'enter' | PhaseState['step'], state: PhaseState): Promise<void> {
    const phase = this.#phases.get(state.id);
    if (!phase) return this.#fail(state.id, unknownPhase(state));
    switch (what) {
      case 'enter':
        return this.#record({ type: 'entered', phase: phase.id });
      case 'check':
        return this.#check(phase, state);
      case 'ask':
        return this.#ask(phase);
      case 'act':
        return this.#act(phase);
      case 'settle':
        return this.#settle(phase, state);
      case 'verify':
        return this.#verify(phase);
    }
  }

  async #check(phase: Phase, { outcome }: PhaseState): Promise<void> {
    if (this.#state.drill && phase.drill) return this.#end(phase, 'drill', phase.drill);
    const context = this.#context(phase, checkLimit);
    const done = await this.#patiently(context, async () => phase.done?.(context));
    if (done && !done.ok) return this.#fail(phase.id, done.fault);
    if (done?.value !== undefined) return this.#end(phase, 'already', done.value);
    const isCutShort = outcome === 'unknown';
    const found = isCutShort ? undefined : await this.#patiently(context, async () => phase.found?.(context));
    if (found && !found.ok) return this.#fail(phase.id, found.fault);
    if (found?.value !== undefined) return this.#record({ type: 'found', phase: phase.id, text: found.value });
    const holds = await this.#patiently(context, async () => phase.precondition?.(context));
    if (holds && !holds.ok) return this.#fail(phase.id, holds.fault);
    if (phase.gate || phase.action || phase.verify) return this.#record({ type: 'checked', phase: phase.id });
    this.#end(phase, 'done');
  }

  /** Looks again a few times when the other side is away for a moment: looking changes nothing. */
  async #patiently<T>(
    context: PhaseContext,
    look: () => Promise<Result<T> | undefined>,
  ): Promise<Result<T> | undefined> {
    for (let tries = 1; ; tries++) {
      const seen = await look();
      const isAway = seen && !seen.ok && (seen.fault.kind === 'unreachable' || seen.fault.kind === 'timeout');
      if (!isAway || tries === lookTries || !(await this.#pause(evidencePause, context.signal))) return seen;
    }
  }

  async #ask(phase: Phase): Promise<void> {
    const { gate } = phase;
    if (!gate) return this.#record({ type: 'answered', phase: phase.id });
    const more = await gate.more?.(this.#context(phase, checkLimit));
    if (more && !more.ok) return this.#fail(phase.id, more.fault);
    const { question: text } = gate;
    const lines = [...gate.lines, ...(more?.value ?? [])];
    const question: Question =
      gate.kind === 'typed'
        ? { kind: 'typed', expected: gate.expected, text, lines }
        : { kind: 'confirm', text, lines };
    this.#record({ type: 'asked', phase: phase.id, question: text });
    const said = await this.#answer(question);
    if (said !== 'yes') return this.#stop(whyUnanswered(said));
    this.#record({ type: 'answered', phase: phase.id });
    if (!phase.action && !phase.verify && this.#state.status === 'running') this.#end(phase, 'done');
  }

  async #act(phase: Phase): Promise<void> {
    const { action } = phase;
    if (!action) return this.#end(phase, 'done');
    if (!this.#options.mayAct()) return this.#stop('another process works on this cluster');
    const before = await action.once?.before(this.#context(phase, checkLimit));
    if (before && !before.ok) return this.#fail(phase.id, before.fault);
    const known = before ? { before: before.value } : {};
    this.#record({ type: 'intended', phase: phase.id, commands: action.commands, ...known });
    // Without the intention on the disk nothing is done.
    if (this.#broken) return;
    const result = await this.#perform(phase, action);
    if (result.ok) {
      this.#record({ type: 'acted', phase: phase.id, outcome: 'done' });
      if (!phase.verify) this.#end(phase, 'done');
      return;
    }
    const outcome = certainlyNotDone.has(result.fault.kind) ? 'not-done' : 'unknown';
    this.#record({ type: 'acted', phase: phase.id, outcome, fault: result.fault });
    if (this.#options.signal.aborted) return this.#stop('a person stopped it');
    if (outcome === 'not-done' || !action.once) this.#fail(phase.id, result.fault);
  }

  async #perform(phase: Phase, action: Action): Promise<Result<void>> {
    const context = this.#context(phase, action.limit);
    const ended = new AbortController();
    const watching = { ...context, signal: AbortSignal.any([context.signal, ended.signal]) };
    const watched = action.progress ? this.#watch(phase, action.progress, watching) : Promise.resolve();
    const result = await action.run(context);
    ended.abort();
    await watched;
    return result;
  }

  /** Tells how far an action is, until it ends; that this can not be told is no fault. */
  async #watch(phase: Phase, progress: NonNullable<Action['progress']>, context: PhaseContext): Promise<void> {
    while (await this.#pause(evidencePause, context.signal)) {
      const told = await progress(context);
      if (told.ok && !context.signal.aborted) this.#tell(phase.id, told.value);
    }
  }

  /** Finds out what became of an action; where the live system does not tell, a person decides. */
  async #settle(phase: Phase, state: PhaseState): Promise<void> {
    const once = phase.action?.once;
    if (!once) return this.#fail(phase.id, unknownPhase(state));
    const context = this.#context(phase, checkLimit + once.visibleAfter * this.#pace);
    const until = Date.now() + once.visibleAfter * this.#pace;
    let doubt = 'The live system shows no trace of it.';
    do {
      const evidence = await once.evidence(context, state.before);
      if (this.#options.signal.aborted) return this.#stop('a person stopped it');
      if (evidence.ok && evidence.value !== 'not-begun')
        return this.#record({ type: 'settled', phase: phase.id, outcome: 'done', by: 'state' });
      if (!evidence.ok) doubt = `The live system does not tell: ${evidence.fault.message}`;
      this.#tell(phase.id, 'finding out whether it was done');
    } while (Date.now() < until && (await this.#pause(evidencePause, context.signal)));
    if (this.#options.signal.aborted) return this.#stop('a person stopped it');
    // The action itself said why it could not be done: that is told first, and asked only when it is tried again.
    if (state.fault) return this.#fail(phase.id, state.fault);
    return this.#decide(phase, doubt);
  }

  async #decide(phase: Phase, doubt: string): Promise<void> {
    const text = `Was “${phase.title}” done?`;
    const commands = (phase.action?.commands ?? []).map((command) => `\`${command}\``);
    const lines = [
      'It was about to be done when the run ended, and it is not repeated by itself.',
      doubt,
      ...commands.map((command) => `What would be run again: ${command}`),
    ];
    this.#record({ type: 'asked', phase: phase.id, question: text });
    const said = await this.#answer({ kind: 'undecided', expected: this.#state.cluster, text, lines });
    if (said === 'repeat') this.#record({ type: 'settled', phase: phase.id, outcome: 'not-done', by: 'person' });
    else if (said === 'was-done') this.#record({ type: 'settled', phase: phase.id, outcome: 'done', by: 'person' });
    else this.#stop('a person has to say whether it was done');
  }

  async #verify(phase: Phase): Promise<void> {
    const { verify } = phase;
    if (!verify) return this.#end(phase, 'done');
    const seen = await this.#waitFor(phase, verify);
    if (this.#options.signal.aborted) return this.#stop('a person stopped it');
    if (seen.ok) this.#end(phase, 'done', seen.value);
    else this.#fail(phase.id, seen.fault);
  }

  async #waitFor(phase: Phase, verify: Verification): Promise<Result<string | undefined>> {
    const context = this.#context(phase, verify.limit);
    let last = 'nothing was heard of it';
    for (let look = 0; ; look++) {
      const check = await verify.test(context);
      if (check.ok && check.value.state === 'yes') return ok(check.value.text);
      if (check.ok && check.value.state === 'never') return { ok: false, fault: check.value.fault };
      if (!check.ok && needsPerson(check.fault)) return check;
      if (!context.signal.aborted) {
        last = check.ok ? progressOf(check.value) : check.fault.message;
        this.#tell(phase.id, last);
      }
      const pause = verify.pauses[Math.min(look, verify.pauses.length - 1)] ?? verify.pauses[0];
      if (!(await this.#pause(pause, context.signal))) break;
    }
    const limit = formatLimit(verify.limit);
    return failed('timeout', `“${phase.title}” was not reached within ${limit}; last: ${last}`);
  }

  /** What a person said; a name that has to be typed and was not typed exactly allows nothing. */
  async #answer(question: Question): Promise<Answer['said'] | 'mistyped' | undefined> {
    const { operator, signal } = this.#options;
    if (signal.aborted) return undefined;
    const { text, lines } = question;
    const safe = { text: redactor.redact(text), lines: lines.map((line) => redactor.redact(line)) };
    const answer = await operator.ask({ ...question, ...safe }, signal);
    if (!answer || signal.aborted || question.kind === 'confirm' || answer.said === 'was-done') return answer?.said;
    return answer.typed === question.expected ? answer.said : 'mistyped';
  }

  get #pace(): number {
    return this.#options.pace ?? 1;
  }

  /** @param remaining milliseconds */
  #context(phase: Phase, remaining: number): PhaseContext {
    const { deadline = AbortSignal.timeout } = this.#options;
    return {
      signal: AbortSignal.any([this.#options.signal, deadline(Math.ceil(remaining))]),
      remaining,
      note: (text) => this.#record({ type: 'noted', phase: phase.id, text }),
      progress: (text) => this.#tell(phase.id, text),
    };
  }

  /** False when the wait was ended early. */
  async #pause(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    try {
      await sleep(milliseconds * this.#pace, undefined, { signal });
      return true;
    } catch {
      return false;
    }
  }

  #tell(id: string, text: string): void {
    const phase = this.#state.phases.find((candidate) => candidate.id === id);
    if (phase) this.#options.operator.progress(phase, redactor.redact(text));
  }

  #end(phase: Phase, how: 'done' | 'already' | 'drill', text?: string): void {
    this.#record({ type: 'ended', phase: phase.id, how, ...(text === undefined ? {} : { text }) });
  }

  #fail(phase: string, fault: Fault): void {
    const { title, whenFailed } = this.#phases.get(phase) ?? { title: phase, whenFailed: [] };
    // Cancelled, and not by a person: its time was up.
    const late = fault.kind === 'cancelled';
    const told: Fault = late ? { ...fault, kind: 'timeout', message: `“${title}” took longer than it may.` } : fault;
    if (this.#options.signal.aborted) this.#stop('a person stopped it');
    else this.#record({ type: 'failed', phase, fault: told, look: whenFailed });
  }

  #stop(why: string): void {
    this.#record({ type: 'stopped', why });
  }

  /** Nothing goes on unless the journal has it. */
  #record(event: WithoutTime<Event>): void {
    if (this.#broken) return;
    const written = this.#options.append({ ...event, at: Date.now() });
    if (!written.ok) {
      this.#broken = written.fault;
      return;
    }
    this.#state = apply(this.#state, written.value) ?? this.#state;
    this.#options.operator.changed(this.#state, written.value);
  }
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;

/** How often a probe is tried while the other side does not answer. */
const lookTries = 3;

/** Faults of an action after which it certainly has not happened. */
const certainlyNotDone: ReadonlySet<Fault['kind']> = new Set([
  'not-set-up',
  'wrong-setting',
  'program-missing',
  'version',
  'host-key-unknown',
  'host-key-changed',
]);

function unknownPhase(state: PhaseState): Fault {
  return {
    kind: 'version',
    message: `This version of Omni Scale has no phase \`${state.id}\` as the journal describes it.`,
    next: 'Abort the run and start the runbook anew: phases that are done are skipped.',
  };
}

function progressOf(check: Check): string {
  return check.state === 'not-yet' ? check.text : '';
}

function whyUnanswered(said: string | undefined): string {
  return said === 'mistyped' ? 'what was typed is not the name' : 'it waits for a person’s answer';
}

function formatLimit(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
