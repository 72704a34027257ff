// What Omni offers and allows, by calls of the fake omnictl: lists once a release, limits each time, on bad days too.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOffers } from '../../../server/src/live/omni/offers.ts';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import { type Day, errors, fakeOmnictl } from '../../support/omnictl/index.ts';

type Offers = Awaited<ReturnType<typeof readOffers>>;

function setUp(t: TestContext) {
  const fake = fakeOmnictl();
  t.after(async () => {
    for (const end = Date.now() + 20_000; fake.alive().length > 0; await sleep(50))
      assert.ok(Date.now() < end, 'every process ends');
    fake.remove();
  });
  fake.set('talosversions', [{ id: '1.13.6' }]);
  const omnictl = new Omnictl(fake.settings);
  return {
    fake,
    read: (before?: Offers) => readOffers(omnictl, new AbortController().signal, before),
    allow: (etcdbackupsettings: unknown) =>
      fake.set('featuresconfigs', [
        { id: 'another', spec: { etcdbackupsettings: { mininterval: { seconds: 1 }, maxinterval: { seconds: 2 } } } },
        { id: 'features-config', spec: { etcdbackupsettings } },
      ]),
  };
}

const limits = (shortest: number, longest: number) => ({
  tickinterval: { nanos: 0, seconds: 60 },
  mininterval: { nanos: 0, seconds: shortest },
  maxinterval: { nanos: 500_000_000, seconds: longest },
});

test('how often clusters may be backed up is asked each time, and by one call', async (t) => {
  const { fake, read, allow } = setUp(t);
  allow(limits(900, 43_200));
  const first = await read();
  assert.deepEqual(first?.value.backupInterval, { shortest: 900, longest: 43_200.5 });
  assert.equal(await read(first), first, 'the same value where nothing changed');

  allow(limits(600, 7_200));
  const changed = await read(first);
  assert.deepEqual(changed?.value, { ...first?.value, backupInterval: { shortest: 600, longest: 7_200.5 } });

  fake.set('featuresconfigs', []);
  assert.equal((await read(changed))?.value.backupInterval, undefined);
  assert.equal(fake.calls('get', 'featuresconfigs').length, 4);
  assert.equal(fake.calls('get', 'talosversions').length, 1, 'the lists are those of the same release');
});

test('what was known stays where it can not be asked', async (t) => {
  const { fake, read, allow } = setUp(t);
  allow(limits(900, 43_200));
  const first = await read();
  for (const day of [{ fails: errors.permissionDenied }, { garbage: 'Bad Gateway' }, { cutAfter: 40 }]) {
    const bad = fake.day({ on: 'get featuresconfigs', ...day });
    assert.equal(await read(first), first, JSON.stringify(day));
    bad.over();
  }
  const away = fake.day({ fails: errors.unavailable });
  assert.equal(await read(first), first);
  away.over();
});

test('limits that are denied, absent or can not be meant are not known, and keep nothing else back', async (t) => {
  const { fake, read, allow } = setUp(t);
  const check = async (what: string) => {
    const value = (await read())?.value;
    assert.deepEqual(value?.talosVersions, [{ version: '1.13.6', kubernetes: [] }], what);
    assert.ok(!('backupInterval' in value), what);
  };
  const days: readonly Day[] = [{ fails: errors.permissionDenied }, { fails: errors.serverError }];
  for (const day of days) {
    allow(limits(900, 43_200));
    const bad = fake.day({ on: 'get featuresconfigs', ...day });
    await check(JSON.stringify(day));
    bad.over();
  }
  for (const settings of [
    undefined,
    null,
    { mininterval: { seconds: 900 } },
    { mininterval: { seconds: 0, nanos: 0 }, maxinterval: { seconds: 0, nanos: 0 } },
    { mininterval: { seconds: 60 }, maxinterval: { seconds: 30 } },
    { mininterval: 'often', maxinterval: [] },
  ]) {
    allow(settings);
    await check(JSON.stringify(settings));
  }
  fake.set('featuresconfigs', []);
  await check('an empty list');
});
