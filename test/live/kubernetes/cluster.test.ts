// Single questions and changes, through the real client library, against an API server over TLS.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../../server/src/live/fault.ts';
import { type Cluster, connect, contexts } from '../../../server/src/live/kubernetes/cluster.ts';
import { type DoubleOptions, type KubernetesDouble, kubernetesDouble } from '../../support/kubernetes/double.ts';

const folder = mkdtempSync(join(tmpdir(), 'omni-scale-kubeconfig-'));
after(() => rmSync(folder, { recursive: true }));

async function started(
  context: TestContext,
  options?: DoubleOptions,
): Promise<{ double: KubernetesDouble; cluster: Cluster }> {
  const double = await kubernetesDouble(options);
  context.after(() => double.close());
  const cluster = value(await connect({ kubeconfig: double.kubeconfig }));
  context.after(() => cluster.close());
  return { double, cluster };
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.fault.kind}: ${result.fault.message} ${result.fault.details ?? ''}`);
  return result.value;
}

const kindOf = (result: Result<unknown>) => !result.ok && result.fault.kind;

const application = (name: string, more: object = {}) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, namespace: 'argocd' },
  ...more,
});
const reference = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd', name: 'netdata' };

test('asks for the version, and for kinds that are served', async (t) => {
  const { cluster } = await started(t);
  assert.equal(cluster.name, 'context test');
  assert.equal(value(await cluster.version()), 'v1.36.2');
  assert.equal(value(await cluster.serves('argoproj.io/v1alpha1', 'Application')), true);
  assert.equal(value(await cluster.serves('argoproj.io/v1alpha1', 'Rollout')), false);
  assert.equal(value(await cluster.serves('example.com/v1', 'Thing')), false);
});

test('a kind that is defined later is found', async (t) => {
  const { double, cluster } = await started(t, { definitions: [] });
  assert.equal(value(await cluster.serves('longhorn.io/v1beta2', 'Volume')), false);
  double.store.definitions = [
    { apiVersion: 'longhorn.io/v1beta2', plural: 'volumes', kind: 'Volume', namespaced: true },
  ];
  assert.equal(value(await cluster.serves('longhorn.io/v1beta2', 'Volume')), true);
});

test('reads one object without its managed fields; nothing where there is none', async (t) => {
  const { double, cluster } = await started(t);
  assert.equal(value(await cluster.get(reference)), undefined);
  double.set({
    ...application('netdata', { spec: { project: 'default' } }),
    metadata: {
      name: 'netdata',
      namespace: 'argocd',
      managedFields: [{}],
      annotations: { kept: 'yes', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
    },
  });
  const found = value(await cluster.get(reference));
  assert.deepEqual(found?.spec, { project: 'default' });
  assert.deepEqual(found?.metadata.annotations, { kept: 'yes' });
  assert.equal('managedFields' in (found?.metadata ?? {}), false);
  assert.equal(value(await cluster.get({ ...reference, kind: 'Rollout' })), undefined);
});

test('reads a list in pages, with what items of a list leave out', async (t) => {
  const { double, cluster } = await started(t);
  for (let i = 0; i < 1_201; i++) double.set(application(`app-${i}`));
  const all = value(await cluster.list({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }));
  assert.equal(all.length, 1_201);
  assert.equal(all[0]?.kind, 'Application');
  assert.equal(double.requests.filter(({ url }) => url.includes('/applications')).length, 3);
});

test('creates, applies, patches; a dry run keeps nothing', async (t) => {
  const { double, cluster } = await started(t);
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace: 'external-secrets' } };
  value(await cluster.create(secret));
  assert.equal(kindOf(await cluster.create(secret)), 'conflict');
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'longhorn-system', labels: { a: 'b' } } };
  value(await cluster.apply(namespace, undefined, { dryRun: true }));
  assert.equal(double.get('v1', 'Namespace', 'longhorn-system'), undefined);
  value(await cluster.apply(namespace));
  assert.deepEqual(double.get('v1', 'Namespace', 'longhorn-system')?.metadata.labels, { a: 'b' });
  double.set(application('netdata', { spec: { project: 'default' } }));
  const patched = value(await cluster.mergePatch(reference, { spec: { project: 'apps' } }));
  assert.deepEqual(patched.spec, { project: 'apps' });
});

test('a change that somebody else made meanwhile is a conflict', async (t) => {
  const { double, cluster } = await started(t);
  double.set(application('netdata'));
  const { resourceVersion } = value(await cluster.get(reference))?.metadata ?? {};
  double.set(application('netdata', { spec: { project: 'other' } }));
  const patch = { metadata: { resourceVersion }, spec: { project: 'mine' } };
  assert.equal(kindOf(await cluster.mergePatch(reference, patch)), 'conflict');
});

test('tells apart who says no', async (t) => {
  const { double, cluster } = await started(t);
  double.bad.forbidden = ['secrets'];
  assert.equal(kindOf(await cluster.list({ apiVersion: 'v1', kind: 'Secret' })), 'forbidden');
  double.bad.storm = true;
  assert.equal(kindOf(await cluster.version()), 'failed');
  double.bad.storm = false;
  await double.goAway();
  assert.equal(kindOf(await cluster.version()), 'unreachable');
  await double.comeBack();
  assert.equal(value(await cluster.version()), 'v1.36.2');
});

test('a server that takes the connection and never answers is given up', async (t) => {
  const { double, cluster } = await started(t);
  double.bad.halfOpen = true;
  const result = await cluster.transport.json({ path: '/version', what: 'its version', deadline: 300 });
  assert.equal(kindOf(result), 'timeout');
  assert.equal(kindOf(await cluster.version(AbortSignal.timeout(100))), 'cancelled');
});

test('a certificate that nobody signed is not trusted', async (t) => {
  const { double } = await started(t);
  const other = await kubernetesDouble();
  t.after(() => other.close());
  const { clusters, ...rest } = JSON.parse(readFileSync(double.kubeconfig, 'utf8'));
  const { clusters: others } = JSON.parse(readFileSync(other.kubeconfig, 'utf8'));
  const mixed = {
    ...rest,
    clusters: [{ ...clusters[0], cluster: { ...clusters[0].cluster, server: others[0].cluster.server } }],
  };
  const file = join(folder, 'mixed');
  writeFileSync(file, JSON.stringify(mixed));
  const cluster = value(await connect({ kubeconfig: file }));
  const result = await cluster.version();
  assert.equal(kindOf(result), 'unreachable');
  assert.match(!result.ok ? result.fault.message : '', /certificate/);
});

test('a token that ran out is renewed by the login program, once for many requests', async (t) => {
  const { double, cluster } = await started(t, { login: true });
  await Promise.all([1, 2, 3, 4].map(() => cluster.version()));
  assert.equal(double.logins, 1);
  double.rotateToken();
  assert.equal(value(await cluster.version()), 'v1.36.2');
});

/** A cluster whose kubeconfig names a program of a line of JavaScript, or another program, for the login. */
async function withLogin(t: TestContext, script: string, exec: object = {}, loginDeadline?: number) {
  const double = await kubernetesDouble();
  const config = JSON.parse(readFileSync(double.kubeconfig, 'utf8'));
  const { token } = config.users[0].user;
  const runs = join(folder, `runs-${logins++}`);
  const count = `require('fs').appendFileSync(${JSON.stringify(runs)}, process.pid + '\\n');`;
  const own = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', `${count}${script}`],
    env: [{ name: 'TOKEN', value: token }],
    interactiveMode: 'Never',
    ...exec,
  };
  const kubeconfig = join(folder, `login-${logins}`);
  writeFileSync(kubeconfig, JSON.stringify({ ...config, users: [{ name: 'tester', user: { exec: own } }] }));
  const cluster = value(await connect({ kubeconfig }, loginDeadline === undefined ? {} : { loginDeadline }));
  t.after(async () => {
    cluster.close();
    await double.close();
  });
  /** Ids of its processes so far. */
  const pids = () => (existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n').map(Number) : []);
  return { cluster, pids };
}
let logins = 0;

/** Prints a token as kubectl expects it, if it was asked as kubectl asks. */
const polite = (status = '') => `
  const { apiVersion, kind, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
  if (kind !== 'ExecCredential' || spec.interactive !== false) throw new Error('not asked as it should be');
  process.stdin.on('end', () => {
    const status = { token: process.env.TOKEN, ${status} };
    console.log(JSON.stringify({ apiVersion, kind, status }));
  }).resume();
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const days: readonly (readonly [title: string, script: string, exec: object, kind: string, message: RegExp])[] = [
  ['is missing', '', { command: 'no-such-login' }, 'program-missing', /`no-such-login` was not found/],
  ['fails', 'console.error("the refresh token has expired"); process.exit(3)', {}, 'sign-in', /failed \(exit code 3\)/],
  ['prints garbage', 'console.log("Welcome!")', {}, 'sign-in', /printed no credentials/],
  [
    'prints credentials of another version',
    polite().replace('{ apiVersion, kind, status }', "{ apiVersion: 'v0', kind, status }"),
    {},
    'sign-in',
    /printed no credentials/,
  ],
  ['hangs', 'setInterval(() => {}, 1000)', {}, 'sign-in', /does not answer/],
  ['wants a terminal', polite(), { interactiveMode: 'Always' }, 'sign-in', /wants a terminal/],
];
for (const [title, script, exec, kind, message] of days)
  test(`a login program that ${title} is told, and does not stay`, async (t) => {
    const { cluster, pids } = await withLogin(t, script, exec, title === 'hangs' ? 1_500 : undefined);
    const [asked] = await Promise.all([cluster.version(), cluster.version(), cluster.version()]);
    assert.equal(kindOf(asked), kind);
    assert.match(asked.ok ? '' : asked.fault.message, message);
    if (title === 'fails') assert.equal(!asked.ok && asked.fault.details, 'the refresh token has expired');
    assert.ok(pids().length <= 1, 'it runs once for all that wait');
    assert.ok(!pids().some(isAlive));
  });

test('a login program that hangs ends with the connection', async (t) => {
  const { cluster, pids } = await withLogin(t, 'setInterval(() => {}, 1000)');
  const asked = cluster.version();
  while (pids().length === 0) await sleep(20);
  cluster.close();
  assert.equal(kindOf(await asked), 'cancelled');
  while (pids().some(isAlive)) await sleep(20);
});

test('credentials hold until they expire', async (t) => {
  const apiVersion = 'client.authentication.k8s.io/v1beta1';
  const lasting = await withLogin(t, polite('expirationTimestamp: "2999-01-01T00:00:00Z"'), { apiVersion });
  for (let n = 0; n < 3; n++) assert.equal(value(await lasting.cluster.version()), 'v1.36.2');
  assert.equal(lasting.pids().length, 1);
  const past = await withLogin(t, polite('expirationTimestamp: new Date(Date.now() - 1000).toISOString()'));
  for (let n = 0; n < 2; n++) assert.equal(value(await past.cluster.version()), 'v1.36.2');
  assert.equal(past.pids().length, 2);
});

test('says what is missing in the kubeconfig, and lists its contexts without a connection', async (t) => {
  const { double } = await started(t);
  const { kubeconfig } = double;
  assert.deepEqual(value(await contexts({ kubeconfig })), [{ name: 'test', cluster: 'double', current: true }]);
  const missing = await connect({ kubeconfig, context: 'prod' });
  assert.equal(kindOf(missing), 'wrong-setting');
  assert.match(!missing.ok ? (missing.fault.next ?? '') : '', /`omniScale.kubernetes.context` .*`test`/);
  const none = join(folder, 'none');
  const nowhere = await connect({ kubeconfig: none });
  assert.equal(kindOf(nowhere), 'wrong-setting');
  assert.deepEqual(!nowhere.ok && [nowhere.fault.message, nowhere.fault.next], [
    `There is no kubeconfig at \`${none}\`.`,
    'Correct `omniScale.kubernetes.kubeconfig` (`--kubeconfig`), which names it.',
  ]);
  const undecided = join(folder, 'undecided');
  writeFileSync(undecided, readFileSync(kubeconfig, 'utf8').replace(/"?current-context"?:[^,\n]*,?/, ''));
  assert.equal(kindOf(await connect({ kubeconfig: undecided })), 'not-set-up');
  assert.deepEqual(value(await contexts({ kubeconfig: undecided })), [
    { name: 'test', cluster: 'double', current: false },
  ]);
  const broken = join(folder, 'broken');
  writeFileSync(broken, 'clusters: [');
  assert.equal(kindOf(await connect({ kubeconfig: broken })), 'unreadable');
});
