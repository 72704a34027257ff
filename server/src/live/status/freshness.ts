// How fresh a section is, from the watches that it rests on. What is known is shown while it is fresh, marked as stale when
// it is not, and withdrawn when it is so old that it would mislead.
import type { Fault } from '../fault.ts';
import type { SourceState } from '../supervisor.ts';
import type { SectionPhase } from './model.ts';

/**
 * Facts are withdrawn after ten times the age at which they count as stale (by default after nearly six minutes): long
 * enough to sit out a restart of Omni or a change of network, short enough that nobody takes an old state for the present one.
 */
const withdrawnAfterStale = 10;

export interface Freshness {
  readonly phase: SectionPhase;
  readonly heardAt?: number;
  readonly age?: number;
  readonly fault?: Fault;
  readonly retryAt?: number;
}

/** One watch: how it is doing, and whether its list has come. */
export interface Part {
  readonly state: SourceState;
  readonly known: boolean;
}

/** @param parts what the section can not do without @param now ms since 1970 @param staleAfter ms */
export function freshnessOf(parts: readonly Part[], now: number, staleAfter: number): Freshness {
  const troubled = parts.find(({ state }) => state.fault)?.state;
  const trouble = {
    ...(troubled?.fault ? { fault: troubled.fault } : {}),
    ...(troubled?.retryAt === undefined ? {} : { retryAt: troubled.retryAt }),
  };
  if (parts.some(({ state }) => state.fault?.kind === 'not-set-up')) return { phase: 'not-set-up', ...trouble };
  if (parts.every(({ state }) => state.phase === 'idle')) return { phase: 'idle' };
  const times = parts.flatMap(({ state, known }) => (known ? (state.heardAt ?? []) : []));
  if (times.length < parts.length) return { phase: troubled ? 'unavailable' : 'connecting', ...trouble };
  const heardAt = Math.min(...times);
  // A clock that was set back does not make the future of a fact.
  const age = Math.max(0, now - heardAt);
  if (age > staleAfter * withdrawnAfterStale) return { phase: 'unavailable', heardAt, age, ...trouble };
  return { phase: age > staleAfter ? 'stale' : 'live', heardAt, age, ...trouble };
}

/** True for an age at which nothing is shown any more. */
export function isWithdrawn(age: number, staleAfter: number): boolean {
  return age > staleAfter * withdrawnAfterStale;
}
