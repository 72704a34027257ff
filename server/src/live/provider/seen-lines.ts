// Which lines of a log were read already. After a lost connection the log is read again from a little before the last
// line, and what was seen is passed over: no line is lost and none comes twice.

/** How far back the log is read again, in milliseconds: the time stamps of two outputs may be this much out of order. */
const overlap = 1_000;

export class SeenLines {
  /** How often each line of the last moments was read, by its time stamp and text. */
  #recent = new Map<string, { readonly time: number; count: number }>();
  /** Lines that were read before and are expected again. */
  #expected = new Map<string, number>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #tidyAt = 1_000;

  /** How many lines are remembered. */
  get size(): number {
    return this.#recent.size;
  }

  /** Where to read on, as Docker takes it; absent when nothing was read. Call it before the log is read again. */
  resume(): string | undefined {
    if (this.#last === Number.NEGATIVE_INFINITY) return undefined;
    const since = Math.max(this.#first, this.#last - overlap);
    this.#expected = new Map();
    for (const [line, { time, count }] of this.#recent) if (time >= since) this.#expected.set(line, count);
    return new Date(since).toISOString();
  }

  /** True for a line that was not read before; `line` with its time stamp. */
  isNew(line: string, at: string | undefined): boolean {
    const expected = this.#expected.get(line) ?? 0;
    if (expected > 0) {
      this.#expected.set(line, expected - 1);
      return false;
    }
    this.#remember(line, at === undefined ? Number.NaN : Date.parse(at));
    return true;
  }

  #remember(line: string, time: number): void {
    if (Number.isNaN(time)) return;
    this.#first = Math.min(this.#first, time);
    this.#last = Math.max(this.#last, time);
    const known = this.#recent.get(line);
    if (known) known.count++;
    else this.#recent.set(line, { time, count: 1 });
    if (this.#recent.size > this.#tidyAt) this.#tidy();
  }

  /** Forgets what will not be read again; done seldom enough to cost nothing at a megabyte a second. */
  #tidy(): void {
    const since = this.#last - overlap;
    for (const [line, { time }] of this.#recent) if (time < since) this.#recent.delete(line);
    this.#tidyAt = Math.max(1_000, this.#recent.size * 2);
  }
}
