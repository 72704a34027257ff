// What is done to an Application: the patches that Argo CD gets, and when none is sent.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Result } from '../../../server/src/live/fault.ts';
import {
  refreshApplication,
  syncApplication,
  terminateOperation,
} from '../../../server/src/live/kubernetes/applications.ts';
import { applicationAddress } from '../../../server/src/live/kubernetes/argocd-ui.ts';
import { connect } from '../../../server/src/live/kubernetes/cluster.ts';
import { forbiddingWindow } from '../../../server/src/live/kubernetes/sync-windows.ts';
import { kubernetesDouble } from '../../support/kubernetes/double.ts';

const netdata = { namespace: 'argocd', name: 'netdata' };
const apiVersion = 'argoproj.io/v1alpha1';

async function started(t: TestContext, more: object = {}) {
  const double = await kubernetesDouble();
  double.set({
    ...{ apiVersion, kind: 'Application', metadata: netdata },
    spec: {
      project: 'default',
      destination: { namespace: 'netdata' },
      syncPolicy: { syncOptions: ['ServerSideApply=true'], retry: { limit: 3 } },
    },
    ...more,
  });
  const connected = await connect({ kubeconfig: double.kubeconfig });
  assert.ok(connected.ok);
  t.after(async () => {
    connected.value.close();
    await double.close();
  });
  return { double, cluster: connected.value, now: () => double.get(apiVersion, 'Application', 'netdata', 'argocd') };
}

const kindOf = (result: Result<unknown>) => (result.ok ? 'ok' : result.fault.kind);

test('a sync has the Application’s own options and retry, and prunes only when asked', async (t) => {
  const { cluster, now } = await started(t);
  assert.equal(kindOf(await syncApplication(cluster, netdata)), 'ok');
  assert.deepEqual(now()?.operation, {
    initiatedBy: { username: 'omni-scale' },
    info: [{ name: 'Reason', value: 'asked for in Omni Scale' }],
    retry: { limit: 3 },
    sync: { prune: false, dryRun: false, syncOptions: ['ServerSideApply=true'], syncStrategy: { hook: {} } },
  });
});

test('no sync while an operation is asked for or runs', async (t) => {
  const waiting = await started(t, { operation: { sync: {} } });
  assert.equal(kindOf(await syncApplication(waiting.cluster, netdata)), 'conflict');
  const running = await started(t, { status: { operationState: { phase: 'Running' } } });
  assert.equal(kindOf(await syncApplication(running.cluster, netdata)), 'conflict');
  assert.equal(running.double.requests.filter(({ method }) => method === 'PATCH').length, 0);
});

test('an operation that begins in between is not overwritten', async (t) => {
  const { double, cluster, now } = await started(t);
  double.bad.slow = 150;
  const result = syncApplication(cluster, netdata, { prune: true });
  while (!double.requests.some(({ url }) => url.includes('appprojects')))
    await new Promise((wait) => setTimeout(wait, 5));
  const before = now();
  assert.ok(before);
  double.set({ ...before, operation: { sync: { revision: 'main' } } });
  assert.equal(kindOf(await result), 'conflict');
  assert.deepEqual(now()?.operation, { sync: { revision: 'main' } });
});

test('a sync window of the project is respected', async (t) => {
  const { double, cluster } = await started(t);
  const window = { kind: 'deny', schedule: '* * * * *', duration: '1h', applications: ['net*'] };
  const project = { apiVersion, kind: 'AppProject', metadata: { name: 'default', namespace: 'argocd' } };
  double.set({ ...project, spec: { syncWindows: [window] } });
  assert.equal(kindOf(await syncApplication(cluster, netdata)), 'forbidden');
  double.set({ ...project, spec: { syncWindows: [{ ...window, manualSync: true }] } });
  assert.equal(kindOf(await syncApplication(cluster, netdata)), 'ok');
});

test('refresh and hard refresh set the annotation', async (t) => {
  const { cluster, now } = await started(t);
  const asked = () => now()?.metadata.annotations;
  await refreshApplication(cluster, netdata, 'normal');
  assert.deepEqual(asked(), { 'argocd.argoproj.io/refresh': 'normal' });
  await refreshApplication(cluster, netdata, 'hard');
  assert.deepEqual(asked(), { 'argocd.argoproj.io/refresh': 'hard' });
});

test('an operation is ended only while it runs', async (t) => {
  const { cluster, now } = await started(t, { status: { operationState: { phase: 'Running' } } });
  assert.equal(kindOf(await terminateOperation(cluster, netdata)), 'ok');
  assert.deepEqual(now()?.status, { operationState: { phase: 'Terminating' } });
  assert.equal(kindOf(await terminateOperation(cluster, netdata)), 'conflict');
  assert.equal(kindOf(await terminateOperation(cluster, { ...netdata, name: 'none' })), 'not-found');
});

test('Argo CD’s page: from its own setting, else from the Ingress that Tailscale serves', async (t) => {
  const { double, cluster } = await started(t);
  assert.equal(kindOf(await applicationAddress(cluster, netdata, 'argocd')), 'not-found');
  double.set({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'argocd', namespace: 'argocd' },
    spec: { defaultBackend: { service: { name: 'argocd-server', port: { number: 80 } } } },
    status: { loadBalancer: { ingress: [{ hostname: 'argocd.tailnet.example.ts.net' }] } },
  });
  const path = 'applications/argocd/netdata';
  const address = async () => {
    const result = await applicationAddress(cluster, netdata, 'argocd');
    return result.ok ? result.value : result.fault.kind;
  };
  assert.equal(await address(), `https://argocd.tailnet.example.ts.net/${path}`);
  const data = { url: 'https://argocd.example.internal/' };
  double.set({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm', namespace: 'argocd' }, data });
  assert.equal(await address(), `https://argocd.example.internal/${path}`);
});

// A Sunday, 22:30 in UTC.
const night = Date.parse('2026-11-01T22:30:00Z');
const window = (more: object) => ({
  kind: 'deny',
  schedule: '0 22 * * *',
  duration: '1h',
  applications: ['*'],
  ...more,
});

const windows: readonly (readonly [title: string, windows: readonly object[], forbids: boolean])[] = [
  ['no window', [], false],
  ['a deny that began half an hour ago', [window({})], true],
  ['a deny that has ended', [window({ duration: '29m' })], false],
  ['a deny that lets people sync', [window({ manualSync: true })], false],
  ['two denies, one of which lets people sync', [window({ manualSync: true }), window({})], true],
  ['a deny of another time zone', [window({ timeZone: 'America/New_York' })], false],
  ['a deny at 17 o’clock in New York', [window({ schedule: '0 17 * * *', timeZone: 'America/New_York' })], true],
  ['a deny on Mondays', [window({ schedule: '0 22 * * mon' })], false],
  ['a deny on Sundays, as 7', [window({ schedule: '*/30 20-23 * * 7' })], true],
  ['a deny of days or weekdays', [window({ schedule: '0 22 15 * sun' })], true],
  ['a daily deny for a day', [window({ schedule: '@daily', duration: '24h' })], true],
  ['a deny of other Applications', [window({ applications: ['long*'] })], false],
  ['a deny of its namespace', [window({ applications: [], namespaces: ['netdata'] })], true],
  ['a deny of name and namespace, of which one fits', [window({ namespaces: ['x'], andOperator: true })], false],
  ['an allow that is open', [window({ kind: 'allow' })], false],
  ['an allow that is closed', [window({ kind: 'allow', schedule: '0 3 * * *' })], true],
  [
    'an allow that is closed and lets people sync',
    [window({ kind: 'allow', schedule: '0 3 * * *', manualSync: true })],
    false,
  ],
  ['a schedule that nobody can read', [window({ schedule: 'often' })], false],
];

for (const [title, syncWindows, forbids] of windows) {
  test(`${title} ${forbids ? 'forbids' : 'allows'} a sync by hand`, () => {
    const metadata = { name: 'netdata' };
    const application = { apiVersion, kind: 'Application', metadata, spec: { destination: { namespace: 'netdata' } } };
    const project = { apiVersion, kind: 'AppProject', metadata, spec: { syncWindows } };
    assert.equal(forbiddingWindow(application, project, night) !== undefined, forbids);
  });
}
