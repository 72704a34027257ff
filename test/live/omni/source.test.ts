// The watches of Omni through real processes: facts come, follow, survive every bad day, and are told as old when they are.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OmniType } from '../../../server/src/live/omni/resource.ts';
import { OmniSource, type OmniTiming } from '../../../server/src/live/omni/source.ts';
import type { OmniFacts } from '../../../server/src/live/status/facts.ts';
import { errors, fakeOmnictl, noise } from '../../support/omnictl/index.ts';

/** As in life, only faster. */
const quick: Partial<OmniTiming> = {
  confirmEvery: 2_500,
  confirmPause: 1_000,
  deadline: 20_000,
  askAgain: 2_000,
  stagger: 20,
  longestPause: 2_000,
  lag: 300,
  settle: 300,
  empty: 600,
};

/** Starts a source on a fake with two clusters and three machines. */
function setUp(
  t: TestContext,
  types: readonly OmniType[] = ['clusterstatuses', 'machinestatuses'],
  timing: Partial<OmniTiming> = quick,
) {
  const fake = fakeOmnictl();
  fake.set('clusterstatuses', [
    { id: 'lab', spec: { phase: 3 } },
    { id: 'prod-01', spec: { phase: 3 } },
  ]);
  fake.set(
    'machinestatuses',
    ['a', 'b', 'c'].map((id) => ({ id, spec: { connected: true } })),
  );
  const told: OmniFacts[] = [];
  const source = new OmniSource(fake.settings, (facts) => told.push(facts), timing);
  t.after(async () => {
    source.stop();
    await until('every process has ended', () => fake.alive().length === 0);
    assert.ok(!existsSync(join(fake.home, '.talos')), 'no file in the home');
    fake.remove();
  });
  source.start(types);
  const ids = (type: OmniType) => [...(source.facts.resources[type]?.keys() ?? ['nothing yet'])].sort().join(' ');
  const live = () => source.facts.state.phase === 'live';
  return { fake, source, told, ids, live };
}

async function until(what: string, holds: () => boolean, limit = 60_000): Promise<void> {
  for (const end = Date.now() + limit; !holds(); await sleep(20))
    if (Date.now() > end) assert.fail(`waited for: ${what}`);
}

// Mostly they wait, so several run at a time.
describe('the watches of Omni', { concurrency: 4 }, () => {
  test('the first facts: complete lists, where they come from, and that they are live', async (t) => {
    const { source, ids, live } = setUp(t, ['clusterstatuses', 'machinestatuses', 'clusterdestroystatuses']);
    assert.deepEqual(source.facts.resources, {}, 'nothing is known before it was told');
    await until('all is live', live);
    assert.equal(ids('clusterstatuses'), 'lab prod-01');
    assert.equal(ids('machinestatuses'), 'a b c');
    assert.equal(ids('clusterdestroystatuses'), '', 'there is none, and that is known');
    const { state, source: name, url } = source.facts;
    assert.equal(name, 'omnictl, context lab');
    assert.equal(url, 'https://omni.example.internal');
    assert.ok(Date.now() - (state.heardAt ?? 0) < 10_000);
  });

  test('the sign-in is proven by one call before any watch starts', async (t) => {
    const { fake, live } = setUp(t);
    await until('all is live', live);
    const [first, ...rest] = fake.log();
    assert.ok(first && !first.args.includes('--watch'));
    assert.equal(rest[0]?.pid, first.pid, 'nothing starts before the first call has ended');
    assert.equal(rest[0]?.code, 0);
  });

  test('changes follow: updated, created and destroyed', async (t) => {
    const { fake, source, ids, live } = setUp(t);
    await until('all is live', live);
    fake.put('clusterstatuses', { id: 'lab', spec: { phase: 1 } });
    await until('updated', () => source.facts.resources.clusterstatuses?.get('lab')?.spec.phase === 1);
    fake.put('clusterstatuses', { id: 'new' });
    await until('created', () => ids('clusterstatuses') === 'lab new prod-01');
    fake.drop('clusterstatuses', 'lab');
    await until('destroyed', () => ids('clusterstatuses') === 'new prod-01');
  });

  test('a map stays the same object while nothing of its type changes', async (t) => {
    const { fake, source, ids, live } = setUp(t);
    await until('all is live', live);
    const { clusterstatuses, machinestatuses } = source.facts.resources;
    fake.drop('machinestatuses', 'a');
    await until('destroyed', () => ids('machinestatuses') === 'b c');
    assert.equal(source.facts.resources.clusterstatuses, clusterstatuses);
    assert.equal(machinestatuses?.size, 3, 'a map that was handed out does not change');
  });

  test('many changes are told in few notifications', async (t) => {
    const { fake, told, ids, live } = setUp(t);
    await until('all is live', live);
    const before = told.length;
    const started = Date.now();
    for (let n = 0; n < 100; n++) fake.put('machinestatuses', { id: 'a', version: n, spec: { n } });
    fake.put('machinestatuses', { id: 'last' });
    await until('the last one', () => ids('machinestatuses').includes('last'));
    const most = 2 + (Date.now() - started) / 100;
    assert.ok(told.length - before <= most, `${told.length - before} notifications, ${most} at most`);
  });

  test('after a lost connection the list is replaced without flicker', async (t) => {
    const { fake, told, ids, live } = setUp(t);
    await until('all is live', live);
    const before = told.length;
    fake.day({ watch: true, late: 800, times: 2 });
    fake.endWatches();
    fake.drop('clusterstatuses', 'lab');
    fake.put('clusterstatuses', { id: 'new' });
    await until('the new list', () => ids('clusterstatuses') === 'new prod-01' && live());
    for (const { resources } of told.slice(before)) {
      assert.ok(resources.clusterstatuses?.has('prod-01'), 'what stays was never gone');
      assert.equal(resources.machinestatuses?.size, 3);
    }
  });

  test('noise and torn pieces do no harm', async (t) => {
    const fake = fakeOmnictl();
    fake.set('clusterstatuses', [{ id: 'über-lab', labels: { rack: 'Größe 火' } }, { id: 'lab' }]);
    fake.day({ noise, drip: { bytes: 5, every: 2 } });
    const source = new OmniSource(fake.settings, () => {}, quick);
    t.after(async () => {
      source.stop();
      await until('every process has ended', () => fake.alive().length === 0);
      fake.remove();
    });
    source.start(['clusterstatuses']);
    await until('all is live', () => source.facts.state.phase === 'live');
    assert.equal(source.facts.resources.clusterstatuses?.get('über-lab')?.labels.rack, 'Größe 火');
    assert.equal(source.facts.resources.clusterstatuses?.size, 2);
  });

  test('a wish to sign in: one call, then none until somebody signed in', async (t) => {
    const fake = fakeOmnictl();
    fake.set('clusterstatuses', [{ id: 'lab' }]);
    const bad = fake.day({ signIn: true });
    const source = new OmniSource(fake.settings, () => {}, quick);
    t.after(async () => {
      source.stop();
      await until('every process has ended', () => fake.alive().length === 0);
      fake.remove();
    });
    source.start(['clusterstatuses', 'machinestatuses']);
    await until('it asks for a sign-in', () => source.facts.state.fault?.kind === 'sign-in');
    assert.equal(source.facts.state.retryAt, undefined);
    await sleep(2_500);
    assert.equal(fake.calls().length, 1, 'each call would replace the key again');
    bad.over();
    source.signedIn();
    await until('all is live', () => source.facts.state.phase === 'live');
  });

  test('a sign-in that runs out while watching ends in one question too', async (t) => {
    const { fake, source, live } = setUp(t);
    await until('all is live', live);
    fake.day({ signIn: true });
    await until('it asks for a sign-in', () => source.facts.state.fault?.kind === 'sign-in');
    await until('the watches have ended', () => fake.alive().length === 0);
    const calls = fake.calls().length;
    await sleep(2_500);
    assert.equal(fake.calls().length, calls);
  });

  test('quiet watches stay, and are known to be alive, each by itself', async (t) => {
    const { fake, live, source } = setUp(t, ['clusterstatuses', 'machinestatuses', 'clusterdestroystatuses']);
    await until('all is live', live);
    const from = Date.now();
    const heard = () => Object.values(source.facts.watches).map(({ heardAt }) => heardAt ?? 0);
    const watches = () => fake.calls('get').filter(({ args }) => args.includes('--watch')).length;
    const before = watches();
    await until('each is confirmed', () => heard().every((at) => at > from));
    await until('each is confirmed again', () => heard().every((at) => at > from + 2_000));
    assert.equal(watches(), before, 'quiet is no fault');
  });

  test('every watch that goes silent is found among the others, also a large one', async (t) => {
    const types = [
      'clusterstatuses',
      'clusters',
      'machineclasses',
      'machinestatuses',
      'infraproviderstatuses',
    ] as const;
    const { fake, ids, live, source } = setUp(t, types);
    fake.set('machineclasses', [{ id: 'rack' }]);
    fake.set(
      'machinestatuses',
      Array.from({ length: 600 }, (_, n) => ({ id: `machine-${n}` })),
    );
    const silent = ['machineclasses', 'machinestatuses', 'infraproviderstatuses'] as const;
    for (const type of silent) fake.day({ on: `get ${type}`, watch: true, silentAfter: 2_000, times: 1 });
    await until('all is live', live);
    const watches = (type: OmniType) => fake.calls('get', type, '--watch').length;
    const others = () => [watches('clusterstatuses'), watches('clusters')];
    const before = others();
    // The fake goes silent so long after its start; what it has told until then counts.
    await sleep(2_500);
    for (const type of silent) fake.put(type, { id: 'new', updated: '2026-08-02T10:00:00Z' });
    await until('what they did not tell', () => silent.every((type) => source.facts.resources[type]?.has('new')));
    assert.equal(ids('machineclasses'), 'new rack');
    assert.equal(source.facts.resources.machinestatuses?.size, 601);
    assert.deepEqual(others(), before, 'the others stay');
    assert.ok(silent.every((type) => watches(type) > 1));
  });

  test('a list that does not come whole is no news', async (t) => {
    const { fake, live, source, ids } = setUp(t, ['machinestatuses']);
    await until('all is live', live);
    const heard = () => source.facts.watches.machinestatuses?.heardAt;
    const bad = fake.day({ on: 'get machinestatuses', cutAfter: 700 });
    fake.endWatches();
    await until('it shows', () => !live());
    const before = heard();
    await until('three tries', () => fake.calls('get', 'machinestatuses', '--watch').length > 3);
    assert.equal(heard(), before);
    assert.equal(ids('machinestatuses'), 'a b c');
    bad.over();
    await until('it is live again', live);
  });

  test('a watch that says nothing from its beginning is started anew, and the list is shown meanwhile', async (t) => {
    const { fake, ids, live } = setUp(t, ['machinestatuses']);
    const bad = fake.day({ on: 'get machinestatuses', watch: true, hang: true });
    await until('the list', () => ids('machinestatuses') === 'a b c');
    await until('another start', () => fake.calls('get', 'machinestatuses', '--watch').length > 1);
    bad.over();
    await until('all is live', live);
  });

  test('what can not be confirmed grows old, while everything else stays fresh', async (t) => {
    const { fake, live, source } = setUp(t, ['clusterstatuses', 'machinestatuses', 'machineclasses']);
    await until('all is live', live);
    const before = fake.calls('get', 'clusterstatuses', '--watch').length;
    fake.day({ on: 'get machineclasses', hang: true });
    const asked = fake.calls('get', 'machineclasses').length;
    await until('it was asked', () => fake.calls('get', 'machineclasses').length > asked);
    const from = Date.now();
    const heard = (type: OmniType) => source.facts.watches[type]?.heardAt ?? 0;
    await until('the rest is confirmed', () =>
      (['clusterstatuses', 'machinestatuses'] as const).every((type) => heard(type) > from + 3_000),
    );
    assert.ok(heard('machineclasses') < from);
    assert.equal(fake.calls('get', 'clusterstatuses', '--watch').length, before, 'nothing else is started anew');
  });

  test('a watch whose program only says that it tries again is started anew', async (t) => {
    const { fake, ids, live } = setUp(t, ['clusterstatuses']);
    await until('all is live', live);
    fake.day({ watch: true, retriesAfter: 1_500, times: 1 });
    fake.endWatches();
    await until('the second watch', () => fake.calls('get', 'clusterstatuses', '--watch').length === 2 && live());
    await until('the third watch', () => fake.calls('get', 'clusterstatuses', '--watch').length === 3 && live());
    fake.put('clusterstatuses', { id: 'new' });
    await until('what it tells', () => ids('clusterstatuses') === 'lab new prod-01');
  });

  test('a type that this person may not see harms no other', async (t) => {
    const fake = fakeOmnictl();
    fake.set('clusterstatuses', [{ id: 'lab' }]);
    fake.day({ on: 'get etcdbackupstatuses', fails: errors.permissionDenied });
    const source = new OmniSource(fake.settings, () => {}, quick);
    t.after(async () => {
      source.stop();
      await until('every process has ended', () => fake.alive().length === 0);
      fake.remove();
    });
    source.start(['clusterstatuses', 'etcdbackupstatuses']);
    await until('its fault shows', () => source.facts.watches.etcdbackupstatuses?.fault?.kind === 'forbidden');
    await until('the rest is live', () => source.facts.state.phase === 'live');
    assert.ok(source.facts.state.heardAt);
    assert.equal(source.facts.resources.clusterstatuses?.size, 1);
    assert.equal(source.facts.resources.etcdbackupstatuses, undefined);
    source.stop();
    source.start([]);
    await until('the rest is live again, as soon', () => source.facts.state.phase === 'live', 10_000);
  });

  test('what Omni is and offers is asked once, and again when its release is another one', async (t) => {
    const { fake, source, live } = setUp(t);
    fake.set('talosversions', [
      { id: '1.13.6', spec: { version: '1.13.6', compatiblekubernetesversions: ['1.35.3', '1.36.2'] } },
      { id: '1.13.5' },
      { id: '1.8.4', spec: { deprecated: true } },
      { id: '1.14.0', spec: { unsupported: true } },
    ]);
    const both = { items: [{ name: 'siderolabs/nfsd' }, { name: 'siderolabs/iscsi-tools' }] };
    fake.set('talosextensions', [
      { id: '1.13.6', spec: both },
      { id: '1.13.5', spec: both },
      { id: '1.8.4', spec: { items: [{ name: 'siderolabs/iscsi-tools' }] } },
    ]);
    await until('the offers', () => source.facts.offers !== undefined);
    assert.deepEqual(source.facts.offers?.value, {
      version: '1.9.3',
      talosVersions: [
        { version: '1.13.6', kubernetes: ['1.35.3', '1.36.2'] },
        { version: '1.13.5', kubernetes: [] },
        { version: '1.8.4', kubernetes: [], deprecated: true },
        { version: '1.14.0', kubernetes: [], unsupported: true },
      ],
      extensions: [
        { talos: ['1.13.6', '1.13.5'], names: ['siderolabs/iscsi-tools', 'siderolabs/nfsd'] },
        { talos: ['1.8.4'], names: ['siderolabs/iscsi-tools'] },
      ],
    });
    await until('all is live', live);
    fake.control({ version: 'v1.10.4' });
    source.stop();
    source.start([]);
    await until('the release it has now', () => source.facts.offers?.value.version === '1.10.4');
    assert.equal(fake.calls('get', 'talosversions').length, 2);
  });

  test('a file that is not there is told at once, with no call and no file made', async (t) => {
    const fake = fakeOmnictl();
    t.after(() => fake.remove());
    const omniconfig = join(fake.home, 'missing');
    const source = new OmniSource({ ...fake.settings, omniconfig }, () => {}, quick);
    source.start(['clusterstatuses']);
    await until('it is told', () => source.facts.state.fault?.kind === 'wrong-setting');
    source.stop();
    assert.equal(fake.calls().length, 0);
    assert.ok(!existsSync(omniconfig));
  });

  test('stopped and started again: nothing twice, and the facts are right', async (t) => {
    const { fake, source, ids, live } = setUp(t);
    await until('all is live', live);
    source.stop();
    assert.equal(source.facts.state.phase, 'idle');
    assert.equal(ids('clusterstatuses'), 'lab prod-01', 'what was known stays');
    fake.drop('clusterstatuses', 'lab');
    source.start([]);
    await until('live again', () => live() && ids('clusterstatuses') === 'prod-01');
    await until('the old processes have ended', () => fake.alive().length <= 3);
  });
});

// By themselves, because they measure.
describe('a fault, at the pace of use', { concurrency: 2 }, () => {
  /** Milliseconds in which the facts have to be right again after a fault has ended. */
  const convergence = 5_000;

  const faults = [
    ['the server is gone', { fails: errors.unavailable }, 'unreachable'],
    ['the server fails', { fails: errors.serverError }, 'failed'],
    ['garbage comes', { garbage: '<html>502</html>' }, 'unreadable'],
    ['every call hangs', { hang: true }, 'timeout'],
    ['every call is cut in the middle of an object', { cutAfter: 100 }, 'unreachable'],
  ] as const;

  for (const [name, day, kind] of faults)
    test(`${name}: told with the fault, rows kept and growing old, and right within ${convergence / 1000} s after it is over`, async (t) => {
      const { fake, source, ids, live } = setUp(
        t,
        ['clusterstatuses', 'machinestatuses', 'clusterdestroystatuses'],
        {},
      );
      await until('all is live', live);
      const bad = fake.day(day);
      fake.endWatches();
      await until('the fault shows', () => source.facts.state.fault?.kind === kind && !live());
      const { heardAt } = source.facts.watches.clusterstatuses ?? {};
      assert.ok(heardAt);
      fake.drop('clusterstatuses', 'lab');
      // Calls that were under way when it began to fail do not count.
      await sleep(500);
      const calls = fake.calls().length;
      const since = Date.now();
      await sleep(1_500);
      const most = 2 + (Date.now() - since) / 1_000;
      assert.ok(fake.calls().length - calls <= most, `${fake.calls().length - calls} calls to a server that fails`);
      assert.equal(ids('clusterstatuses'), 'lab prod-01', 'what was known stays, with its age');
      assert.equal(source.facts.watches.clusterstatuses?.heardAt, heardAt);
      const over = Date.now();
      bad.over();
      await until('it has converged', () => ids('clusterstatuses') === 'prod-01' && live());
      const took = Date.now() - over;
      // Three programs start one after the other for it: a question, a watch, a question. A real omnictl starts at once.
      const starting = 3 * Math.max(...fake.calls().map(({ at, startup = 0 }) => (at >= over ? startup : 0)));
      t.diagnostic(`${took} ms, of which ${starting} ms at most for starting the fake`);
      assert.ok(took - starting <= convergence, `${took} ms`);
    });
});
