// Argo CD's Applications: every word it has for health, sync and operations, and who stands below whom.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveObject } from '../../../server/src/live/status/facts.ts';
import { kubernetesFacts, lines, object, rowOf, rowsOf } from './given.ts';

type More = Parameters<typeof object>[2];

function app(name: string, sync: string, health: string, status: object = {}, more: More = {}): LiveObject {
  return object('Application', `argocd/${name}`, {
    status: { sync: { status: sync }, health: { status: health }, ...status },
    ...more,
  });
}

const shown = (...apps: readonly LiveObject[]) =>
  lines(rowsOf('applications', { kubernetes: kubernetesFacts({ Application: apps }) }));
const row = (one: LiveObject) =>
  rowOf('applications', { kubernetes: kubernetesFacts({ Application: [one] }) }, one.metadata.name);

test('every health', () => {
  const healths = ['Healthy', 'Suspended', 'Progressing', 'Missing', 'Degraded', 'Unknown', 'Newfangled'];
  assert.deepEqual(
    healths.map((health) => `${health}: ${row(app('a', 'Synced', health)).level}`),
    [
      'Healthy: healthy',
      'Suspended: healthy',
      'Progressing: busy',
      'Missing: warning',
      'Degraded: error',
      'Unknown: unknown',
      'Newfangled: unknown',
    ],
  );
});

test('every sync status', () => {
  assert.deepEqual(
    ['Synced', 'OutOfSync', 'Unknown'].map((sync) => row(app('a', sync, 'Healthy')).level),
    ['healthy', 'warning', 'unknown'],
  );
  assert.equal(row(app('a', 'OutOfSync', 'Healthy')).message, 'The cluster differs from what is declared.');
});

test('every phase of the last operation', () => {
  const phases = ['Running', 'Terminating', 'Failed', 'Error', 'Succeeded'];
  const levels = (sync: string) =>
    phases.map((phase) => row(app('a', sync, 'Healthy', { operationState: { phase, message: 'why' } })).level);
  assert.deepEqual(levels('OutOfSync'), ['busy', 'busy', 'error', 'error', 'warning']);
  assert.deepEqual(levels('Synced'), ['busy', 'busy', 'warning', 'warning', 'healthy']);
});

test('a sync that runs says so, with its attempt', () => {
  const running = app('a', 'OutOfSync', 'Missing', {
    operationState: { phase: 'Running', retryCount: 2, message: 'waiting for healthy state' },
  });
  assert.equal(row(running).level, 'busy');
  assert.equal(row(running).message, 'A sync is running, attempt 3: waiting for healthy state.');
  assert.equal(row(app('a', 'OutOfSync', 'Healthy', {}, { operation: { sync: {} } })).level, 'busy');
});

test('a degraded application names the resources that are', () => {
  const resources = ['web', 'cache', 'queue', 'job'].map((name) => ({
    kind: 'Deployment',
    name,
    health: { status: 'Degraded' },
  }));
  assert.equal(
    row(app('a', 'Synced', 'Degraded', { resources: [...resources, { kind: 'Service', name: 'web' }] })).message,
    'Degraded in `Deployment/web`, `Deployment/cache`, `Deployment/queue` and 1 more.',
  );
});

test('conditions are errors when their type says so', () => {
  const conditions = [
    { type: 'ComparisonError', message: 'repository not found' },
    { type: 'OrphanedResourceWarning', message: '2 orphans' },
  ];
  const told = row(app('a', 'Unknown', 'Healthy', { conditions }));
  assert.deepEqual(
    [told.level, told.message],
    ['error', 'ComparisonError: repository not found. OrphanedResourceWarning: 2 orphans.'],
  );
  assert.equal(row(app('a', 'Synced', 'Healthy', { conditions: conditions.slice(1) })).level, 'warning');
});

test('an application that is being deleted is under way, unless it can not be', () => {
  assert.equal(row(app('a', 'Synced', 'Degraded', {}, { deleted: true })).level, 'busy');
  const stuck = app(
    'a',
    'Synced',
    'Healthy',
    { conditions: [{ type: 'DeletionError', message: 'finalizer' }] },
    { deleted: true },
  );
  assert.equal(row(stuck).message, 'It can not be deleted: finalizer.');
});

test('one that nobody has looked at yet is unknown', () => {
  assert.deepEqual(shown(object('Application', 'argocd/new')), [
    'unknown new: Not compared yet – Argo CD has not compared it yet.',
  ]);
});

const below = (owner: string, name: string): More => ({
  annotations: { 'argocd.argoproj.io/tracking-id': `${owner}:argoproj.io/Application:argocd/${name}` },
});

test('an application stands below the one that manages it, by annotation or label, problems first', () => {
  const wave = (name: string, number: string): More => ({
    annotations: { ...below('root', name)?.annotations, 'argocd.argoproj.io/sync-wave': number },
  });
  const rows = shown(
    app('root', 'Synced', 'Healthy'),
    app('late', 'Synced', 'Healthy', {}, wave('late', '7')),
    app('early', 'Synced', 'Healthy', {}, wave('early', '-1')),
    app('ill', 'Synced', 'Degraded', {}, wave('ill', '9')),
    app('labelled', 'Synced', 'Healthy', {}, { labels: { 'app.kubernetes.io/instance': 'early' } }),
  );
  assert.deepEqual(rows, [
    'healthy root: Synced · Healthy',
    '  error ill: Synced · Degraded – Degraded.',
    '  healthy early: Synced · Healthy',
    '    healthy labelled: Synced · Healthy',
    '  healthy late: Synced · Healthy',
  ]);
});

test('waves are shown as Argo CD reads them', () => {
  const wave = (text: string) =>
    row(app('a', 'Synced', 'Healthy', {}, { annotations: { 'argocd.argoproj.io/sync-wave': text } })).extra;
  assert.deepEqual(['5', '+5', '-2', '1.5', ''].map(wave), ['wave 5', 'wave 5', 'wave -2', 'wave 0', 'wave 0']);
});

test('an owner in another namespace is found by its qualified name', () => {
  const child = object('Application', 'team/web', {
    annotations: { 'argocd.argoproj.io/tracking-id': 'argocd_root:argoproj.io/Application:team/web' },
  });
  assert.deepEqual(
    shown(app('root', 'Synced', 'Healthy'), child).map((line) => line.search(/\S/)),
    [0, 2],
  );
});

test('a copied annotation and a foreign label own nothing, and a circle begins somewhere', () => {
  const rows = shown(
    app('root', 'Synced', 'Healthy'),
    app('copied', 'Synced', 'Healthy', {}, below('root', 'another')),
    app('charted', 'Synced', 'Healthy', {}, { labels: { 'app.kubernetes.io/instance': 'release-of-helm' } }),
    app('self', 'Synced', 'Healthy', {}, below('self', 'self')),
    app('egg', 'Synced', 'Healthy', {}, below('hen', 'egg')),
    app('hen', 'Synced', 'Healthy', {}, below('egg', 'hen')),
  );
  assert.deepEqual(
    rows.map((line) => line.replace(/healthy (\w+):.*/, '$1')),
    ['charted', 'copied', 'egg', '  hen', 'root', 'self'],
  );
});
