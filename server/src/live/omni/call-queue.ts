// Who may call omnictl now. Two calls that find the key expired would each replace it, so nothing runs beside another call
// until one has shown that this program is signed in; then a few questions may.
import { setTimeout as sleep } from 'node:timers/promises';

/** Questions at a time. Each costs Omni some four round trips. */
const most = 3;

/** Least milliseconds between two questions that are asked again, while nothing is answered. */
const pause = 1_500;

interface Waiting {
  readonly isQuestion: boolean;
  readonly go: () => void;
}

export class CallQueue {
  #isProven = false;
  #answer = new AbortController();
  #askedAgainAt = 0;
  readonly #waiting: Waiting[] = [];
  #questions = 0;
  #isChanging = false;

  /** Whether an answer has shown that this program is signed in. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Omni answered. */
  answered(): void {
    this.#isProven = true;
    this.#askedAgainAt = 0;
    this.#answer.abort();
    this.#answer = new AbortController();
  }

  /** Omni asked for a sign-in. */
  refused(): void {
    this.#isProven = false;
  }

  /** Waits until a question may be asked again beside itself: not often, unless Omni answers. */
  async pace(signal: AbortSignal): Promise<void> {
    const now = Date.now();
    this.#askedAgainAt = Math.max(now, this.#askedAgainAt + pause);
    const wait = AbortSignal.any([signal, this.#answer.signal]);
    if (this.#askedAgainAt > now) await sleep(this.#askedAgainAt - now, undefined, { signal: wait }).catch(() => {});
  }

  /**
   * Runs a call when it is its turn; in the order in which they came.
   * @param isQuestion it changes nothing, so that others of its kind may run beside it
   */
  async run<T>(isQuestion: boolean, call: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ isQuestion, go: resolve });
      this.#next();
    });
    try {
      return await call();
    } finally {
      if (isQuestion) this.#questions--;
      else this.#isChanging = false;
      this.#next();
    }
  }

  #next(): void {
    for (let first = this.#waiting[0]; first && this.#mayRun(first); first = this.#waiting[0]) {
      this.#waiting.shift();
      if (first.isQuestion) this.#questions++;
      else this.#isChanging = true;
      first.go();
    }
  }

  #mayRun({ isQuestion }: Waiting): boolean {
    if (this.#isChanging) return false;
    return this.#questions < (isQuestion && this.isProven ? most : 1);
  }
}
