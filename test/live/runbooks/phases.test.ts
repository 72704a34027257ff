// Each phase of disaster recovery by itself: that it succeeds, runs out of time, fails and is cancelled.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { failed, ok } from '../../../server/src/live/fault.ts';
import { disasterRecoveryPhases } from '../../../server/src/live/runbooks/disaster-recovery.ts';
import { planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import type { Systems } from '../../../server/src/live/runbooks/systems.ts';
import { type PhaseOptions, runPhase } from './one-phase.ts';
import { oneSecond, operator, timeIsUpAfter } from './operator.ts';
import { clusterName, newWorld, type World } from './world.ts';

const worlds: World[] = [];
after(() => {
  for (const world of worlds) {
    assert.deepEqual(world.fake.alive(), [], 'no process is left');
    world.remove();
  }
});

function world(options: Parameters<typeof newWorld>[0] = {}): World {
  const made = newWorld(options);
  worlds.push(made);
  return made;
}

interface Options extends PhaseOptions {
  readonly systems?: Systems;
}

/** Runs one phase of disaster recovery. */
async function only(on: World, id: string, { systems = on.systems, ...options }: Options = {}) {
  const wish = {
    cluster: clusterName,
    template: on.template,
    drill: false,
    serviceAccounts: ['ci'],
    backupAge: 86_400_000,
  };
  const inputs = await planDisasterRecovery(wish, on.systems, 'root@rack-a', new AbortController().signal);
  assert.ok(inputs.ok);
  return runPhase(disasterRecoveryPhases(inputs.value, systems), id, options);
}

const unavailable = 'rpc error: code = Unavailable desc = connection error: desc = "connection refused"';

/** Phases that only wait, the resource that they look at, and what they say of a cluster that runs. */
const waits: readonly (readonly [id: string, type: string, says: RegExp | undefined])[] = [
  ['provisioning', 'clustermachinerequeststatuses', /^2 of 2 machines made$/],
  ['registering', 'machinestatuses', /^2 of 2 machines registered, 2 connected$/],
  ['bootstrapping', 'clusterbootstrapstatuses', /^2 of 2 machines run$/],
  ['api', 'loadbalancerstatuses', undefined],
  ['nodes', 'kubernetesstatuses', /^2 of 2 nodes ready$/],
];

for (const [id, type, says] of waits) {
  test(`${id}: ends when it is reached`, async () => {
    const phase = await only(world(), id);
    assert.equal(phase.status, 'done');
    if (says) assert.match(phase.text ?? '', says);
  });

  test(`${id}: goes on through a short absence of Omni, and fails in time in a long one`, async () => {
    const on = world();
    const day = on.fake.day({ on: `get ${type}`, fails: unavailable, times: 1 });
    assert.equal((await only(on, id)).status, 'done');
    day.over();
    on.fake.day({ on: `get ${type}`, fails: unavailable });
    const late = await only(on, id, timeIsUpAfter());
    assert.deepEqual([late.status, late.fault?.kind], ['failed', 'timeout']);
    assert.match(
      late.fault?.message ?? '',
      /was not reached within .*; last: Omni at `omni\.example\.internal` can not be reached/,
    );
    assert.ok((late.look ?? []).length > 0, 'it says where to look');
  });

  test(`${id}: a person can stop it`, async () => {
    const on = world();
    on.fake.day({ on: `get ${type}`, fails: unavailable });
    const stop = new AbortController();
    const person = { ...operator(), progress: () => stop.abort() };
    const stopped = await only(on, id, { person, signal: stop.signal });
    assert.deepEqual([stopped.status, stopped.run.status], ['stopped', 'stopped']);
  });

  test(`${id}: an expired sign-in is told at once`, async () => {
    const on = world();
    on.fake.day({ on: `get ${type}`, signIn: true });
    const phase = await only(on, id);
    assert.deepEqual([phase.status, phase.fault?.kind], ['failed', 'sign-in']);
  });
}

test('nodes: those that wait for a CNI are named as not ready, and the CNI as the reason', async () => {
  const phase = await only(world({ cni: 'none' }), 'nodes', timeIsUpAfter());
  assert.match(phase.fault?.message ?? '', /0 of 2 nodes ready; the template turns the CNI off, so install one now/);
});

test('bootstrapping: “not ready” is said to be normal while machines come up', async () => {
  const on = world({ running: false });
  on.fake.control({ step: 100_000 });
  on.fake.scenario.setClusters([]);
  const time = timeIsUpAfter();
  await only(on, 'bootstrapping', time);
  assert.ok(
    time.person.seen.some((line) =>
      line.includes('0 of 2 machines run, etcd is not up yet; “not ready” is normal here'),
    ),
  );
});

test('gone: waits for machines and requests too, not only for the cluster', async () => {
  const on = world({ running: false });
  on.fake.put('machinerequests', {
    id: 'prod-01-workers-abcdef',
    labels: { 'omni.sidero.dev/machine-request-set': 'prod-01-workers' },
  });
  on.fake.put('machinerequests', {
    id: 'lab-workers-abcdef',
    labels: { 'omni.sidero.dev/machine-request-set': 'lab-workers' },
  });
  const waiting = await only(on, 'gone', timeIsUpAfter());
  assert.match(waiting.fault?.message ?? '', /still there: 1 machine request$/);
  on.fake.drop('machinerequests', 'prod-01-workers-abcdef');
  assert.equal((await only(on, 'gone')).status, 'done');
});

test('delete: one that hangs without any trace is given up, and not begun again', async () => {
  const on = world();
  on.fake.day({ on: 'cluster delete', hang: true });
  const phase = await only(on, 'delete', timeIsUpAfter(3));
  assert.deepEqual([phase.status, phase.fault?.kind, phase.outcome], ['failed', 'timeout', 'unknown']);
  assert.equal(on.fake.calls('cluster', 'delete').length, 1);
});

test('delete: a cluster that Omni does not have is not deleted', async () => {
  const on = world({ running: false });
  assert.equal((await only(on, 'delete')).text, 'Omni does not have it.');
  assert.equal(on.fake.calls('cluster', 'delete').length, 0);
});

test('provisioning: classes that take machines which exist already make none', async () => {
  const on = world({ running: false });
  for (const id of ['rack-control-plane', 'rack-worker'])
    on.fake.put('machineclasses', { id, spec: { matchlabels: ['omni.sidero.dev/platform = metal'] } });
  assert.equal((await only(on, 'provisioning')).text, 'no machine has to be made');
});

test('sync: a template that Omni refuses fails with its reason; one that hangs, in time', async () => {
  const on = world({ running: false });
  const refused = on.fake.day({
    on: 'cluster template sync',
    fails: 'rpc error: code = InvalidArgument desc = talos version is not supported',
  });
  const phase = await only(on, 'sync');
  assert.match(phase.fault?.message ?? '', /talos version is not supported/);
  refused.over();
  const hanging = on.fake.day({ on: 'cluster template sync', hang: true });
  const late = await only(on, 'sync', { deadline: oneSecond });
  assert.deepEqual([late.status, late.fault?.kind], ['failed', 'timeout']);
  hanging.over();
  assert.equal((await only(on, 'sync')).status, 'done');
});

test('kubeconfig: fails with omnictl’s reason, and waits for a cluster that does not answer yet', async () => {
  const on = world();
  const refused = on.fake.day({
    on: 'kubeconfig',
    fails: 'rpc error: code = PermissionDenied desc = insufficient role',
  });
  assert.equal((await only(on, 'kubeconfig')).fault?.kind, 'forbidden');
  refused.over();
  let tries = 0;
  const kubernetes: Systems['kubernetes'] = async () =>
    ++tries < 3 ? failed('unreachable', 'Not yet.') : on.systems.kubernetes();
  const phase = await only(on, 'kubeconfig', { systems: { ...on.systems, kubernetes } });
  assert.deepEqual([phase.status, tries], ['done', 3]);
});

test('restart-provider: waits for the container and for Omni to hear of it; a restart that is lost is not repeated', async () => {
  const on = world();
  assert.equal((await only(on, 'restart-provider')).status, 'done');
  const { provider } = on.systems;
  assert.ok(provider);
  const sick = {
    ...provider,
    status: async () => ok({ name: 'p', image: 'p:v1', state: 'running', health: 'unhealthy' as const, restarts: 0 }),
  };
  const phase = await only(on, 'restart-provider', { systems: { ...on.systems, provider: sick }, ...timeIsUpAfter() });
  assert.match(phase.fault?.message ?? '', /the container is running, unhealthy/);
  const lost = { ...provider, restart: async () => failed('unreachable', 'The connection was lost.') };
  const failing = await only(on, 'restart-provider', { systems: { ...on.systems, provider: lost } });
  assert.deepEqual([failing.status, failing.fault?.message], ['failed', 'The connection was lost.']);
});

test('restart-provider: by the host’s own clock, whatever it says, a restart whose end was not seen is settled', async () => {
  for (const skew of [-86_400_000, 86_400_000]) {
    const on = world();
    const { provider } = on.systems;
    assert.ok(provider);
    let startedAt = Date.now() + skew - 60_000;
    const theirs = {
      ...provider,
      status: async () => ok({ name: 'p', image: 'p:v1', state: 'running', restarts: 0, startedAt }),
    };
    const nothing = {
      ...theirs,
      restart: async () => failed('unreachable', 'The connection was lost before it began.'),
    };
    const lost = await only(on, 'restart-provider', { systems: { ...on.systems, provider: nothing } });
    assert.equal(lost.fault?.message, 'The connection was lost before it began.', `skew ${skew}`);
    const begun = {
      ...theirs,
      restart: async () => {
        startedAt += 30_000;
        return failed('unreachable', 'The connection was lost while it restarted.');
      },
    };
    const seen = await only(on, 'restart-provider', { systems: { ...on.systems, provider: begun } });
    assert.equal(seen.status, 'done', `skew ${skew}`);
  }
});

test('preflight: machines that the template names have to be there, connected and free', async () => {
  const on = world({ running: false });
  const [there, away, taken, missing] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(8));
  const text = readFileSync(on.template, 'utf8');
  writeFileSync(
    on.template,
    text.replace(
      /kind: Workers\nmachineClass:[\s\S]*$/,
      `kind: Workers\nmachines: [${[there, away, taken, missing].join(', ')}]\n`,
    ),
  );
  on.fake.set('machinestatuses', [
    { id: there ?? '', spec: { connected: true, cluster: 'prod-01' } },
    { id: away ?? '', spec: { connected: false } },
    { id: taken ?? '', spec: { connected: true, cluster: 'lab' } },
  ]);
  const { fault } = await only(on, 'preflight');
  assert.match(fault?.message ?? '', new RegExp(`The machine \`${away}\` is not connected to Omni\\.`));
  assert.match(fault?.message ?? '', new RegExp(`The machine \`${taken}\` is in \`lab\`\\.`));
  assert.match(fault?.message ?? '', new RegExp(`Omni has no machine \`${missing}\`\\.`));
  assert.ok(!fault?.message.includes(`\`${there}\``));
});

test('preflight: a class without a provider has to find enough machines', async () => {
  const on = world({ running: false });
  on.fake.put('machineclasses', { id: 'rack-worker', spec: { matchlabels: ['rack=a', 'rack=b'] } });
  const machine = (id: string, rack: string, spec: object) => ({
    id,
    labels: { rack },
    spec: { connected: true, ...spec },
  });
  on.fake.set('machinestatuses', [
    machine('one', 'a', { cluster: 'lab' }),
    machine('two', 'b', { connected: false }),
    machine('three', 'c', {}),
  ]);
  const few = /The machine class `rack-worker` finds 0 connected machines that are free, and 1 are needed\./;
  assert.match((await only(on, 'preflight')).fault?.message ?? '', few);
  on.fake.put('machinestatuses', machine('four', 'b', {}));
  assert.doesNotMatch((await only(on, 'preflight')).fault?.message ?? '', few);
});

test('service-accounts: those that were named have to be there', async () => {
  const on = world();
  const missing = await only(on, 'service-accounts', timeIsUpAfter());
  assert.match(missing.fault?.message ?? '', /Omni does not have ci/);
  on.fake.setAccounts(['ci']);
  const person = operator();
  assert.equal((await only(on, 'service-accounts', { person })).status, 'done');
  const lines = person.questions[0]?.lines.join('\n') ?? '';
  assert.match(lines, /omnictl --omniconfig \S+ serviceaccount create ci '--use-user-role=false' --role '<role>'`/);
});
