// A question that is asked again beside itself while no answer comes: what was under way when a connection died is never
// answered, and nobody tells. Two at most are under way, so a side that is only slow has no more than twice as much to do.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from './fault.ts';

export interface Again {
  /** Milliseconds without an answer after which it is asked again. */
  readonly every: number;
  readonly signal: AbortSignal;
  /** Called when no answer came in that time. */
  readonly onLate?: () => void;
  /** Waits until it may be asked, or the signal ends. */
  readonly turn?: (signal: AbortSignal) => Promise<unknown>;
}

/**
 * The first answer counts, be it a fault. The first question has all the time that `ask` gives it, each later one until the
 * next; the signal that `ask` gets ends it.
 */
export function askedAgain<T>(ask: (signal: AbortSignal) => Promise<Result<T>>, again: Again): Promise<Result<T>> {
  const { every, signal, onLate, turn } = again;
  return new Promise((resolve) => {
    const answered = new AbortController();
    const waiting = AbortSignal.any([signal, answered.signal]);
    const underWay = new Set<AbortController>();
    const start = async (): Promise<void> => {
      const mine = new AbortController();
      underWay.add(mine);
      const result = await ask(AbortSignal.any([signal, mine.signal]));
      underWay.delete(mine);
      // Another one was faster, or took its place.
      if (mine.signal.aborted) return;
      answered.abort();
      for (const other of underWay) other.abort();
      resolve(result);
    };
    const repeat = async (): Promise<void> => {
      await turn?.(waiting);
      void start();
      while (await passed(every, waiting)) {
        onLate?.();
        await turn?.(waiting);
        if (waiting.aborted) return;
        const [, later] = underWay;
        later?.abort();
        void start();
      }
    };
    void repeat();
  });
}

/** Waits; false when the signal ended first. */
async function passed(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
