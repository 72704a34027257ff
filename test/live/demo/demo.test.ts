// The demo: its story goes on, comes round, and shows what a bad day looks like. It needs no system.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoSession, demoFacts, eventful } from '../../../server/src/live/demo/session.ts';
import { storyLength } from '../../../server/src/live/demo/story.ts';
import { changesOf } from '../../../server/src/live/status/changes.ts';
import { type Level, type Status, sectionNames } from '../../../server/src/live/status/model.ts';
import { allRows } from '../../../server/src/live/status/row.ts';
import { statusOf, statusReader } from '../../../server/src/live/status/status.ts';

const start = Date.parse('2026-11-01T10:00:00Z');

function play(): (second: number) => Status {
  const facts = demoFacts();
  const read = statusReader();
  return (second) => read(facts(start, start + second * 1000), start + second * 1000, 35_000);
}

/** Every second of the story. */
function whole(): readonly Status[] {
  const at = play();
  return Array.from({ length: storyLength }, (_, second) => at(second));
}

const rowsOf = (status: Status) => Object.values(status.sections).flatMap(({ rows }) => [...allRows(rows)]);

test('the story shows every kind of thing, and every level but unknown', () => {
  const rows = whole().flatMap(rowsOf);
  assert.deepEqual([...new Set(rows.map(({ target }) => target.kind))].sort(), [
    ...['application', 'cluster', 'cluster-secret-store', 'container', 'external-secret', 'longhorn-node', 'machine'],
    ...['machine-request', 'machine-set', 'node', 'provider', 'volume'],
  ]);
  const levels: readonly Level[] = ['busy', 'error', 'healthy', 'warning'];
  assert.deepEqual([...new Set(rows.map(({ level }) => level))].sort(), levels);
});

test('each view has something to tell in the course of the story', () => {
  const statuses = whole();
  for (const name of ['clusters', 'applications', 'secrets', 'storage', 'provider'] as const)
    assert.ok(
      statuses.some(({ sections }) => sections[name].problems > 0),
      name,
    );
  assert.ok(statuses.some(({ sections }) => sections.nodes.worst === 'busy'));
  assert.ok(
    statuses.some(({ problems }) => problems === 0),
    'there are good times too',
  );
});

test('a worker goes from a request to a node', () => {
  const at = play();
  const seen = (second: number) =>
    rowsOf(at(second)).flatMap(({ name, state }) => (/worker-b-x7k2/.test(name) ? [state] : []));
  assert.deepEqual([2, 10, 40, 60, 80, 95, 120].map(seen), [
    ['Pending'],
    ['Provisioning'],
    ['Provisioned'],
    ['Installing'],
    ['Booting'],
    ['Configuring', 'NotReady'],
    ['Running', 'Ready'],
  ]);
});

test('between two scenes nothing changes', () => {
  const at = play();
  const { sections, rows } = changesOf(at(12), at(14));
  assert.deepEqual([[...sections], [...rows]], [[], []]);
});

test('the story comes round: the same looks the same, and nothing has grown old', () => {
  const at = play();
  const look = (second: number) =>
    rowsOf(at(second)).map(({ id, state, level, message }) => ({ id, state, level, message }));
  const [first, second] = [look(135), look(135 + storyLength)];
  assert.deepEqual(second, first);
});

test('what is remembered from second to second is what would be made from nothing', () => {
  const remembered = whole();
  const facts = demoFacts();
  for (const [second, status] of remembered.entries()) {
    const at = start + second * 1000;
    assert.deepEqual(status, statusOf(facts(start, at), at, 35_000));
  }
});

test('ids are unique', () => {
  for (const status of whole()) {
    const ids = rowsOf(status).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  }
});

test('a demo that stands still goes on being heard of, and nothing in it changes', async (t) => {
  const session = new DemoSession(eventful, { batch: 10, linger: 10 }, true);
  t.after(() => session.close());
  for (const name of sectionNames) session.watch(name);
  const before = session.status;
  await sleep(2_500);
  const after = session.status;
  assert.deepEqual([...changesOf(before, after).rows], []);
  assert.ok((after.sections.clusters.heardAt ?? 0) > (before.sections.clusters.heardAt ?? 0));
});

test('a demo session is a session', async (t) => {
  const session = new DemoSession(0, { batch: 10, linger: 10 });
  t.after(() => session.close());
  assert.ok(session.isDemo);
  assert.equal(session.status.sections.clusters.phase, 'idle');
  const told: Status[] = [];
  session.onStatus((status) => told.push(status));
  const release = session.watch('clusters');
  for (const end = Date.now() + 10_000; told.length === 0; await sleep(10)) assert.ok(Date.now() < end);
  assert.deepEqual([told[0]?.sections.clusters.phase, told[0]?.sections.nodes.phase], ['live', 'idle']);
  release();
  for (const end = Date.now() + 10_000; session.status.sections.clusters.phase !== 'idle'; await sleep(10))
    assert.ok(Date.now() < end);
});
