// Status of 10,000 machines and 5,000 Applications: what the first one costs, and what each change costs after that.
// Prints a table; asserts nothing, because machines differ.
import { changesOf } from '../../server/src/live/status/changes.ts';
import type { Facts } from '../../server/src/live/status/facts.ts';
import type { Status } from '../../server/src/live/status/model.ts';
import { statusReader } from '../../server/src/live/status/status.ts';
import { now, staleAfter } from '../live/status/given.ts';
import { afterApplication, afterMachine, factsOf, large } from './large.ts';

const rounds = 200;
const start = factsOf(large);

function time(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function percentile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)} ms`;
}

function measure(what: string, next: (facts: Facts, i: number) => Facts): void {
  const read = statusReader();
  let facts = start;
  let status: Status = read(facts, now, staleAfter);
  const times = Array.from({ length: rounds }, (_, i) => {
    facts = next(facts, i);
    return time(() => {
      const after = read(facts, now + i, staleAfter);
      changesOf(status, after);
      status = after;
    });
  });
  console.log(`| ${what} | ${percentile(times, 0.5)} | ${percentile(times, 0.95)} |`);
}

console.log(
  `status of ${large.clusters * large.machines} machines and ${large.applications} Applications (Node ${process.version})\n`,
);
console.log('| what | p50 | p95 |\n| --- | --- | --- |');
const first = Array.from({ length: 10 }, () => time(() => void statusReader()(start, now, staleAfter)));
console.log(`| from nothing | ${percentile(first, 0.5)} | ${percentile(first, 0.95)} |`);
measure('a machine changes', afterMachine);
measure('an Application changes', afterApplication);
measure('only time passes', (facts) => ({ ...facts }));
