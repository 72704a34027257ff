// Tells how the provider's container does, every fifteen seconds while somebody looks.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import type { ProviderFacts } from '../status/facts.ts';
import { type Connection, Supervisor } from '../supervisor.ts';
import { ProviderContainer } from './container.ts';
import type { ProviderHost } from './host.ts';

/** Milliseconds between two looks. */
const interval = 15_000;
/** Only a net: every step has a deadline of its own, and a person may have to type a passphrase first. */
const quietLimit = 180_000;

export class ProviderSource {
  readonly #container: ProviderContainer;
  readonly #supervisor: Supervisor;
  readonly #onFacts: (facts: ProviderFacts) => void;
  readonly #interval: number;
  #facts: ProviderFacts;

  /** `every` in milliseconds. */
  constructor(
    host: ProviderHost,
    settings: LiveSettings['provider'],
    onFacts: (facts: ProviderFacts) => void,
    every = interval,
  ) {
    this.#container = new ProviderContainer(host, settings);
    this.#onFacts = onFacts;
    this.#interval = every;
    this.#facts = { state: { phase: 'idle' }, source: host.name };
    this.#supervisor = new Supervisor({
      connect: (connection) => this.#poll(connection),
      onState: (state) => this.#tell({ ...this.#facts, state }),
      quietLimit,
    });
  }

  get facts(): ProviderFacts {
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
    while (!signal.aborted) {
      const status = await this.#container.status(signal);
      if (signal.aborted) return undefined;
      if (!status.ok) return status.fault;
      const source = `docker inspect ${status.value.name}`;
      // The state follows at once and tells both.
      this.#facts = { ...this.#facts, container: { value: status.value, source, at: Date.now() } };
      connection.heard();
      await sleep(this.#interval, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }

  #tell(facts: ProviderFacts): void {
    this.#facts = facts;
    this.#onFacts(facts);
  }
}
