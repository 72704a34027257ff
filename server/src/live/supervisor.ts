// Keeps one connection to a live system up: starts it, notices when it goes quiet or ends, and starts it again with
// growing, jittered pauses. Whoever shows its facts learns from the state how fresh they are.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, needsPerson } from './fault.ts';

export type SourcePhase =
  /** Not started, or stopped. */
  | 'idle'
  /** Started and not heard of yet. */
  | 'connecting'
  | 'live'
  /** Lost; `retryAt` says when the next attempt starts. Without `retryAt` a person has to act first. */
  | 'waiting';

export interface SourceState {
  readonly phase: SourcePhase;
  /** When the other side was last heard of, in milliseconds since 1970. */
  readonly heardAt?: number;
  /** Why the connection was lost; absent while all is well. */
  readonly fault?: Fault;
  readonly retryAt?: number;
}

export interface Connection {
  /** Ends when the supervisor stops, or when the connection has been quiet for too long. */
  readonly signal: AbortSignal;
  /** To be called when the other side told or confirmed what is known; that it answers something is not enough. */
  heard(): void;
  /** To be called when the other side does something, though what is known is as old as before. */
  alive(): void;
}

export interface SupervisorOptions {
  /** Connects and stays connected until something ends it; resolves to the fault, or to nothing for an orderly end. */
  readonly connect: (connection: Connection) => Promise<Fault | undefined>;
  readonly onState: (state: SourceState) => void;
  /** Milliseconds without a sign of life after which the connection is given up. */
  readonly quietLimit: number;
  /** Longest pause between attempts, in milliseconds; the first is between one and two seconds. */
  readonly longestPause?: number;
  /** Which faults are a “no” that will last, so that nothing is asked again soon. By default, that something is forbidden. */
  readonly isRefusal?: (fault: Fault) => boolean;
}

/** No source is asked to connect more often than once in this time, whatever happens. */
const shortestPause = 1_000;

/** After a “no” of the other side, in milliseconds: what a person may see, and what a release has, changes seldom. */
const pauseAfterRefusal = 30_000;

export class Supervisor {
  readonly #options: SupervisorOptions;
  #state: SourceState = { phase: 'idle' };
  #run: AbortController | undefined;
  #wake: (() => void) | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get state(): SourceState {
    return this.#state;
  }

  /** Starts the connection; does nothing when it is already under way. */
  start(): void {
    if (this.#run) return;
    this.#run = new AbortController();
    void this.#keepUp(this.#run.signal);
  }

  stop(): void {
    this.#run?.abort();
    this.#run = undefined;
    this.#wake?.();
    this.#set({ phase: 'idle', ...heardOf(this.#state) });
  }

  /** Tries again at once instead of at `retryAt`, and after a fault that needed a person. */
  retry(): void {
    this.#wake?.();
  }

  async #keepUp(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const started = Date.now();
      this.#set({ ...this.#state, phase: 'connecting' });
      const { fault, heard } = await this.#connectOnce(signal);
      if (signal.aborted) return;
      failures = heard ? 0 : failures + 1;
      // An attempt that waited in vain has been a pause itself.
      const next = (heard ? Date.now() : started) + this.#pauseAfter(fault, failures);
      await this.#pause(fault, next, started, signal);
    }
  }

  /** One connection from its start to its end. */
  async #connectOnce(signal: AbortSignal): Promise<{ fault: Fault | undefined; heard: boolean }> {
    const quiet = new AbortController();
    const { quietLimit, connect } = this.#options;
    let heard = false;
    const timer = setTimeout(() => quiet.abort(), quietLimit);
    const connection: Connection = {
      signal: AbortSignal.any([signal, quiet.signal]),
      alive: () => {
        if (!connection.signal.aborted) timer.refresh();
      },
      heard: () => {
        if (connection.signal.aborted) return;
        heard = true;
        timer.refresh();
        this.#set({ phase: 'live', heardAt: Date.now() });
      },
    };
    const fault = await connect(connection);
    clearTimeout(timer);
    if (!quiet.signal.aborted) return { fault, heard };
    const message = `Nothing was heard for ${Math.round(quietLimit / 1000)} s.`;
    return { fault: { kind: 'timeout', message }, heard };
  }

  #pauseAfter(fault: Fault | undefined, failures: number): number {
    const { longestPause: longest = 30_000, isRefusal = ({ kind }) => kind === 'forbidden' } = this.#options;
    if (fault && isRefusal(fault)) return pauseAfterRefusal;
    const grown = Math.min(longest, shortestPause * 2 ** Math.min(failures, 10));
    return Math.max(shortestPause, grown / 2 + (Math.random() * grown) / 2);
  }

  async #pause(fault: Fault | undefined, next: number, started: number, signal: AbortSignal): Promise<void> {
    const kept = { phase: 'waiting' as const, ...heardOf(this.#state), ...(fault ? { fault } : {}) };
    if (fault && needsPerson(fault)) {
      this.#set(kept);
      await this.#waitFor(undefined, signal);
    } else {
      const retryAt = Math.max(Date.now(), next);
      this.#set({ ...kept, retryAt });
      await this.#waitFor(Math.max(0, retryAt - Date.now()), signal);
    }
    // Also after `retry`: a person who clicks quickly does not storm a failing server.
    const early = started + shortestPause - Date.now();
    if (early > 0) await sleep(early, undefined, { signal }).catch(() => {});
  }

  #waitFor(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = milliseconds === undefined ? undefined : setTimeout(() => this.#wake?.(), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #set(state: SourceState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}

function heardOf(state: SourceState): Pick<SourceState, 'heardAt'> {
  return state.heardAt === undefined ? {} : { heardAt: state.heardAt };
}
