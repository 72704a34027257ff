// A deadline that does not run while a person is being asked.

export class Patience {
  readonly #onEnd: () => void;
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Starts at once; `limit` in milliseconds. `onEnd` is called when it is over, unless `end` was called before. */
  constructor(limit: number, onEnd: () => void) {
    this.#left = limit;
    this.#onEnd = onEnd;
    this.#run();
  }

  /** Gives at least this much time from now on. */
  extend(limit: number): void {
    this.#pause();
    this.#left = Math.max(this.#left, limit);
    this.#run();
  }

  async pauseFor<T>(question: Promise<T>): Promise<T> {
    this.#pause();
    try {
      return await question;
    } finally {
      this.#run();
    }
  }

  end(): void {
    this.#pause();
    this.#left = Number.POSITIVE_INFINITY;
  }

  #pause(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#left -= Date.now() - this.#since;
  }

  #run(): void {
    if (this.#left === Number.POSITIVE_INFINITY || this.#timer !== undefined) return;
    this.#since = Date.now();
    this.#timer = setTimeout(this.#onEnd, Math.max(0, this.#left));
  }
}
