// Every type that is watched, at the pace of use: live soon, and soon again after the server was away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchedTypes } from '../../../server/src/live/omni/resource.ts';
import { OmniSource, usualTiming } from '../../../server/src/live/omni/source.ts';
import { defaultStaleAfter } from '../../../server/src/live/settings.ts';
import { errors, fakeOmnictl } from '../../support/omnictl/index.ts';

async function until(what: string, holds: () => boolean, limit = 30_000): Promise<void> {
  for (const end = Date.now() + limit; !holds(); await sleep(20))
    if (Date.now() > end) assert.fail(`waited for: ${what}`);
}

test('all types at the usual pace: live soon, and soon again after the server was away', async (t) => {
  const fake = fakeOmnictl();
  for (const type of watchedTypes) fake.set(type, [{ id: 'one' }]);
  const source = new OmniSource(fake.settings, () => {});
  t.after(async () => {
    source.stop();
    await until('every process has ended', () => fake.alive().length === 0);
    fake.remove();
  });
  source.start(watchedTypes);
  const live = () =>
    source.facts.state.phase === 'live' && Object.keys(source.facts.resources).length === watchedTypes.length;
  await until('all is live', live);
  const away = fake.day({ fails: errors.unavailable });
  fake.endWatches();
  await until('it is noticed', () => source.facts.state.fault?.kind === 'unreachable');
  await sleep(3_000);
  fake.put('clusterstatuses', { id: 'two' });
  away.over();
  // Seventeen programs start on a machine that is busy with other things.
  await until('it has converged', () => live() && source.facts.resources.clusterstatuses?.size === 2, 20_000);
});

test('a dead endpoint, and the last of all watches, are noticed before their facts count as stale', () => {
  const { confirmEvery, confirmPause, deadline } = usualTiming;
  assert.ok(confirmEvery + deadline < defaultStaleAfter);
  assert.ok((watchedTypes.length + 1) * confirmPause < defaultStaleAfter);
});
