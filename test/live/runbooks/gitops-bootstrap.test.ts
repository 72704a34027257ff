// The GitOps bootstrap on an empty cluster, on one that is half done, and on one that it must not touch.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { failed } from '../../../server/src/live/fault.ts';
import type { RunState } from '../../../server/src/live/runbooks/engine.ts';
import { bootstrapPhases } from '../../../server/src/live/runbooks/plan.ts';
import { resumeRun, startRun, unfinished } from '../../../server/src/live/runbooks/run.ts';
import type { Operator } from '../../../server/src/live/runbooks/runner.ts';
import type { Systems } from '../../../server/src/live/runbooks/systems.ts';
import { isAllowed, isExactVersion, isOlder } from '../../../server/src/live/runbooks/version-range.ts';
import { chartVersions } from '../../../server/src/live/runbooks/versions.ts';
import type { LiveObject } from '../../../server/src/live/status/facts.ts';
import { agree, operator, timeIsUpWhen } from './operator.ts';
import { clusterName, gitOpsInputs, newWorld, type World } from './world.ts';

const worlds: World[] = [];
after(() => {
  for (const world of worlds) world.remove();
});

function world(): World {
  const made = newWorld({ cni: 'none' });
  worlds.push(made);
  return made;
}

async function bootstrap(
  on: World,
  options: {
    readonly drill?: boolean;
    readonly person?: Operator;
    readonly systems?: Systems;
    readonly signal?: AbortSignal;
    readonly deadline?: () => AbortSignal;
  } = {},
): Promise<RunState> {
  const drill = options.drill === true;
  const inputs = gitOpsInputs(on.bootstrap);
  const run = startRun({
    ...{ runbook: 'gitops-bootstrap', title: 'GitOps bootstrap', cluster: clusterName, drill, inputs },
    pace: 0.02,
    ...(options.deadline ? { deadline: options.deadline } : {}),
    folders: on.folders,
    phases: bootstrapPhases(inputs, options.systems ?? on.systems, drill),
    operator: options.person ?? operator(),
    signal: options.signal ?? new AbortController().signal,
  });
  assert.ok(run.ok, run.ok ? '' : run.fault.message);
  const result = await run.value.proceed();
  run.value.close();
  assert.ok(result.ok);
  return result.value;
}

/** Takes the run up again, and lets the time of a phase be up as soon as it tells something. */
function resumeUntil(on: World, id: string): Promise<RunState> {
  return resume(
    on,
    timeIsUpWhen((phase) => phase === id),
  );
}

async function resume(
  on: World,
  { person, ...time }: Partial<ReturnType<typeof timeIsUpWhen>> = {},
): Promise<RunState> {
  const [file] = unfinished(on.folders.runs);
  assert.ok(file);
  const phases = bootstrapPhases(gitOpsInputs(on.bootstrap), on.systems, false);
  const signal = new AbortController().signal;
  const run = resumeRun(file, {
    ...{ folders: on.folders, phases, operator: person ?? operator(), signal, pace: 0.02 },
    ...time,
  });
  assert.ok(run.ok);
  const result = await run.value.proceed();
  run.value.close();
  assert.ok(result.ok);
  return result.value;
}

const statuses = (state: RunState) => Object.fromEntries(state.phases.map(({ id, status }) => [id, status]));
const faultOf = (state: RunState) => state.phases.find(({ status }) => status === 'failed')?.fault?.message ?? '';

/** Puts an object into the cluster of the world. */
function put(on: World, object: Partial<LiveObject> & Pick<LiveObject, 'kind' | 'metadata'>) {
  const path = join(on.folder, 'objects.json');
  const objects = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const { name, namespace } = object.metadata;
  writeFileSync(path, JSON.stringify({ ...objects, [`${object.kind}/${namespace ?? ''}/${name}`]: object }));
}

const rolled = { readyReplicas: 1, updatedReplicas: 1, desiredNumberScheduled: 2, numberReady: 2 };
const workload = (
  kind: string,
  namespace: string,
  name: string,
  status: Readonly<Record<string, unknown>>,
  annotations: Readonly<Record<string, string>> = {},
) => ({ kind, metadata: { name, namespace, annotations }, status });

test('an empty cluster is filled; run again, everything is already there', async () => {
  const on = world();
  const first = await bootstrap(on);
  assert.equal(first.status, 'finished', faultOf(first));
  assert.equal(on.asked('helm').length, 4);
  const before = on.asked('').length;
  const second = await bootstrap(on);
  assert.equal(second.status, 'finished', faultOf(second));
  assert.equal(on.asked('').length, before, 'nothing was asked of the cluster again');
  const { 'confirm-cluster': confirmed, applications, ...others } = statuses(second);
  assert.deepEqual([confirmed, applications], ['done', 'done']);
  assert.deepEqual([...new Set(Object.values(others))], ['already']);
});

test('helm that fails says why, and the phase is taken up again', async () => {
  const on = world();
  writeFileSync(join(on.folder, 'fail-longhorn'), 'UPGRADE FAILED: timed out waiting for the condition\n');
  const state = await bootstrap(on);
  assert.equal(statuses(state).longhorn, 'failed');
  assert.match(faultOf(state), /^helm could not install `longhorn` 1\.12\.1: UPGRADE FAILED: timed out waiting/);
  rmSync(join(on.folder, 'fail-longhorn'));
  const resumed = await resume(on);
  assert.equal(resumed.status, 'finished', faultOf(resumed));
  assert.equal(on.asked('helm upgrade --install longhorn').length, 2);
  assert.equal(on.asked('helm upgrade --install cilium').length, 1);
});

test('Longhorn is not installed over volumes that nobody serves, and never goes back', async () => {
  const on = world();
  put(on, { kind: 'Volume', metadata: { name: 'pvc-1', namespace: 'longhorn-system' } });
  assert.match(faultOf(await bootstrap(on)), /keeps 1 volumes here but does not run/);
  assert.equal(on.asked('helm upgrade --install longhorn').length, 0);

  const later = world();
  const setting = {
    kind: 'Setting',
    metadata: { name: 'current-longhorn-version', namespace: 'longhorn-system' },
    value: 'v1.13.0',
  };
  put(later, setting);
  assert.match(faultOf(await bootstrap(later)), /Longhorn 1\.13\.0 has run here, and it does not go back to 1\.12\.1/);
});

test('another CNI stays', async () => {
  const on = world();
  on.fake.control({ nodesReady: true });
  put(on, workload('DaemonSet', 'kube-system', 'kube-flannel', rolled));
  const state = await bootstrap(on);
  assert.equal(state.phases.find(({ id }) => id === 'cilium')?.text, 'The cluster has the CNI `kube-flannel`.');
  assert.equal(on.asked('helm upgrade --install cilium').length, 0);
});

for (const [id, there] of [
  ['cilium', workload('DaemonSet', 'kube-system', 'cilium', { ...rolled, numberReady: 1 })],
  ['cilium', workload('DaemonSet', 'kube-system', 'calico-node', { ...rolled, numberReady: 1 })],
  ['external-secrets', workload('Deployment', 'external-secrets', 'external-secrets-webhook', {})],
  ['longhorn', workload('DaemonSet', 'longhorn-system', 'longhorn-manager', { ...rolled, numberReady: 1 })],
  [
    'argocd',
    workload(
      'Deployment',
      'argocd',
      'argocd-server',
      {},
      { 'argocd.argoproj.io/tracking-id': 'argocd:apps/Deployment' },
    ),
  ],
] as const)
  test(`what is there and not ready is waited for, never installed over: ${there.metadata.name}`, async () => {
    const on = world();
    put(on, there);
    if (id !== 'cilium') put(on, workload('DaemonSet', 'kube-system', 'cilium', rolled));
    on.fake.control({ nodesReady: id !== 'cilium' });
    const time = timeIsUpWhen((phase) => phase === id);
    const state = await bootstrap(on, time);
    const phase = state.phases.find((one) => one.id === id);
    assert.deepEqual([phase?.status, phase?.fault?.kind], ['failed', 'timeout'], faultOf(state));
    assert.match(phase?.notes.join() ?? '', /is there and not ready: it is waited for/);
    assert.equal(on.asked(`helm upgrade --install ${id}`).length, 0);
    assert.equal((await resumeUntil(on, id)).phases.find((one) => one.id === id)?.status, 'failed');
    assert.equal(on.asked(`helm upgrade --install ${id}`).length, 0, 'nor when the run is resumed');
  });

test('one that gets ready meanwhile is taken as it is, and a drill asks nothing about it', async () => {
  const on = world();
  put(on, workload('DaemonSet', 'kube-system', 'cilium', { ...rolled, numberReady: 1 }));
  const person = operator();
  const progress: Operator['progress'] = (phase, text) => {
    if (phase.id !== 'cilium' || !text.includes('not ready')) return;
    on.fake.control({ nodesReady: true });
    put(on, workload('DaemonSet', 'kube-system', 'cilium', rolled));
  };
  const state = await bootstrap(on, { drill: true, person: { ...person, progress } });
  assert.equal(statuses(state).cilium, 'done', faultOf(state));
  assert.ok(!person.questions.some(({ text }) => text.includes('Cilium')));
  assert.equal(on.asked('helm upgrade --install cilium').length, 0);
});

test('a context that leads to another cluster is refused before anything is asked', async () => {
  const on = world();
  on.fake.scenario.setClusters([]);
  const [node] = [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'somebody-elses-node' } }];
  const kubernetes = await on.systems.kubernetes();
  assert.ok(kubernetes.ok && node);
  const other = { ...kubernetes.value, list: async () => ({ ok: true as const, value: [node] }) };
  const person = operator();
  const state = await bootstrap(on, {
    person,
    systems: { ...on.systems, kubernetes: async () => ({ ok: true, value: other }) },
  });
  assert.match(faultOf(state), /is not `prod-01`: Omni does not know its node `somebody-elses-node`/);
  assert.deepEqual(person.questions, []);
});

test('without credentials it stops and names the variable; in a drill, every change is asked', async () => {
  const on = world();
  const nobody = { ...on.systems, secret: async () => undefined };
  assert.match(faultOf(await bootstrap(on, { systems: nobody })), /`INFISICAL_UNIVERSAL_AUTH_CLIENT_ID` is not set/);
  const person = operator((question) => (question.text.includes('Cilium') ? undefined : agree(question)));
  const state = await bootstrap(on, { drill: true, person });
  assert.equal(state.status, 'stopped');
  assert.ok(person.questions.some(({ lines }) => lines.some((line) => line.includes('helm upgrade --install cilium'))));
  assert.deepEqual(on.asked('helm'), []);
});

test('Applications that do not get well are named with what Argo CD says, when the time is up', async () => {
  const on = world();
  const real = await on.systems.kubernetes();
  assert.ok(real.ok);
  const sick: LiveObject = {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'wiki', namespace: 'argocd' } },
    spec: { syncPolicy: { automated: {} } },
    status: {
      ...{ sync: { status: 'Unknown' }, health: { status: 'Healthy' } },
      conditions: [{ type: 'ComparisonError', message: 'the repository can not be read' }],
    },
  };
  const list: typeof real.value.list = async (type, signal) => {
    const found = await real.value.list(type, signal);
    return found.ok && type.kind === 'Application' ? { ok: true, value: [...found.value, sick] } : found;
  };
  const kubernetes: Systems['kubernetes'] = async () => ({ ok: true, value: { ...real.value, list } });
  const time = timeIsUpWhen((phase) => phase === 'applications');
  const state = await bootstrap(on, { systems: { ...on.systems, kubernetes }, ...time });
  assert.equal(statuses(state).applications, 'failed');
  assert.match(
    faultOf(state),
    /2 of 3 Applications synced and healthy; `wiki` is Unknown · Healthy: the repository can not be read$/,
  );
});

test('the Applications that would be synced are named before the answer, and no other one is synced', async () => {
  const on = world();
  const person = operator((question) => {
    // One more shows up while the person reads.
    if (question.text.startsWith('Sync the Applications'))
      put(on, { kind: 'Application', metadata: { name: 'late', namespace: 'argocd' }, status: {} });
    return agree(question);
  });
  const state = await bootstrap(on, { person });
  assert.equal(state.status, 'finished', faultOf(state));
  const lines = person.questions.find(({ text }) => text.startsWith('Sync the Applications'))?.lines ?? [];
  assert.ok(lines.includes('`argocd-ha` is OutOfSync · Missing.'));
  assert.ok(lines.includes('Only 2 nodes take pods; a highly available Argo CD needs 3.'));
  assert.deepEqual(
    on.asked('patch').map((line) => line.split(' ')[2]),
    ['argocd-ha'],
  );
});

test('labels that change are noted as they were and as they are', async () => {
  const on = world();
  const labels = { 'pod-security.kubernetes.io/enforce': 'baseline' };
  put(on, { kind: 'Namespace', metadata: { name: 'longhorn-system', labels } });
  const { notes } = (await bootstrap(on)).phases.find(({ id }) => id === 'namespaces') ?? { notes: [] };
  assert.deepEqual(notes, [
    '`longhorn-system`: pod-security.kubernetes.io/enforce baseline → privileged',
    '`longhorn-system`: pod-security.kubernetes.io/enforce-version (none) → latest',
  ]);
});

test('the root Application is tried on the server first; what somebody else manages is not taken over', async () => {
  const on = world();
  const real = await on.systems.kubernetes();
  assert.ok(real.ok);
  const tries: unknown[] = [];
  const apply: typeof real.value.apply = async (object, signal, options) => {
    if (object.kind !== 'Application') return real.value.apply(object, signal, options);
    tries.push([object.metadata.namespace, options]);
    return failed('conflict', 'Somebody else changed it.', {
      details: 'conflict with "argocd-controller": .spec.source',
    });
  };
  const kubernetes: Systems['kubernetes'] = async () => ({ ok: true, value: { ...real.value, apply } });
  // One that names no namespace belongs to Argo CD's.
  writeFileSync(on.bootstrap, readFileSync(on.bootstrap, 'utf8').replace('  namespace: argocd\nspec', 'spec'));
  const state = await bootstrap(on, { systems: { ...on.systems, kubernetes } });
  assert.match(faultOf(state), /^Application `argocd\/root` has fields that somebody else manages/);
  assert.deepEqual(tries, [['argocd', { dryRun: true }]]);
});

test('stopped while helm works: helm is ended, and works again when the run is resumed', async () => {
  const on = world();
  const path = join(on.folder, 'helm.cjs');
  const helm = readFileSync(path, 'utf8');
  const pid = join(on.folder, 'helm.pid');
  writeFileSync(
    path,
    `require('node:fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setTimeout(() => {}, 60_000);`,
  );
  const stop = new AbortController();
  const works = () => existsSync(pid) && readFileSync(pid, 'utf8') !== '';
  const watch = setInterval(() => works() && stop.abort(), 20);
  const state = await bootstrap(on, { signal: stop.signal });
  clearInterval(watch);
  assert.deepEqual([state.status, statuses(state).cilium], ['stopped', 'stopped']);
  assert.throws(() => process.kill(Number(readFileSync(pid, 'utf8')), 0), 'helm is gone');
  writeFileSync(path, helm);
  assert.equal((await resume(on)).status, 'finished');
});

test('versions come from the repository, where it names them', async () => {
  const root = join(import.meta.dirname, '../../workspace/gitops/bootstrap/root.yaml');
  const versions = await chartVersions(root, { cilium: '1.18.4' });
  assert.ok(versions.ok);
  assert.deepEqual(versions.value.longhorn, { version: '1.12.1', from: 'apps/longhorn.yaml' });
  assert.deepEqual(versions.value.cilium, { version: '1.18.4', from: 'given' });
  const without = await chartVersions(undefined, {});
  assert.ok(without.ok && without.value['argo-cd'].from === 'default');
});

/** A repository whose Application names this revision of a chart. */
function repository(chart: string, revision: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'runbook-repository-'));
  repositories.push(folder);
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'apps'));
  const source = `{repoURL: https://charts.example.internal, chart: ${chart}, targetRevision: '${revision}'}`;
  const text = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: x}\nspec:\n  source: ${source}\n`;
  writeFileSync(join(folder, 'apps', 'x.yaml'), text);
  return join(folder, 'apps', 'x.yaml');
}
const repositories: string[] = [];
after(() => {
  for (const folder of repositories) rmSync(folder, { recursive: true, force: true });
});

test('a range that allows the default is said beside it', async () => {
  for (const range of ['1.*', '>=1.0.0 <2', '~1.12', '^1.2.0', '1.x || 3.x', '*']) {
    const versions = await chartVersions(repository('longhorn', range), {});
    assert.ok(versions.ok, range);
    assert.equal(versions.value.longhorn.version, '1.12.1');
    assert.match(versions.value.longhorn.from, /^default; `apps\/x\.yaml` asks for `/);
  }
});

test('what would install something else than git asks for is refused, and never reaches helm', async () => {
  for (const revision of ['7.*', '<1.12.0', '1.11.x', 'main', '--post-renderer=/bin/sh', '{{ .Values.version }}']) {
    const versions = await chartVersions(repository('longhorn', revision), {});
    assert.ok(!versions.ok, revision);
    assert.match(
      versions.fault.message,
      /asks for `.*` as the version of `longhorn`, and the default 1\.12\.1 is not that/,
    );
    const given = await chartVersions(repository('longhorn', revision), { longhorn: '1.12.2' });
    assert.ok(given.ok && given.value.longhorn.version === '1.12.2');
  }
});

test('one version is told from a range, and ranges are read as helm reads them', () => {
  const exact = ['1.2.3', 'v1.2.3', '1.2.3-rc.1', '1.2.3+build.5'];
  assert.deepEqual([...exact, '1.2', '1.2.x', '1.2.3 ', '--x', '1.2.3\n', '1.2.3foo'].filter(isExactVersion), exact);
  for (const [range, inside, outside] of [
    ['^1.2.3', '1.9.0', '2.0.0'],
    ['^0.2.3', '0.2.9', '0.3.0'],
    ['~1.2.3', '1.2.9', '1.3.0'],
    ['~1', '1.9.0', '2.0.0'],
    ['1.2 - 1.4', '1.4.9', '1.5.0'],
    ['>1.2', '1.3.0', '1.2.9'],
    ['<=1.2', '1.2.9', '1.3.0'],
    ['>= 1.2.0, < 1.3.0', '1.2.5', '1.3.0'],
    ['!=1.2.3', '1.2.4', '1.2.3'],
    ['=1.2.3', '1.2.3', '1.2.4'],
  ] as const)
    assert.deepEqual([isAllowed(range, inside), isAllowed(range, outside)], [true, false], range);
  assert.equal(isAllowed('main', '1.2.3'), undefined);
});

test('releases are compared by their numbers', () => {
  assert.ok(isOlder('1.9.0', '1.10.0') && isOlder('1.12.1', 'v1.12.2'));
  assert.ok(!isOlder('1.12.1', '1.12.1') && !isOlder('2.0.0', '1.9.9') && !isOlder('7.*', '1.0.0'));
});
