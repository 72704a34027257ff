// The facts of a cluster through every fault of its API server: what is shown meanwhile, and that it is right again within
// five seconds after the fault has ended.
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubernetesSource, type KubernetesTiming } from '../../../server/src/live/kubernetes/source.ts';
import { defaultStaleAfter } from '../../../server/src/live/settings.ts';
import type { KubernetesFacts, WatchedKind } from '../../../server/src/live/status/facts.ts';
import { statusOf } from '../../../server/src/live/status/status.ts';
import { type DoubleOptions, type KubernetesDouble, kubernetesDouble } from '../../support/kubernetes/double.ts';
import { usualDefinitions } from '../../support/kubernetes/store.ts';

/** Milliseconds in which the facts have to be right again after a fault has ended. */
const convergence = 5_000;

/** Quicker than in use, with as much time to spare on a busy machine. */
const quick: Partial<KubernetesTiming> = { watch: 2_000, quietLimit: 8_000, recheck: 300, longestPause: 1_500 };

interface Start extends DoubleOptions {
  readonly timing?: Partial<KubernetesTiming>;
  readonly prepare?: (double: KubernetesDouble) => void;
}

async function started(t: TestContext, kinds: readonly WatchedKind[], options: Start = {}) {
  const { timing = quick, prepare, ...rest } = options;
  const double = await kubernetesDouble(rest);
  double.set(application('root'), node('cp-1'));
  prepare?.(double);
  const seen: KubernetesFacts[] = [];
  const source = new KubernetesSource({ kubeconfig: double.kubeconfig }, (facts) => seen.push(facts), timing);
  t.after(async () => {
    source.stop();
    await double.close();
  });
  source.start(kinds);
  const asked = (pattern: RegExp) => double.requests.filter(({ url }) => pattern.test(url));
  return { double, source, seen, asked };
}

async function until(what: string, holds: () => boolean, within = 30_000): Promise<void> {
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

const list = /applications\?limit/;
const watch = /applications\?watch=true/;

// By itself: it leaves no time for others.
test('bytes that come one by one make whole characters', async (t) => {
  const { double, source } = await started(t, ['Application']);
  await until('the first list', () => names(source).length === 1);
  double.bad.drip = true;
  double.set(application('ünïcode-😀'));
  await until('its event', () => names(source).join() === 'argocd/root,argocd/ünïcode-😀');
  double.dropConnections();
  double.set(application('größe'));
  await until('the list', () => names(source).join() === 'argocd/größe,argocd/root,argocd/ünïcode-😀');
});

describe('the facts of a cluster', { concurrency: true }, () => {
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
    const { double, source, asked } = await started(t, ['Application']);
    await until('three watches', () => asked(watch).length >= 3);
    assert.equal(asked(list).length, 1);
    double.set(application('late'));
    await until('an event of a later watch', () => names(source).length === 2);
  });

  test('a watch goes on from the version of its last bookmark', async (t) => {
    const { double, source, asked } = await started(t, ['Application'], { bookmarks: 50 });
    await until('the first watch', () => asked(watch).length === 1);
    // What came before is forgotten, and only bookmarks tell of a later version.
    double.set(node('cp-2'));
    double.compact();
    const { version } = double.store;
    await until('the second watch', () => asked(watch).length === 2);
    assert.match(asked(watch)[1]?.url ?? '', new RegExp(`resourceVersion=${version}&`));
    assert.deepEqual(double.expired, { status: 0, event: 0 });
    assert.equal(asked(list).length, 1);
    double.set(application('late'));
    await until('an event of a later watch', () => names(source).length === 2);
  });

  for (const told of ['status', 'event'] as const)
    test(`a version that is forgotten, told by ${told}: the list is read again, and nothing is lost or shown as wrong`, async (t) => {
      const { double, source, seen, asked } = await started(t, ['Application']);
      await until('the first watch', () => asked(watch).length === 1);
      double.bad.gone = told;
      double.compact();
      await until('the end of the watch', () => double.expired[told] === 1);
      await until('the second list', () => asked(list).length === 2);
      await until('a watch from there', () => asked(watch).length === 3);
      assert.equal(double.expired[told], 1);
      double.set(application('late'));
      await until('its events', () => names(source).length === 2);
      assert.ok(seen.every(({ state }) => state.fault === undefined));
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
    const prepare = ({ bad }: KubernetesDouble) => {
      bad.forbidden = ['secretstores'];
    };
    const { source } = await started(t, ['Application', 'SecretStore'], { prepare });
    await until('both told', () => names(source).length === 1 && source.facts.watches.SecretStore?.fault !== undefined);
    assert.equal(source.facts.watches.SecretStore?.fault?.kind, 'forbidden');
    await until('the rest is live', () => source.facts.state.phase === 'live');
  });

  test('pages that expire while they are read are read from the beginning', async (t) => {
    const prepare = (double: KubernetesDouble) => {
      for (let i = 0; i < 900; i++) double.set(application(`app-${i}`));
      double.bad.expiredPages = true;
    };
    const { double, source, asked } = await started(t, ['Application'], { prepare });
    await until('two attempts', () => asked(/continue/).length >= 2);
    double.bad.expiredPages = false;
    await until('the whole list', () => names(source).length === 901);
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
});

interface Fault {
  readonly title: string;
  readonly options?: Start;
  readonly breakIt: (double: KubernetesDouble) => void | Promise<void>;
  /** Absent where it is over by itself. */
  readonly mend?: (double: KubernetesDouble) => void | Promise<void>;
}

const faults: readonly Fault[] = [
  { title: 'the server is gone', breakIt: (double) => double.goAway(), mend: (double) => double.comeBack() },
  {
    title: 'a storm of 500s',
    breakIt: (double) => {
      double.bad.storm = true;
      double.dropConnections();
    },
    mend: (double) => {
      double.bad.storm = false;
    },
  },
  {
    title: 'lists that fail while discovery answers',
    breakIt: (double) => {
      double.bad.lists = 500;
      double.dropConnections();
    },
    mend: (double) => {
      double.bad.lists = undefined;
    },
  },
  {
    title: 'half-open connections',
    breakIt: (double) => {
      double.bad.halfOpen = true;
      double.dropConnections();
    },
    mend: (double) => {
      double.bad.halfOpen = false;
    },
  },
  {
    title: 'a line that is cut off',
    breakIt: (double) => {
      double.bad.truncate = true;
    },
  },
  {
    title: 'a token that runs out',
    options: { login: true },
    breakIt: (double) => {
      double.rotateToken();
      double.dropConnections();
    },
  },
];

/** Counts time as this program has it: while the machine gives it no turn, no time passes. */
function stopwatch() {
  const step = 20;
  let steps = 0;
  const timer = setInterval(() => steps++, step);
  return () => {
    clearInterval(timer);
    return steps * step;
  };
}

describe('a fault, at the pace of use', { concurrency: true }, () => {
  for (const { title, options, breakIt, mend } of faults)
    test(`${title}: rows stay, and all is right within ${convergence / 1000} s after it is over`, async (t) => {
      const kinds = ['Application', 'Node', 'ExternalSecret', 'SecretStore', 'Volume'] as const;
      const { double, source, seen } = await started(t, kinds, { timing: {}, ...options });
      await until('the first lists', () => Object.keys(source.facts.objects).length === kinds.length);
      await breakIt(double);
      if (mend) {
        await until('it shows', () => source.facts.state.phase !== 'live');
        // Into the midst of pauses and of requests that nobody answers.
        await sleep(7_000);
      }
      assert.ok(seen.every(({ objects }) => !objects.Application || objects.Application.has('argocd/root')));
      double.set(application('new'), application('newer'));
      double.remove('argoproj.io/v1alpha1', 'Application', 'root', 'argocd');
      await mend?.(double);
      const passed = stopwatch();
      await until('the facts', () => names(source).join() === 'argocd/new,argocd/newer');
      await until('live', () => source.facts.state.phase === 'live');
      const took = passed();
      t.diagnostic(`${took} ms`);
      assert.equal(source.facts.state.fault, undefined);
      assert.ok(took <= convergence, `${took} ms`);
    });
});

describe('a server that fails', { concurrency: true }, () => {
  const kinds = ['Application', 'Node', 'ExternalSecret', 'SecretStore', 'Volume'] as const;
  const every = (source: KubernetesSource) => Object.keys(source.facts.objects).length === kinds.length;
  /** How many requests came in the seconds after it began to fail; what was under way then does not count. */
  const requestsIn = async (seconds: number, { requests }: KubernetesDouble) => {
    await sleep(1_500);
    const from = requests.length;
    await sleep(seconds * 1_000);
    return requests.length - from;
  };

  const days = [
    ['with 500 for everything', { storm: true }],
    ['with 500 for lists and watches', { lists: 500 }],
  ] as const;
  for (const [title, day] of days)
    test(`${title} is asked at most once a second, by all kinds together, and its facts grow old`, async (t) => {
      const { double, source } = await started(t, kinds, { timing: {} });
      await until('the first lists', () => every(source));
      Object.assign(double.bad, day);
      double.dropConnections();
      const broken = Date.now();
      const asked = await requestsIn(6, double);
      assert.ok(asked >= 2, 'it is asked again');
      assert.ok(asked <= 8, `${asked} requests in 6 s`);
      const { watches } = source.facts;
      for (const each of kinds) {
        assert.ok(watches[each]?.fault, each);
        assert.ok((watches[each]?.heardAt ?? broken) < broken + 500, each);
      }
      const { applications } = statusOf({ kubernetes: source.facts }, broken + 40_000, defaultStaleAfter).sections;
      assert.equal(applications.phase, 'stale');
      assert.ok(applications.fault);
    });

  test('with 403 for every list is hardly asked again, and says so for every kind', async (t) => {
    const { double, source } = await started(t, kinds);
    await until('the first lists', () => every(source));
    double.bad.lists = 403;
    double.dropConnections();
    const broken = Date.now();
    await until('told', () => kinds.every((kind) => source.facts.watches[kind]?.fault?.kind === 'forbidden'));
    assert.ok((await requestsIn(3, double)) === 0);
    assert.ok(kinds.every((kind) => (source.facts.watches[kind]?.heardAt ?? broken) < broken + 500));
    // A person who was given the right does not have to wait.
    double.bad.lists = undefined;
    source.retry();
    await until('live', () => source.facts.state.phase === 'live');
  });

  test('after a connection that says nothing any more is given up, the fault is told', async (t) => {
    const { double, source } = await started(t, ['Application']);
    await until('the first list', () => names(source).length === 1);
    double.bad.halfOpen = true;
    await until('the fault', () => source.facts.state.fault?.kind === 'timeout');
    assert.deepEqual(names(source), ['argocd/root'], 'rows do not flicker');
    double.set(application('new'));
    double.bad.halfOpen = false;
    await until('the facts', () => names(source).length === 2 && source.facts.state.phase === 'live');
  });
});
