// Omni's facts asked for once, as a report does.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OmniLists } from '../../../server/src/live/omni/lists.ts';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import { watchedTypes } from '../../../server/src/live/omni/resource.ts';
import { type Day, errors, fakeOmnictl } from '../../support/omnictl/index.ts';

async function asked(t: TestContext, day?: Day) {
  const fake = fakeOmnictl();
  t.after(() => fake.remove());
  fake.set('clusterstatuses', [{ id: 'lab' }]);
  if (day) fake.day(day);
  const source = new OmniLists(new Omnictl(fake.settings), () => {});
  source.start(watchedTypes);
  for (const end = Date.now() + 60_000; ; await sleep(20)) {
    if (Object.values(source.facts.watches).every(({ phase }) => phase !== 'connecting')) break;
    assert.ok(Date.now() < end, 'everything is answered');
  }
  return { fake, source };
}

test('every type is asked for once, and nothing is watched', async (t) => {
  const { fake, source } = await asked(t);
  const { resources, watches, state, source: name, url } = source.facts;
  assert.deepEqual([name, url], ['omnictl, context lab', 'https://omni.example.internal']);
  assert.equal(state.phase, 'live');
  assert.ok(Object.values(watches).every(({ phase, heardAt }) => phase === 'live' && heardAt));
  assert.equal(resources.clusterstatuses?.size, 1);
  assert.equal(resources.machinestatuses?.size, 0, 'there is none, and that is known');
  assert.equal(fake.calls().length, watchedTypes.length);
  assert.ok(fake.calls().every(({ args }) => !args.includes('--watch')));
  assert.deepEqual(fake.alive(), []);
});

test('a type that this person may not see harms no other', async (t) => {
  const { source } = await asked(t, { on: 'get etcdbackupstatuses', fails: errors.permissionDenied });
  const { watches, state } = source.facts;
  assert.equal(watches.etcdbackupstatuses?.fault?.kind, 'forbidden');
  assert.equal(state.phase, 'live');
  assert.equal(Object.values(watches).filter(({ fault }) => fault).length, 1);
});

test('an Omni that asks for a sign-in is asked once, and says so for every type', async (t) => {
  const { fake, source } = await asked(t, { signIn: true });
  assert.ok(Object.values(source.facts.watches).every(({ fault }) => fault?.kind === 'sign-in'));
  assert.equal(source.facts.state.fault?.kind, 'sign-in');
  assert.equal(fake.calls().length, 1);
});
