// Lets requests through freely while a server answers, and one a second while it does not: ten watches that lost a server
// do not storm it together. A server may answer some requests and fail at others, so each sort is remembered for itself,
// and the way is free again when every sort that failed has been answered.

/** `failed`: the server is there and fails, or takes too long; `gone`: there was no connection. */
export type Outcome = 'answered' | 'failed' | 'gone';

/** `other`: discovery, single objects, changes. */
export type Sort = 'watch' | 'list' | 'other';

const pause = 1_000;

interface Trouble {
  /** When the sort failed first, in milliseconds since 1970. */
  readonly since: number;
  /** Lasts until this sort is answered. */
  readonly isSure: boolean;
  /** Another sort was answered since. */
  readonly isForgiven: boolean;
}

interface Waiting {
  readonly sort: Sort;
  readonly go: () => void;
}

export class Gate {
  readonly #troubles = new Map<Sort, Trouble>();
  readonly #queue: Waiting[] = [];
  /** When the last request of each sort started, in milliseconds since 1970. */
  readonly #started: Record<Sort, number> = { watch: 0, list: 0, other: 0 };
  #timer: NodeJS.Timeout | undefined;

  /** Waits for its turn, or until the signal ends. */
  enter(sort: Sort, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    if (!this.#isFailing) {
      this.#started[sort] = Date.now();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const leave = () => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1);
        resolve();
      };
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const waiting = { sort, go };
      signal.addEventListener('abort', leave, { once: true });
      this.#queue.push(waiting);
      this.#plan();
    });
  }

  leave(sort: Sort, outcome: Outcome): void {
    if (outcome === 'answered') this.#answered(sort);
    else {
      const before = this.#troubles.get(sort);
      const since = before?.since ?? Date.now();
      // A connection that was lost says little about the next one, unless it is lost again.
      const isSure = outcome === 'failed' || before?.isSure === true || Date.now() - since > pause / 2;
      this.#troubles.set(sort, { since, isSure, isForgiven: false });
    }
  }

  #answered(sort: Sort): void {
    this.#troubles.delete(sort);
    for (const [other, trouble] of this.#troubles)
      if (!trouble.isSure) this.#troubles.set(other, { ...trouble, isForgiven: true });
    if (!this.#isFailing) for (const one of [...this.#queue]) this.#let(one);
  }

  get #isFailing(): boolean {
    return [...this.#troubles.values()].some(({ isForgiven }) => !isForgiven);
  }

  #plan(): void {
    if (this.#timer || this.#queue.length === 0) return;
    const last = Math.max(...Object.values(this.#started));
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        const [next] = this.#queue.toSorted((a, b) => this.#rank(a) - this.#rank(b));
        if (next) this.#let(next);
        this.#plan();
      },
      Math.max(0, last + pause - Date.now()),
    );
  }

  #let(one: Waiting): void {
    this.#queue.splice(this.#queue.indexOf(one), 1);
    this.#started[one.sort] = Date.now();
    one.go();
  }

  /**
   * First what may end the waiting, and what keeps a healthy watch going: of those, the sort that has waited longest. Then
   * lists, which lead to watches.
   */
  #rank({ sort }: Waiting): number {
    if (sort === 'watch' || this.#troubles.has(sort)) return this.#started[sort];
    return sort === 'list' ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER;
  }
}
