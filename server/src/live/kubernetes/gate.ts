// Lets requests through freely while a server answers, and one a second while it does not: ten watches that lost a server
// do not storm it together.
import { setTimeout as sleep } from 'node:timers/promises';

const pause = 1_000;
const look = 50;

export class Gate {
  #failing = false;
  /** When the next request may start while the server fails, in milliseconds since 1970. */
  #nextStart = 0;

  /** Waits for its turn; false when the signal ended first. */
  async enter(signal: AbortSignal): Promise<boolean> {
    const start = this.#failing ? Math.max(Date.now(), this.#nextStart) : Date.now();
    this.#nextStart = start + pause;
    while (this.#failing && Date.now() < start && !signal.aborted)
      await sleep(Math.min(look, start - Date.now() + 1), undefined, { signal }).catch(() => {});
    return !signal.aborted;
  }

  /** @param answered whether the server is there, whatever it said */
  leave(answered: boolean): void {
    this.#failing = !answered;
  }
}
