// Which rows a view has to refresh: those that look different, and no others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from '../../../server/src/live/status/changes.ts';
import type { Facts, LiveObject } from '../../../server/src/live/status/facts.ts';
import { statusReader } from '../../../server/src/live/status/status.ts';
import { kubernetesFacts, live, now, object, omniFacts, staleAfter, within } from './given.ts';

/** What changed from the first facts to the second, the way a view sees it. */
function changed(before: Facts, after: Facts, later = 0) {
  const read = statusReader();
  const first = read(before, now, staleAfter);
  const { sections, rows } = changesOf(first, read(after, now + later, staleAfter));
  return { sections: [...sections], rows: [...rows] };
}

function app(name: string, health: string, owner?: string): LiveObject {
  const annotations = owner
    ? { 'argocd.argoproj.io/tracking-id': `${owner}:argoproj.io/Application:argocd/${name}` }
    : {};
  return object('Application', `argocd/${name}`, {
    annotations,
    status: { sync: { status: 'Synced' }, health: { status: health } },
  });
}

const root = app('root', 'Healthy');
const [a, b] = [app('a', 'Healthy', 'root'), app('b', 'Healthy', 'root')];
const apps = (...Application: readonly LiveObject[]): Facts => ({ kubernetes: kubernetesFacts({ Application }) });

test('at first, every section is new', () => {
  const { sections, rows } = changesOf(undefined, statusReader()({}, now, staleAfter));
  assert.deepEqual([sections.size, rows.size], [6, 0]);
});

test('nothing changes while only time passes', () => {
  assert.deepEqual(changed(apps(root, a, b), apps(root, a, b), 5_000), { sections: [], rows: [] });
});

test('a new value that looks the same changes nothing', () => {
  assert.deepEqual(changed(apps(root, a), apps(app('root', 'Healthy'), app('a', 'Healthy', 'root'))), {
    sections: [],
    rows: [],
  });
});

test('the row that changed, and its parent only where that looks different', () => {
  assert.deepEqual(changed(apps(root, a), apps(root, app('a', 'Progressing', 'root'))), {
    sections: [],
    // The worst state beneath is shown on the parent.
    rows: ['application/argocd/root', 'application/argocd/a'],
  });
  const ill = app('b', 'Degraded', 'root');
  assert.deepEqual(changed(apps(root, a, ill), apps(root, app('a', 'Progressing', 'root'), ill)).rows, [
    'application/argocd/a',
  ]);
});

test('a row that comes, goes or moves refreshes its parent', () => {
  assert.deepEqual(changed(apps(root, a), apps(root, a, b)).rows, ['application/argocd/root']);
  assert.deepEqual(changed(apps(root, a, b), apps(root, b)).rows, ['application/argocd/root']);
  assert.deepEqual(changed(apps(root, a), apps(root, app('a', 'Healthy'))), {
    sections: ['applications'],
    rows: ['application/argocd/root'],
  });
});

test('a top row that comes refreshes its section, and so does a section that goes quiet', () => {
  assert.deepEqual(changed(apps(root), apps(root, app('other', 'Healthy'))).sections, ['applications']);
  const { sections } = changed(apps(root), apps(root), 40_000);
  assert.ok(sections.includes('applications'));
});

test('a machine that changes leaves the other machines alone', () => {
  const omni = (stage: number): Facts => ({
    omni: omniFacts(
      {
        clusterstatuses: { c: { spec: { phase: 3, ready: true } } },
        machinesetstatuses: { 'c-w': { spec: { phase: 3, ready: true }, labels: within('c') } },
        clustermachinestatuses: {
          m1: { spec: { stage: 4, ready: true }, labels: within('c', 'c-w', 'connected') },
          m2: { spec: { stage, ready: true }, labels: within('c', 'c-w', 'connected') },
        },
      },
      live,
    ),
  });
  const { rows } = changed(omni(2), omni(3));
  assert.deepEqual(rows, ['machine/m2']);
});
