// Standard output of the fake, with what can go wrong on the way: pieces that tear characters, an end in the middle.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Day } from './scenario.ts';

export class Output {
  readonly #drip: Day['drip'];
  #left: number;
  #silent = false;
  #queue: Promise<void> = Promise.resolve();

  constructor(days: readonly Day[]) {
    this.#drip = days.find((day) => day.drip)?.drip;
    this.#left = days.find((day) => day.cutAfter !== undefined)?.cutAfter ?? Number.POSITIVE_INFINITY;
  }

  silence(): void {
    this.#silent = true;
  }

  write(text: string): void {
    if (this.#silent) return;
    const bytes = Buffer.from(text);
    const sent = bytes.subarray(0, Math.min(bytes.length, this.#left));
    this.#left -= sent.length;
    this.#queue = this.#queue.then(() => this.#send(sent));
    if (this.#left === 0)
      this.#queue = this.#queue.then(() => fail('rpc error: code = Unavailable desc = error reading from server: EOF'));
  }

  /** Resolves when everything is written. */
  drained(): Promise<void> {
    return this.#queue;
  }

  async #send(bytes: Buffer): Promise<void> {
    const { bytes: size, every } = this.#drip ?? { bytes: Math.max(bytes.length, 1), every: 0 };
    for (let at = 0; at < bytes.length; at += size) {
      process.stdout.write(bytes.subarray(at, at + size));
      if (every > 0) await sleep(every);
    }
  }
}

/** Ends the program as omnictl does with an error. */
export function fail(message: string): never {
  process.stderr.write(`Error: ${message}\n`);
  process.exit(1);
}
