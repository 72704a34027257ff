// The facts of a cluster through every fault of its API server: what is shown meanwhile, and that it is right again within
// five seconds after the fault has ended.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesSource, type KubernetesTiming } from '../../../server/src/live/kubernetes/source.ts';
import type { KubernetesFacts, WatchedKind } from '../../../server/src/live/status/facts.ts';
import { type DoubleOptions, type KubernetesDouble, kubernetesDouble } from '../../support/kubernetes/double.ts';
import { usualDefinitions } from '../../support/kubernetes/store.ts';

/** Quicker than in use, in the same proportions. */
const timing: Partial<KubernetesTiming> = { watch: 2_000, quietLimit: 2_600, recheck: 300, longestPause: 1_500 };

async function started(t: TestContext, kinds: readonly WatchedKind[], options: DoubleOptions = {}) {
  const double = await kubernetesDouble(options);
  double.set(application('root'), node('cp-1'));
  const seen: KubernetesFacts[] = [];
  const source = new KubernetesSource({ kubeconfig: double.kubeconfig }, (facts) => seen.push(facts), timing);
  t.after(async () => {
    source.stop();
    await double.close();
  });
  source.start(kinds);
  return { double, source, seen };
}

async function until(what: string, holds: () => boolean, within = 20_000): Promise<void> {
  const end = Date.now() + within;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await sleep(20);
  }
}

const application = (name: string, status: object = {}) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  status,
});
const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } });

const names = (source: KubernetesSource, kind: WatchedKind = 'Application') =>
  [...(source.facts.objects[kind]?.keys() ?? [])].sort();

test('lists, then follows what is added, changed and removed', async (t) => {
  const { double, source } = await started(t, ['Application', 'Node'], { bookmarks: 100 });
  await until('both kinds', () => names(source).length === 1 && names(source, 'Node').length === 1);
  assert.deepEqual(names(source), ['argocd/root']);
  assert.deepEqual(names(source, 'Node'), ['cp-1']);
  assert.equal(source.facts.state.phase, 'live');
  assert.equal(source.facts.source, 'context test');
  double.set(application('netdata'));
  double.set(application('root', { sync: { status: 'Synced' }, history: [1, 2, 3] }));
  await until('the added one', () => names(source).length === 2);
  assert.deepEqual(source.facts.objects.Application?.get('argocd/root')?.status, { sync: { status: 'Synced' } });
  double.remove('argoproj.io/v1alpha1', 'Application', 'root', 'argocd');
  await until('the removed one', () => names(source).join() === 'argocd/netdata');
});

test('watches are taken up where they were, without a new list', async (t) => {
  const { double, source } = await started(t, ['Application']);
  const watches = () => double.requests.filter(({ url }) => url.includes('watch=true')).length;
  await until('three watches', () => watches() >= 3);
  assert.equal(double.requests.filter(({ url }) => /applications\?limit/.test(url)).length, 1);
  double.set(application('late'));
  await until('an event of a later watch', () => names(source).length === 2);
});

test('a kind that is not defined is no fault, and appears when it is defined', async (t) => {
  const definitions = usualDefinitions.filter(({ apiVersion }) => !apiVersion.startsWith('longhorn'));
  const { double, source } = await started(t, ['Application', 'Volume'], { definitions });
  await until('told', () => source.facts.unserved.has('Volume') && names(source).length === 1);
  assert.equal(source.facts.state.phase, 'live');
  double.store.definitions = usualDefinitions;
  double.set({
    apiVersion: 'longhorn.io/v1beta2',
    kind: 'Volume',
    metadata: { name: 'pvc-1', namespace: 'longhorn-system' },
  });
  await until('the volume', () => names(source, 'Volume').length === 1);
  assert.equal(source.facts.unserved.has('Volume'), false);
});

test('what this user may not read harms nothing else', async (t) => {
  const double = await kubernetesDouble();
  double.bad.forbidden = ['secretstores'];
  double.set(application('root'));
  const source = new KubernetesSource({ kubeconfig: double.kubeconfig }, () => {}, timing);
  t.after(async () => {
    source.stop();
    await double.close();
  });
  source.start(['Application', 'SecretStore']);
  await until('both told', () => names(source).length === 1 && source.facts.watches.SecretStore?.fault !== undefined);
  assert.equal(source.facts.watches.SecretStore?.fault?.kind, 'forbidden');
  assert.equal(source.facts.state.phase, 'live');
});

/** Breaks something, changes the cluster meanwhile, mends it, and expects the facts to be right within five seconds. */
const faults: readonly {
  readonly title: string;
  readonly options?: DoubleOptions;
  readonly breakIt: (double: KubernetesDouble) => void | Promise<void>;
  readonly mend: (double: KubernetesDouble) => void | Promise<void>;
  /** Without it the fault may pass unseen. */
  readonly shows?: boolean;
}[] = [
  {
    title: 'the server is gone',
    breakIt: (double) => double.goAway(),
    mend: (double) => double.comeBack(),
    shows: true,
  },
  {
    title: 'a storm of 500s',
    breakIt: (double) => {
      double.bad.storm = true;
      double.dropConnections();
    },
    mend: (double) => {
      double.bad.storm = false;
    },
    shows: true,
  },
  {
    title: 'a half-open connection',
    breakIt: (double) => {
      double.bad.halfOpen = true;
    },
    mend: (double) => {
      double.bad.halfOpen = false;
    },
    shows: true,
  },
  {
    title: 'the version is gone, told by status',
    breakIt: (double) => {
      double.bad.gone = 'status';
      double.dropConnections();
    },
    mend: (double) => double.compact(),
  },
  {
    title: 'the version is gone, told by an event',
    breakIt: (double) => {
      double.bad.gone = 'event';
      double.dropConnections();
    },
    mend: (double) => double.compact(),
  },
  {
    title: 'a line that is cut off',
    breakIt: (double) => {
      double.bad.truncate = true;
    },
    mend: () => {},
  },
  {
    title: 'bytes that come one by one',
    breakIt: (double) => {
      double.bad.drip = true;
    },
    mend: () => {},
  },
  {
    title: 'a token that runs out',
    options: { login: true },
    breakIt: (double) => {
      double.rotateToken();
      double.dropConnections();
    },
    mend: () => {},
  },
];

for (const { title, options, breakIt, mend, shows } of faults) {
  test(`${title}: rows stay, the fault is told, and all is right soon after`, async (t) => {
    const { double, source } = await started(t, ['Application'], options);
    await until('the first list', () => names(source).length === 1);
    await breakIt(double);
    if (shows) await until('the fault', () => source.facts.state.phase === 'waiting');
    assert.deepEqual(names(source), ['argocd/root'], 'rows do not flicker');
    double.set(application('ünïcode-😀'), application('new'));
    double.remove('argoproj.io/v1alpha1', 'Application', 'root', 'argocd');
    await mend(double);
    await until('the facts', () => names(source).join() === 'argocd/new,argocd/ünïcode-😀', 8_000);
    await until('live', () => source.facts.state.phase === 'live');
    assert.equal(source.facts.state.fault, undefined);
  });
}

test('a failing server is asked at most once a second, by all kinds together', async (t) => {
  const { double, source } = await started(t, ['Application', 'Node', 'ExternalSecret', 'SecretStore', 'Volume']);
  await until('the first lists', () => Object.keys(source.facts.objects).length === 5);
  double.bad.storm = true;
  double.dropConnections();
  // What was under way when it began to fail does not count.
  await sleep(1_500);
  const from = double.requests.length;
  await sleep(6_000);
  const asked = double.requests.slice(from);
  assert.ok(asked.length >= 2, 'it is asked again');
  assert.ok(asked.length <= 8, `${asked.length} requests in 6 s`);
});

test('pages that expire while they are read are read from the beginning', async (t) => {
  const double = await kubernetesDouble();
  for (let i = 0; i < 900; i++) double.set(application(`app-${i}`));
  double.bad.expiredPages = true;
  const source = new KubernetesSource({ kubeconfig: double.kubeconfig }, () => {}, timing);
  t.after(async () => {
    source.stop();
    await double.close();
  });
  source.start(['Application']);
  await until('two attempts', () => double.requests.filter(({ url }) => url.includes('continue')).length >= 2);
  double.bad.expiredPages = false;
  await until('the whole list', () => names(source).length === 900);
});

test('credentials that are refused wait for a person', async (t) => {
  const { double, source } = await started(t, ['Application']);
  await until('the first list', () => names(source).length === 1);
  double.rotateToken();
  double.dropConnections();
  await until('the fault', () => source.facts.state.fault?.kind === 'sign-in');
  const asked = double.requests.length;
  await sleep(2_500);
  assert.equal(double.requests.length, asked, 'nothing is asked meanwhile');
  assert.equal(source.facts.state.retryAt, undefined);
});

test('stopping ends every connection', async (t) => {
  const { double, source } = await started(t, ['Application', 'Node']);
  await until('the first lists', () => names(source).length === 1 && names(source, 'Node').length === 1);
  source.stop();
  await until('no connection', () => double.connections === 0);
  assert.deepEqual(names(source), ['argocd/root'], 'what is known stays');
  assert.equal(source.facts.state.phase, 'idle');
});
