// The fake omnictl itself: what tests of runbooks rest on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Omnictl } from '../../../server/src/live/omni/omnictl.ts';
import { deleteCluster, syncTemplate } from '../../../server/src/live/omni/operations.ts';
import { fakeOmnictl } from '../../support/omnictl/index.ts';

const template =
  'kind: Cluster\nname: lab\nkubernetes: {version: v1.36.2}\ntalos: {version: v1.13.6}\n---\nkind: ControlPlane\nmachineClass: {name: rack, size: 3}\n';

function setUp(t: TestContext, step = 30) {
  const fake = fakeOmnictl({ step });
  t.after(() => fake.remove());
  const file = join(fake.folder, 'lab.yaml');
  writeFileSync(file, template);
  fake.set('machineclasses', [{ id: 'rack' }]);
  const omnictl = new Omnictl(fake.settings);
  const read = async (type: string, id?: string) => {
    const list = await omnictl.get(type, id === undefined ? {} : { id });
    return list.ok ? list.value : [];
  };
  const until = async (holds: () => Promise<boolean>) => {
    for (const end = Date.now() + 20_000; !(await holds()); ) assert.ok(Date.now() < end, 'it takes too long');
  };
  return { fake, file, omnictl, read, until };
}

test('a flag that omnictl does not have is an error; so is one that is required and absent', async (t) => {
  const { omnictl } = setUp(t);
  for (const args of [
    ['get', 'clusters', '--json'],
    ['kubeconfig', '--merge'],
    ['version'],
    ['cluster', 'delete', 'lab', '-f'],
  ]) {
    const called = await omnictl.call(args, { deadline: 20_000 });
    assert.ok(!called.ok, args.join(' '));
  }
});

test('a synced cluster goes from requests over machines to running nodes', async (t) => {
  const { file, omnictl, read, until } = setUp(t, 150);
  assert.ok((await syncTemplate(omnictl, file)).ok);
  await until(async () => (await read('machinerequeststatuses')).length === 3);
  const [before] = await read('clusterstatuses', 'lab');
  assert.equal(before?.spec.phase, 1, 'scaling up');
  await until(async () => (await read('machinestatuses')).length === 3);
  await until(async () => (await read('clusterstatuses', 'lab'))[0]?.spec.ready === true);
  await until(async () =>
    JSON.stringify((await read('kubernetesstatuses', 'lab'))[0]?.spec.nodes).includes('"ready":true'),
  );
});

test('a deletion goes on when the program that began it is killed', async (t) => {
  const { fake, file, read, until } = setUp(t, 150);
  fake.addCluster(file);
  const child = spawn(fake.path, ['cluster', 'delete', 'lab'], { env: { ...process.env, ...fake.env }, stdio: 'pipe' });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  assert.equal((await read('clusterstatuses', 'lab'))[0]?.phase, 'tearingDown');
  await until(async () => (await read('clusters')).length === 0 && (await read('clustermachinestatuses')).length === 0);
});

test('machines that have lost their connection block the deletion, unless they are to be destroyed', async (t) => {
  const { fake, file, omnictl, read } = setUp(t);
  fake.addCluster(file);
  fake.control({ disconnected: ['lab'] });
  const stop = AbortSignal.timeout(1_500);
  assert.equal((await deleteCluster(omnictl, 'lab', { signal: stop })).ok, false);
  assert.equal((await read('machinestatuses')).length, 3);
  assert.ok((await deleteCluster(omnictl, 'lab', { destroyDisconnectedMachines: true })).ok);
  assert.equal((await read('machinestatuses')).length, 0);
});

test('requests that fail say so, and nodes wait for their network', async (t) => {
  const { fake, file, omnictl, read } = setUp(t, 5);
  fake.control({ nodesReady: false });
  assert.ok((await syncTemplate(omnictl, file)).ok);
  await sleep(200);
  assert.match(JSON.stringify((await read('kubernetesstatuses', 'lab'))[0]?.spec.nodes), /"ready":false/);
  fake.control({ failingRequests: { 'lab-control-planes': 'no storage matches the selector' } });
  assert.equal((await read('clustermachinerequeststatuses'))[0]?.spec.error, 'no storage matches the selector');
  assert.equal((await read('clusterstatuses', 'lab'))[0]?.spec.phase, 1);
});

test('like the real one, it makes a configuration that is missing', async (t) => {
  const { fake } = setUp(t);
  const path = join(fake.folder, 'made');
  const child = spawn(fake.path, ['--omniconfig', path, 'get', 'clusters', '-o', 'json'], { stdio: 'pipe' });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 1);
  assert.ok(existsSync(path));
});
