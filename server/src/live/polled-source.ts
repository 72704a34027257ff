// A source that is asked again and again while somebody looks, because nothing on its side tells of changes.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Result } from './fault.ts';
import { type Connection, type SourceState, Supervisor } from './supervisor.ts';

/** Only a net: every question has a deadline of its own, and a person may have to type a passphrase first. */
const quietLimit = 180_000;

export interface Polling<F> {
  /** What is known before the first answer. */
  readonly idle: F;
  /** Milliseconds between two looks. */
  readonly every: number;
  /** Looks once; gives the part of the facts that it found. */
  readonly look: (connection: Connection) => Promise<Result<Partial<F>>>;
  /** What is looked at more seldom, after the facts have been told. */
  readonly afterwards?: (connection: Connection) => Promise<unknown>;
  readonly onFacts: (facts: F) => void;
}

export class PolledSource<F extends { readonly state: SourceState }> {
  readonly #polling: Polling<F>;
  readonly #supervisor: Supervisor;
  #facts: F;

  constructor(polling: Polling<F>) {
    this.#polling = polling;
    this.#facts = polling.idle;
    this.#supervisor = new Supervisor({
      connect: (connection) => this.#poll(connection),
      onState: (state) => {
        this.#facts = { ...this.#facts, state };
        polling.onFacts(this.#facts);
      },
      quietLimit,
    });
  }

  get facts(): F {
    return this.#facts;
  }

  start(): void {
    this.#supervisor.start();
  }

  stop(): void {
    this.#supervisor.stop();
  }

  retry(): void {
    this.#supervisor.retry();
  }

  async #poll(connection: Connection): Promise<Fault | undefined> {
    const { signal } = connection;
    const { every, look, afterwards } = this.#polling;
    while (!signal.aborted) {
      const found = await look(connection);
      if (signal.aborted) return undefined;
      if (!found.ok) return found.fault;
      // The state follows at once and tells both.
      this.#facts = { ...this.#facts, ...found.value };
      connection.heard();
      await afterwards?.(connection);
      await sleep(every, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }
}
