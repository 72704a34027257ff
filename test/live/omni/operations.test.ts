// Templates, classes and clusters: looked at before, sent, told line by line.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { clusterPage, machineClassPage, machinePage } from '../../../server/src/live/omni/links.ts';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import {
  applyClasses,
  classDiff,
  classesOf,
  deleteClass,
  deleteCluster,
  diffTemplate,
  machineLogs,
  mayDeleteClass,
  mergeKubeconfig,
  syncTemplate,
  validateClasses,
  validateTemplate,
} from '../../../server/src/live/omni/operations.ts';
import { errors, fakeOmnictl } from '../../support/omnictl/index.ts';

const template = `kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
patches:
  - file: patches/sysctls.yaml
---
kind: ControlPlane
machineClass: {name: rack-control-plane, size: 1}
---
kind: Workers
name: north
machineClass: {name: rack-worker, size: 2}
`;
const workerClass = `metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: rack-worker
  labels: {rack: "8"}
spec:
  matchlabels: []
  autoprovision:
    providerid: rack-provider
    grpctunnel: 0
    providerdata: |
      cores: 8
      memory: 16384
`;

function setUp(t: TestContext) {
  const fake = fakeOmnictl({ step: 20 });
  t.after(() => {
    assert.deepEqual(fake.alive(), [], 'no process is left');
    assert.ok(!existsSync(join(fake.home, '.talos')), 'no file in the home');
    fake.remove();
  });
  const write = (name: string, text: string) => {
    const path = join(fake.folder, 'work', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write('patches/sysctls.yaml', 'machine:\n  sysctls:\n    vm.max_map_count: "262144"\n');
  fake.set('machineclasses', [{ id: 'rack-control-plane' }, { id: 'rack-worker' }]);
  return { fake, omnictl: new Omnictl(fake.settings), write, file: write('lab.yaml', template) };
}

test('a valid template has no problems; another has those that omnictl lists', async (t) => {
  const { fake, omnictl, write, file } = setUp(t);
  assert.deepEqual(await validateTemplate(omnictl, file), { ok: true, value: [] });
  const bad = write('bad.yaml', 'kind: Cluster\nname: a\n---\nkind: Cluster\nname: b\n');
  assert.deepEqual(await validateTemplate(omnictl, bad), {
    ok: true,
    value: ['template should contain 1 cluster, got 2', 'template should contain 1 controlplane, got 0'],
  });
  // As omnictl 1.9.3 prints it.
  const nested =
    '2 errors occurred:\n\t* error validating cluster "a": 2 errors occurred:\n\t* error validating Kubernetes version: 1 error occurred:\n\t* version is required\n\n\n\t* second: yaml: unmarshal errors:\n  line 2: field x not found\n\n\n\t* template should contain 1 cluster, got 2\n\n';
  const day = fake.day({ on: 'cluster template validate', fails: nested });
  assert.deepEqual(await validateTemplate(omnictl, file), {
    ok: true,
    value: [
      'error validating cluster "a": error validating Kubernetes version: version is required',
      'error validating cluster "a": second: yaml: unmarshal errors: line 2: field x not found',
      'template should contain 1 cluster, got 2',
    ],
  });
  day.over();
  const none = join(fake.folder, 'none', 'none.yaml');
  for (const lost of [await validateTemplate(omnictl, none), await syncTemplate(omnictl, none)])
    assert.equal(!lost.ok && lost.fault.kind, 'not-found');
});

test('validating needs no sign-in and no context', async (t) => {
  const { fake, file } = setUp(t);
  fake.day({ signIn: true });
  const omnictl = new Omnictl({ ...fake.settings, omniconfig: join(fake.home, 'none') });
  assert.deepEqual(await validateTemplate(omnictl, file), { ok: true, value: [] });
});

test('a new cluster differs in everything; a synced one in nothing; a changed one in what changed', async (t) => {
  const { fake, omnictl, write, file } = setUp(t);
  const before = await diffTemplate(omnictl, file);
  assert.ok(before.ok);
  assert.equal(before.value.name, 'lab');
  assert.equal(before.value.live, '');
  assert.match(
    before.value.local,
    /type: ConfigPatches\.omni\.sidero\.dev\n {2}id: 200-cluster-lab-patches\/sysctls\.yaml/,
  );

  const lines: string[] = [];
  assert.ok((await syncTemplate(omnictl, file, { onLine: (line) => lines.push(line) })).ok);
  assert.equal(lines[0], '* creating Clusters.omni.sidero.dev(lab)');
  const same = await diffTemplate(omnictl, file);
  assert.ok(same.ok);
  assert.equal(same.value.live, same.value.local);

  // What Omni itself made for the cluster is not compared.
  fake.set('machinesetnodes', [
    {
      id: 'a-machine',
      labels: {
        'omni.sidero.dev/cluster': 'lab',
        'omni.sidero.dev/managed-by-machine-set-node-controller': '',
      },
    },
    { id: 'owned', owner: 'SomeController', labels: { 'omni.sidero.dev/cluster': 'lab' } },
  ]);
  const changed = await diffTemplate(omnictl, write('lab.yaml', template.replace('size: 2', 'size: 3')));
  assert.ok(changed.ok);
  const only = (a: string, b: string) => a.split('\n').filter((line) => !b.split('\n').includes(line));
  assert.deepEqual(only(changed.value.live, changed.value.local), ['    machinecount: 2']);
  assert.deepEqual(only(changed.value.local, changed.value.live), ['    machinecount: 3']);
});

test('what Omni refuses is told, with the reason', async (t) => {
  const { fake, omnictl, file } = setUp(t);
  fake.set('machineclasses', []);
  const lines: string[] = [];
  const synced = await syncTemplate(omnictl, file, { onLine: (line) => lines.push(line) });
  assert.ok(!synced.ok);
  assert.ok(!lines.some((line) => line.includes('Error')), 'the error is told once, as the fault');
  assert.match(synced.fault.message, /machine class with name "rack-control-plane" doesn't exist/);
});

test('a sync that is cancelled ends', async (t) => {
  const { fake, omnictl, file } = setUp(t);
  fake.day({ on: 'cluster template sync', hang: true });
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 300);
  const synced = await syncTemplate(omnictl, file, { signal: stop.signal });
  assert.equal(!synced.ok && synced.fault.kind, 'cancelled');
});

test('a cluster is deleted and gone', async (t) => {
  const { fake, omnictl, file } = setUp(t);
  fake.addCluster(file);
  fake.control({ disconnected: ['lab'] });
  const lines: string[] = [];
  const deleted = await deleteCluster(omnictl, 'lab', {
    destroyDisconnectedMachines: true,
    onLine: (line) => lines.push(line),
  });
  assert.ok(deleted.ok);
  assert.ok(lines.includes('* destroyed Clusters.omni.sidero.dev(lab)'));
  assert.deepEqual(await omnictl.get('clusters'), { ok: true, value: [] });
});

test('a class that Omni has with the same meaning does not differ, however it is written', async (t) => {
  const { fake, omnictl, write } = setUp(t);
  fake.set('machineclasses', [
    {
      id: 'rack-worker',
      labels: { rack: '8' },
      spec: {
        matchlabels: [],
        autoprovision: {
          providerid: 'rack-provider',
          kernelargs: [],
          metavalues: [],
          providerdata: 'cores: 8\nmemory: 16384\n',
          grpctunnel: 0,
        },
      },
    },
  ]);
  const same = await classDiff(omnictl, write('worker.yaml', workerClass));
  assert.ok(same.ok && same.value.length === 1);
  assert.equal(same.value[0]?.live, same.value[0]?.local);
  const more = await classDiff(omnictl, write('worker.yaml', workerClass.replace('16384', '32768')));
  assert.ok(more.ok);
  assert.match(more.value[0]?.live ?? '', /memory: 16384/);
  assert.match(more.value[0]?.local ?? '', /memory: 32768/);
});

test('a class that is new differs in everything; a file that is none is told before anything is asked', async (t) => {
  const { fake, omnictl, write } = setUp(t);
  fake.set('machineclasses', []);
  const fresh = await classDiff(omnictl, write('worker.yaml', workerClass));
  assert.equal(fresh.ok && fresh.value[0]?.live, '');
  const calls = fake.calls().length;
  for (const text of ['kind: Cluster\nname: lab\n', 'metadata: [']) {
    const read = await classDiff(omnictl, write('worker.yaml', text));
    assert.equal(!read.ok && read.fault.kind, 'unreadable');
  }
  assert.equal(fake.calls().length, calls);
});

test('what omnictl refuses of a class is told without anything being sent; a class is sent', async (t) => {
  const { fake, omnictl, write } = setUp(t);
  fake.set('machineclasses', []);
  const file = write('worker.yaml', workerClass);
  assert.deepEqual(await validateClasses(omnictl, file), { ok: true, value: [] });
  const wrong = write('wrong.yaml', workerClass.replace('MachineClasses.', 'MachineKlasses.'));
  const refused = await validateClasses(omnictl, wrong);
  assert.ok(refused.ok);
  assert.match(refused.value.join(), /no resource type "MachineKlasses\.omni\.sidero\.dev"/);
  assert.deepEqual(await omnictl.get('machineclasses'), { ok: true, value: [] });
  const away = fake.day({ on: 'apply', fails: errors.unavailable });
  const unknown = await validateClasses(omnictl, file);
  assert.equal(!unknown.ok && unknown.fault.kind, 'unreachable', 'no verdict on the file');
  away.over();
  assert.ok((await applyClasses(omnictl, file)).ok);
  const list = await omnictl.get('machineclasses', { id: 'rack-worker' });
  assert.ok(list.ok && list.value.length === 1);
});

test('a class that no machine set uses may be deleted, and is gone then', async (t) => {
  const { fake, omnictl, write, file } = setUp(t);
  assert.deepEqual(await classesOf(write('worker.yaml', workerClass)), { ok: true, value: ['rack-worker'] });
  fake.addCluster(file);
  const used = await mayDeleteClass(omnictl, 'rack-worker');
  assert.ok(!used.ok && used.fault.kind === 'conflict');
  assert.match(used.fault.message, /`rack-worker` is used by `lab-north`/);
  const none = await mayDeleteClass(omnictl, 'none');
  assert.equal(!none.ok && none.fault.kind, 'not-found');
  fake.put('machineclasses', { id: 'spare' });
  assert.ok((await mayDeleteClass(omnictl, 'spare')).ok);
  assert.ok((await deleteClass(omnictl, 'spare')).ok);
  const list = await omnictl.get('machineclasses');
  assert.deepEqual(list.ok && list.value.map(({ id }) => id).sort(), ['rack-control-plane', 'rack-worker']);
});

test('a role that may not apply is told so', async (t) => {
  const { fake, omnictl, write } = setUp(t);
  fake.day({ on: 'apply', fails: errors.permissionDenied });
  const applied = await applyClasses(omnictl, write('worker.yaml', workerClass));
  assert.equal(!applied.ok && applied.fault.kind, 'forbidden');
});

test('a kubeconfig is merged: the context that is there stays, unless it is overwritten', async (t) => {
  const { fake, omnictl, file } = setUp(t);
  fake.addCluster(file);
  const before = process.env.KUBECONFIG;
  const path = join(fake.home, 'kubeconfig');
  process.env.KUBECONFIG = path;
  t.after(() => {
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  });
  const contexts = () =>
    [...readFileSync(path, 'utf8').matchAll(/name: (omni-\S+)\n {4}context:/g)].map(([, name]) => name);
  assert.ok((await mergeKubeconfig(omnictl, 'lab')).ok);
  assert.ok((await mergeKubeconfig(omnictl, 'lab', { force: true })).ok);
  assert.deepEqual(contexts(), ['omni-lab']);
  assert.ok((await mergeKubeconfig(omnictl, 'lab')).ok);
  assert.deepEqual(contexts(), ['omni-lab', 'omni-lab-1']);
  const missing = await mergeKubeconfig(omnictl, 'gone');
  assert.equal(!missing.ok && missing.fault.kind, 'not-found');
});

test('the log of a machine: the last lines, what follows, and no secret', async (t) => {
  const { fake, omnictl } = setUp(t);
  fake.setLogs('machine-1', ['one', 'two', 'token=abcdefghijklmnopqrstuvwxyz012345']);
  const lines: string[] = [];
  const stop = new AbortController();
  const following = machineLogs(omnictl, 'machine-1', {
    tail: 2,
    follow: true,
    signal: stop.signal,
    onLine(line) {
      lines.push(line);
      if (lines.length === 2) fake.addLog('machine-1', 'Größe');
      if (line === 'Größe') stop.abort();
    },
  });
  const ended = await following;
  assert.equal(!ended.ok && ended.fault.kind, 'cancelled');
  assert.deepEqual(lines, ['two', 'token=[redacted]', 'Größe']);
  const missing = await machineLogs(omnictl, 'machine-2');
  assert.equal(!missing.ok && missing.fault.kind, 'not-found');
});

test('addresses in the web interface', () => {
  const url = 'https://omni.example.internal:8443/';
  assert.equal(clusterPage(url, 'lab'), 'https://omni.example.internal:8443/clusters/lab');
  assert.equal(machinePage(url, 'u-1'), 'https://omni.example.internal:8443/machines/u-1');
  assert.equal(machinePage(url, 'u-1', 'lab'), 'https://omni.example.internal:8443/clusters/lab/machine/u-1');
  assert.equal(
    machineClassPage('grpc://omni.example.internal', 'a/b'),
    'https://omni.example.internal/machine-classes/a%2Fb',
  );
  assert.equal(clusterPage(undefined, 'lab'), undefined);
  assert.equal(clusterPage('javascript:alert(1)', 'lab'), undefined);
});
