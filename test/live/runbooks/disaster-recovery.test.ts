// Disaster recovery against the fake Omni: real processes, state that takes time, and days on which things go wrong.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { disasterRecoveryPhases } from '../../../server/src/live/runbooks/disaster-recovery.ts';
import type { PhaseState, RunState } from '../../../server/src/live/runbooks/engine.ts';
import { readJournal } from '../../../server/src/live/runbooks/journal.ts';
import { phasesOf, planDisasterRecovery } from '../../../server/src/live/runbooks/plan.ts';
import { abortRun, type Run, resumeRun, startRun, unfinished } from '../../../server/src/live/runbooks/run.ts';
import { agree, operator, type TestOperator, timeIsUpWhen } from './operator.ts';
import { clusterName, gitOpsInputs, newWorld, type World } from './world.ts';

const pace = 0.02;
const worlds: World[] = [];
after(() => {
  for (const world of worlds) world.remove();
});

function world(options: Parameters<typeof newWorld>[0] = {}): World {
  const made = newWorld(options);
  worlds.push(made);
  return made;
}

interface Wish {
  readonly drill?: boolean;
  readonly gitOps?: boolean;
  readonly backupAge?: number;
  readonly person?: TestOperator;
  readonly signal?: AbortSignal;
  readonly deadline?: () => AbortSignal;
}

async function start(on: World, wish: Wish = {}): Promise<Run> {
  const { template, systems, folders, bootstrap } = on;
  const drill = wish.drill === true;
  const signal = wish.signal ?? new AbortController().signal;
  const inputs = await planDisasterRecovery(
    {
      cluster: clusterName,
      template,
      drill,
      serviceAccounts: [],
      backupAge: wish.backupAge ?? 86_400_000,
      ...(wish.gitOps ? { gitOps: gitOpsInputs(bootstrap) } : {}),
    },
    systems,
    'root@rack-a',
    signal,
  );
  assert.ok(inputs.ok, inputs.ok ? '' : inputs.fault.message);
  const run = startRun({
    ...{ folders, drill, signal, inputs: inputs.value, cluster: clusterName },
    runbook: 'disaster-recovery',
    title: 'Disaster recovery',
    phases: disasterRecoveryPhases(inputs.value, systems),
    operator: wish.person ?? operator(),
    pace,
    ...(wish.deadline ? { deadline: wish.deadline } : {}),
  });
  assert.ok(run.ok, run.ok ? '' : run.fault.message);
  return run.value;
}

async function end(run: Run): Promise<RunState> {
  const result = await run.proceed();
  run.close();
  assert.ok(result.ok);
  return result.value;
}

async function resume(on: World, person = operator(), signal = new AbortController().signal): Promise<RunState> {
  const [file] = unfinished(on.folders.runs, clusterName);
  assert.ok(file);
  const phases = phasesOf(file, on.systems);
  assert.ok(phases.ok);
  const run = resumeRun(file, { folders: on.folders, phases: phases.value, operator: person, signal, pace });
  assert.ok(run.ok);
  return end(run.value);
}

function failureOf(state: RunState): { readonly phase: string; readonly message: string } | undefined {
  const phase = state.phases.find(({ status }) => status === 'failed');
  return phase && { phase: phase.id, message: phase.fault?.message ?? '' };
}

function explain(state: RunState): string {
  return JSON.stringify([state.status, state.why, failureOf(state)]);
}

/** A person who stops the run as soon as a phase says this. */
function stopAt(id: string, says: RegExp, stop: AbortController): (phase: PhaseState, text: string) => void {
  return (phase, text) => {
    if (phase.id === id && says.test(text)) stop.abort();
  };
}

const deletions = (on: World) => on.fake.calls('cluster', 'delete').length;

test('a cluster is deleted, made again and handed over, and the report says how long each phase took', async () => {
  const on = world();
  const person = operator();
  const run = await start(on, { person });
  const state = await end(run);
  assert.equal(state.status, 'finished', explain(state));
  assert.equal(deletions(on), 1);
  assert.deepEqual(on.fake.calls('cluster', 'delete')[0]?.args.slice(-2), [
    clusterName,
    '--destroy-disconnected-machines',
  ]);
  assert.equal(on.fake.calls('cluster', 'template', 'sync').length, 1);
  assert.deepEqual(on.asked('restart'), ['restart']);
  assert.equal(person.questions[0]?.kind, 'typed');
  assert.ok(existsSync(join(on.fake.home, '.kube', 'config')));
  const report = readFileSync(run.report, 'utf8');
  assert.match(report.split('\n')[0] ?? '', /^# Disaster recovery of `prod-01`: done$/);
  assert.match(report, /\| Delete the cluster \| done \| \d+ (m?s|min)/);
  assert.match(report, /expects 2 machines in 2 machine sets/);
});

test('without a CNI, Cilium is installed before the nodes are waited for, then the rest from git', async () => {
  const on = world({ cni: 'none' });
  const state = await end(await start(on, { gitOps: true }));
  assert.equal(state.status, 'finished', explain(state));
  const order = state.phases.map(({ id }) => id);
  assert.ok(order.indexOf('cilium') < order.indexOf('nodes'));
  assert.ok(order.indexOf('nodes') < order.indexOf('credentials'));
  const [cilium = ''] = on.asked('helm upgrade --install cilium');
  assert.match(cilium, / --version 1\.18\.0 .*--set MTU=1450 .*--wait --timeout \d+s --kube-context prod-01$/);
  assert.equal(on.asked('helm').length, 4);
  assert.deepEqual(on.asked('create'), [
    'create Namespace external-secrets',
    'create Secret universal-auth-credentials',
  ]);
  const [patch = ''] = on.asked('patch');
  assert.match(patch, /^patch Application argocd-ha .*"prune":false.*"syncOptions":\["ServerSideApply=true"\]/);
});

test('a drill does everything but what destroys', async () => {
  const on = world();
  const state = await end(await start(on, { drill: true }));
  assert.equal(state.status, 'finished', explain(state));
  assert.equal(deletions(on), 0);
  assert.equal(on.fake.calls('cluster', 'template', 'sync').length, 0);
  assert.equal(on.asked('restart').length, 1);
  const left = state.phases.filter(({ status }) => status === 'drill').map(({ id }) => id);
  assert.deepEqual(left, ['delete', 'gone', 'confirm-gone', 'clean-up', 'service-accounts']);
  const sync = state.phases.find(({ id }) => id === 'sync');
  assert.match(sync?.notes.join() ?? '', /the template and Omni are the same/);
});

test('what is missing is told before anything is changed, all of it', async () => {
  const on = world();
  on.fake.drop('machineclasses', 'rack-worker');
  on.fake.put('infraproviderhealthstatuses', {
    id: 'rack-provider',
    spec: { lastheartbeattimestamp: { seconds: 1_700_000_000, nanos: 0 }, error: '' },
  });
  on.fake.set('etcdbackupstatuses', []);
  const state = await end(await start(on));
  const { phase, message } = failureOf(state) ?? { phase: '', message: '' };
  assert.equal(phase, 'preflight');
  assert.match(message, /no machine class `rack-worker`.*`rack-provider` was last heard of .* ago.*no backup of etcd/);
  assert.equal(deletions(on), 0);
  assert.deepEqual(on.asked('restart'), []);
});

test('a template that is wrong, or another cluster’s, is refused', async () => {
  const on = world();
  const text = readFileSync(on.template, 'utf8');
  writeFileSync(on.template, text.replace('kind: ControlPlane', 'kind: Controlplane'));
  const state = await end(await start(on));
  assert.equal(failureOf(state)?.phase, 'preflight');
  writeFileSync(on.template, text.replace('name: prod-01', 'name: lab'));
  const wish = { cluster: clusterName, template: on.template, drill: false, serviceAccounts: [] };
  const plan = await planDisasterRecovery(wish, on.systems, undefined, new AbortController().signal);
  assert.ok(!plan.ok);
  assert.match(plan.fault.message, /is the template of `lab`/);
});

for (const [name, answer] of [
  ['nothing', () => undefined],
  ['another name', () => ({ said: 'yes' as const, typed: 'prod-02' })],
  ['yes', () => ({ said: 'yes' as const })],
] as const)
  test(`the name of the cluster has to be typed: ${name} is not enough, and the run waits`, async () => {
    const on = world();
    const state = await end(await start(on, { person: operator(answer) }));
    assert.equal(state.status, 'stopped');
    assert.equal(deletions(on), 0);
    assert.deepEqual(on.asked('restart'), []);
    const resumed = await resume(on);
    assert.equal(resumed.status, 'finished', explain(resumed));
  });

test('a deletion that never ends fails in time, says what is left, and goes on when it has ended', async () => {
  const on = world();
  on.fake.control({ stuck: [clusterName] });
  const tells = /^(delete: Destroying|gone: still there)/;
  const state = await end(
    await start(
      on,
      timeIsUpWhen((phase, text) => tells.test(`${phase}: ${text}`)),
    ),
  );
  assert.equal(failureOf(state)?.phase, 'gone', explain(state));
  assert.match(failureOf(state)?.message ?? '', /not reached within .* still there: the cluster, 2 machines/);
  on.fake.control({ stuck: [] });
  const resumed = await resume(on);
  assert.equal(resumed.status, 'finished', explain(resumed));
  assert.equal(deletions(on), 1);
});

test('a deletion that Omni refuses is told as such, and tried again only when a person says so', async () => {
  const on = world();
  const day = on.fake.day({
    on: 'cluster delete',
    fails: 'rpc error: code = PermissionDenied desc = insufficient role',
  });
  const state = await end(await start(on));
  assert.equal(failureOf(state)?.phase, 'delete', explain(state));
  assert.match(failureOf(state)?.message ?? '', /does not allow/);
  day.over();
  const silent = operator((question) => (question.kind === 'undecided' ? undefined : agree(question)));
  assert.equal((await resume(on, silent)).status, 'stopped');
  assert.equal(deletions(on), 1);
  assert.ok(silent.questions.some(({ kind }) => kind === 'undecided'));
  const resumed = await resume(on);
  assert.equal(resumed.status, 'finished', explain(resumed));
  assert.equal(deletions(on), 2);
});

test('a locked cluster is not touched', async () => {
  const on = world();
  const [cluster] = on.fake.scenario.clusters();
  assert.ok(cluster);
  const rendered = cluster.rendered.map((resource) =>
    resource.type.startsWith('Clusters.')
      ? { ...resource, annotations: { 'omni.sidero.dev/cluster-locked': '' } }
      : resource,
  );
  on.fake.scenario.setClusters([{ ...cluster, rendered }]);
  const state = await end(await start(on));
  assert.match(failureOf(state)?.message ?? '', /is locked in Omni/);
  assert.equal(deletions(on), 0);
});

test('a request that the provider can not meet ends the wait with its reason', async () => {
  const on = world();
  on.fake.control({ failingRequests: { 'prod-01-workers': 'no storage matches the selector' } });
  const state = await end(await start(on));
  assert.equal(failureOf(state)?.phase, 'provisioning', explain(state));
  assert.match(failureOf(state)?.message ?? '', /no storage matches the selector/);
  on.fake.control({ failingRequests: {} });
  const resumed = await resume(on);
  assert.equal(resumed.status, 'finished', explain(resumed));
  assert.equal(on.fake.calls('cluster', 'template', 'sync').length, 1);
});

test('Omni that is away for a while is waited for; the run is cancelled and goes on', async () => {
  const on = world();
  const stop = new AbortController();
  on.fake.day({
    on: 'get clustermachinerequeststatuses',
    fails: 'rpc error: code = Unavailable desc = connection refused',
    times: 2,
  });
  const state = await end(
    await start(on, { person: { ...operator(), progress: stopAt('provisioning', /./, stop) }, signal: stop.signal }),
  );
  assert.equal(state.status, 'stopped', explain(state));
  assert.equal(deletions(on), 1);
  const resumed = await resume(on);
  assert.equal(resumed.status, 'finished', explain(resumed));
  assert.equal(deletions(on), 1);
});

test('cancelled in the middle of the deletion, it is not begun again', async () => {
  const on = world();
  on.fake.control({ step: 400 });
  const stop = new AbortController();
  const person = { ...operator(), progress: stopAt('delete', /^Destroying/, stop) };
  const state = await end(await start(on, { person, signal: stop.signal }));
  assert.equal(state.status, 'stopped', explain(state));
  assert.equal(deletions(on), 1);
  on.fake.control({ step: 15 });
  const nobody = operator((question) => (question.kind === 'undecided' ? undefined : agree(question)));
  const resumed = await resume(on, nobody);
  assert.equal(resumed.status, 'finished', explain(resumed));
  assert.equal(deletions(on), 1);
  assert.deepEqual(on.fake.alive(), []);
});

test('one run at a time, and an unfinished one has to be resumed or aborted first', async () => {
  const on = world();
  const first = await start(on, { person: operator(() => undefined) });
  await assert.rejects(start(on), /already under way/);
  await end(first);
  await assert.rejects(start(on), /is not finished/);
  const [file] = unfinished(on.folders.runs);
  assert.ok(file);
  const aborted = abortRun(file, on.folders, 'a person aborted it');
  assert.ok(aborted.ok);
  assert.match(readFileSync(aborted.value, 'utf8'), /aborted at “Confirm the cluster”/);
  const read = readJournal(file.path);
  assert.ok(
    read.ok &&
      !resumeRun(read.value, { ...on, phases: [], operator: operator(), signal: new AbortController().signal }).ok,
  );
  assert.deepEqual(unfinished(on.folders.runs), []);
});

test('a template that changes during the run stops the sync', async () => {
  const on = world();
  const person = operator((question) => {
    if (question.kind === 'confirm') writeFileSync(on.template, `${readFileSync(on.template, 'utf8')}# changed\n`);
    return agree(question);
  });
  const state = await end(await start(on, { person }));
  assert.equal(failureOf(state)?.phase, 'sync', explain(state));
  assert.match(failureOf(state)?.message ?? '', /has changed since the run began/);
});
