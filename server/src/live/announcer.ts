// Gathers changes, so that whoever listens is told at most once in a while, with everything that changed until then.
export class Announcer {
  readonly #tell: () => void;
  readonly #pause: number;
  #timer: NodeJS.Timeout | undefined;
  #toldAt = 0;

  /** @param pause least milliseconds between two announcements */
  constructor(tell: () => void, pause: number) {
    this.#tell = tell;
    this.#pause = pause;
  }

  /** Tells soon. */
  changed(): void {
    if (this.#timer) return;
    const wait = Math.max(0, this.#toldAt + this.#pause - Date.now());
    this.#timer = setTimeout(() => this.now(), wait);
  }

  /** Tells now, instead of what was to be told soon. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#toldAt = Date.now();
    this.#tell();
  }
}
