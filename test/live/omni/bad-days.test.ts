// Bad days in a row, whatever the order: when each is over, the facts are what Omni has, no row too many and none too few.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OmniSource } from '../../../server/src/live/omni/source.ts';
import { type Day, errors, fakeOmnictl, noise } from '../../support/omnictl/index.ts';

const types = ['clusterstatuses', 'machinestatuses', 'machineclasses'] as const;

const days: readonly Day[] = [
  { fails: errors.unavailable },
  { watch: true, hang: true, stubborn: true },
  { garbage: 'Bad Gateway' },
  { watch: true, silentAfter: 500 },
  { cutAfter: 300 },
  { watch: true, endsAfter: 700, noise },
  { drip: { bytes: 11, every: 2 } },
  { late: 1_500 },
];

test('after every bad day the facts are right again', async (t) => {
  const fake = fakeOmnictl();
  const timing = {
    confirmEvery: 3_000,
    confirmPause: 1_000,
    deadline: 6_000,
    askAgain: 2_500,
    stagger: 20,
    lag: 400,
    settle: 300,
    empty: 600,
  };
  const source = new OmniSource(fake.settings, () => {}, timing);
  t.after(async () => {
    source.stop();
    for (const end = Date.now() + 20_000; fake.alive().length > 0; await sleep(50))
      assert.ok(Date.now() < end, 'every process ends');
    fake.remove();
  });
  let changes = 0;
  /** Creates, updates or destroys one of eight rows of each type, each in its turn. */
  const change = () => {
    changes++;
    const updated = new Date(Date.UTC(2026, 7, 1) + changes * 1_000).toISOString();
    for (const [index, type] of types.entries()) {
      const id = `row-${(changes * (index + 3)) % 8}`;
      if ((changes + index) % 3 === 0) fake.drop(type, id);
      else fake.put(type, { id, updated, spec: { changes } });
    }
  };
  const wanted = () =>
    types.map((type) =>
      fake.scenario
        .resources(type)
        .map(({ id, spec }) => `${id} ${JSON.stringify(spec)}`)
        .sort(),
    );
  const known = () =>
    types.map((type) =>
      [...(source.facts.resources[type]?.values() ?? [])].map(({ id, spec }) => `${id} ${JSON.stringify(spec)}`).sort(),
    );
  change();
  source.start(types);
  for (const day of days) {
    const bad = fake.day(day);
    fake.endWatches();
    for (let n = 0; n < 5; n++) {
      change();
      await sleep(300);
    }
    bad.over();
    const end = Date.now() + 30_000;
    while (source.facts.state.phase !== 'live' || JSON.stringify(known()) !== JSON.stringify(wanted())) {
      if (Date.now() > end) assert.deepEqual(known(), wanted(), `after ${JSON.stringify(day)}`);
      await sleep(20);
    }
  }
});
