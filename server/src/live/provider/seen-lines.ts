// Which lines of a log were read already. After a lost connection the log is read again from a little before the last
// line, and what was seen is passed over: no line is lost and none comes twice.

/** How far back the log is read again, in milliseconds: the time stamps of two outputs may be this much out of order. */
const overlap = 1_000;

export class SeenLines {
  /** How often each line of the last moments was read, by its time stamp and text. */
  #recent = new Map<string, { readonly time: number; count: number }>();
  /** Lines that were read before and are expected again. */
  #expected = new Map<string, number>();
  /** The earliest time stamp, to the nanosecond: earlier lines were not asked for. */
  #first: string | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #tidyAt = 1_000;

  /** How many lines are remembered. */
  get size(): number {
    return this.#recent.size;
  }

  /** Where to read on, as Docker takes it; absent when nothing was read. Call it before the log is read again. */
  resume(): string | undefined {
    if (this.#first === undefined) return undefined;
    const since = this.#last - overlap;
    this.#expected = new Map();
    for (const [line, { time, count }] of this.#recent) if (time >= since) this.#expected.set(line, count);
    return Date.parse(this.#first) >= since ? this.#first : new Date(since).toISOString();
  }

  /** True for a line that was not read before; `line` with its time stamp. */
  isNew(line: string, at: string | undefined): boolean {
    const expected = this.#expected.get(line) ?? 0;
    if (expected > 0) {
      this.#expected.set(line, expected - 1);
      return false;
    }
    if (at !== undefined) this.#remember(line, at);
    return true;
  }

  #remember(line: string, at: string): void {
    const time = Date.parse(at);
    if (Number.isNaN(time)) return;
    // Docker writes all stamps with the same length.
    if (this.#first === undefined || at < this.#first) this.#first = at;
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
