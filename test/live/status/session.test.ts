// A session: what is watched is started, what nobody watches any more is stopped, and a burst of facts is one status.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LiveSession, type SessionTiming, type Source, type SourceMakers } from '../../../server/src/live/session.ts';
import type { Facts, KubernetesFacts } from '../../../server/src/live/status/facts.ts';
import type { Status } from '../../../server/src/live/status/model.ts';
import { condition, kubernetesFacts, object, omniFacts } from './given.ts';

/** A source that writes down what it is told, and tells what the test says. */
class Scripted<F> implements Source<string> {
  readonly log: string[] = [];
  tell: (facts: F) => void = () => {};

  make = (onFacts: (facts: F) => void): this => {
    this.log.push('made');
    this.tell = onFacts;
    return this;
  };
  start(watches: readonly string[]): void {
    this.log.push(watches.length > 0 ? `start ${watches.join()}` : 'start');
  }
  stop(): void {
    this.log.push('stop');
  }
  retry(): void {
    this.log.push('retry');
  }
  signedIn(): void {
    this.log.push('signed in');
  }
}

const quick: SessionTiming = { batch: 20, tick: 20, tell: 60_000, linger: 40 };

function given(t: TestContext, timing: Partial<SessionTiming> = {}) {
  const omni = new Scripted<NonNullable<Facts['omni']>>();
  const kubernetes = new Scripted<KubernetesFacts>();
  const provider = new Scripted<NonNullable<Facts['provider']>>();
  const proxmox = new Scripted<NonNullable<Facts['proxmox']>>();
  const makers: SourceMakers = {
    omni: omni.make,
    kubernetes: kubernetes.make,
    provider: provider.make,
    proxmox: proxmox.make,
  };
  const session = new LiveSession(makers, { staleAfter: 35_000 }, { ...quick, ...timing });
  t.after(() => session.close());
  const told: Status[] = [];
  session.onStatus((status) => told.push(status));
  return { omni, kubernetes, provider, proxmox, session, told };
}

const node = (name: string) => object('Node', name, { status: { conditions: [condition('Ready', 'True')] } });
const nodes = (...names: readonly string[]) =>
  kubernetesFacts({ Node: names.map(node) }, { phase: 'live', heardAt: Date.now() });

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); await sleep(5)) assert.ok(Date.now() < end, 'it takes too long');
}

test('nothing is made before somebody watches, and then only what that needs', (t) => {
  const { omni, kubernetes, provider, proxmox, session } = given(t);
  assert.deepEqual([omni.log, kubernetes.log, provider.log, proxmox.log], [[], [], [], []]);
  assert.equal(session.status.sections.nodes.phase, 'idle');
  session.watch('nodes');
  session.watch('secrets');
  assert.deepEqual(kubernetes.log, ['made', 'start Node', 'start ExternalSecret,SecretStore,ClusterSecretStore']);
  assert.deepEqual([omni.log, provider.log, proxmox.log], [[], [], []]);
  session.watch('provider');
  assert.deepEqual(
    [omni.log.at(-1), provider.log.at(-1)],
    ['start infraproviderstatuses,infraproviderhealthstatuses', 'start'],
  );
  assert.deepEqual(proxmox.log, []);
});

test('what manifests may refer to comes from the cluster alone', (t) => {
  const { omni, kubernetes, proxmox, session } = given(t);
  session.watch('nodes');
  session.watch('cluster inventory');
  assert.deepEqual(kubernetes.log, [
    'made',
    'start Node',
    'start Application,SecretStore,ClusterSecretStore,inventory',
  ]);
  assert.deepEqual([omni.log, proxmox.log], [[], []]);
});

test('what files may refer to comes from Proxmox and Omni', (t) => {
  const { omni, kubernetes, proxmox, session } = given(t);
  session.watch('inventory');
  assert.deepEqual(
    [omni.log.at(-1), proxmox.log.at(-1)],
    [
      'start clusters,clusterstatuses,kubernetesupgradestatuses,machineclasses,machinesetstatuses,clustermachinestatuses,infraproviderstatuses',
      'start',
    ],
  );
  assert.deepEqual(kubernetes.log, []);
});

test('what is not set up says so, and watching it does no harm', (t) => {
  const session = new LiveSession({}, { staleAfter: 35_000 }, quick);
  t.after(() => session.close());
  session.watch('clusters');
  session.watch('provider');
  assert.equal(session.status.sections.clusters.phase, 'not-set-up');
});

test('a source goes on while anybody watches, a while longer, and then stops', async (t) => {
  const { kubernetes, session } = given(t);
  const [first, second] = [session.watch('nodes'), session.watch('nodes')];
  first();
  first();
  await sleep(100);
  assert.ok(!kubernetes.log.includes('stop'));
  second();
  assert.ok(!kubernetes.log.includes('stop'));
  await until(() => kubernetes.log.includes('stop'));
});

test('a view that is hidden and shown again keeps its connection', async (t) => {
  const { kubernetes, session } = given(t, { linger: 150 });
  session.watch('nodes')();
  const release = session.watch('nodes');
  await sleep(300);
  assert.ok(!kubernetes.log.includes('stop'));
  release();
  await until(() => kubernetes.log.includes('stop'));
});

test('a source stops only when none of its sections is watched', async (t) => {
  const { omni, kubernetes, session } = given(t);
  session.watch('provider');
  session.watch('clusters')();
  session.watch('nodes')();
  await until(() => kubernetes.log.includes('stop'));
  assert.ok(!omni.log.includes('stop'));
});

test('a burst of facts is told once, with what changed', async (t) => {
  const { kubernetes, session } = given(t, { batch: 100, tick: 60_000 });
  const seen: string[] = [];
  session.watch('nodes');
  kubernetes.tell(nodes('a'));
  await until(() => session.status.sections.nodes.rows.length === 1);
  session.onStatus((status, { sections }) => seen.push(`${status.sections.nodes.rows.length} ${[...sections].join()}`));
  await sleep(150);
  seen.length = 0;
  for (let i = 2; i <= 50; i++) kubernetes.tell(nodes(...Array.from({ length: i }, (_, n) => `node-${n}`)));
  await until(() => seen.length > 0);
  await sleep(250);
  assert.deepEqual(seen, ['50 nodes']);
});

test('time alone is told when it changes something: what goes quiet is stale', async (t) => {
  const { kubernetes, session, told } = given(t);
  session.watch('nodes');
  kubernetes.tell(kubernetesFacts({ Node: [node('a')] }, { phase: 'live', heardAt: Date.now() - 34_500 }));
  await until(() => told.at(-1)?.sections.nodes.phase === 'live');
  await until(() => told.at(-1)?.sections.nodes.phase === 'stale');
});

test('ages are told now and then', async (t) => {
  const { kubernetes, session, told } = given(t, { tell: 50 });
  session.watch('nodes');
  kubernetes.tell(nodes('a'));
  await until(() => told.length > 3);
  assert.ok((told.at(-1)?.sections.nodes.age ?? 0) > 0);
});

test('a person who tries again or signs in reaches the sources there are', (t) => {
  const { omni, kubernetes, session } = given(t);
  session.retry();
  session.watch('clusters');
  session.retry();
  session.signedIn();
  assert.deepEqual(omni.log.slice(2), ['retry', 'signed in']);
  assert.deepEqual(kubernetes.log, []);
});

test('after close, nothing runs and nothing is told', async (t) => {
  const { omni, session, told } = given(t);
  session.watch('clusters');
  session.close();
  assert.equal(omni.log.at(-1), 'stop');
  omni.tell(omniFacts({}));
  session.watch('nodes');
  await sleep(80);
  assert.deepEqual(told, []);
});
