// The journal survives what kills the editor: torn lines, full disks, other versions; and it holds no secret.
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { redactor } from '../../../server/src/live/redact.ts';
import type { Event } from '../../../server/src/live/runbooks/engine.ts';
import { Journal, listJournals, readJournal, rememberingRead } from '../../../server/src/live/runbooks/journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const started: Event = {
  at: 1_000,
  type: 'started',
  runbook: 'disaster-recovery',
  title: 'Disaster recovery',
  cluster: 'prod-01',
  drill: false,
  inputs: { template: '/clusters/prod-01.yaml' },
  phases: [{ id: 'check', title: 'Check' }],
};
const entered: Event = { at: 2_000, type: 'entered', phase: 'check' };
const noted: Event = { at: 3_000, type: 'noted', phase: 'check', text: 'expects 6 machines' };

function written(...events: readonly Event[]): Journal {
  const journal = Journal.create(folder, 'disaster-recovery', 'prod-01', Date.now());
  assert.ok(journal.ok);
  for (const event of events) assert.ok(journal.value.append(event).ok);
  return journal.value;
}

test('what is appended is read again', () => {
  const journal = written(started, entered, noted);
  journal.close();
  const read = readJournal(journal.path);
  assert.ok(read.ok);
  assert.deepEqual(read.value.events, [started, entered, noted]);
  assert.equal(read.value.state.phases[0]?.notes[0], 'expects 6 machines');
  assert.equal(statSync(journal.path).mode & 0o777, 0o600);
});

for (const [name, tail] of [
  ['half a line', '{"v":1,"n":2,"at":3000,"type":"no'],
  ['half a line with a line break', '{"v":1,"n":2,"at":3000,"type":"no\n'],
  ['zero bytes', '\0\0\0\0\0\0\n'],
  ['half a character', Buffer.from('{"v":1,"n":2,"text":"ü').subarray(0, -1)],
] as const)
  test(`a torn end is cut off and the run goes on: ${name}`, () => {
    const journal = written(started, entered);
    journal.close();
    appendFileSync(journal.path, tail);
    const torn = readJournal(journal.path);
    assert.ok(torn.ok);
    assert.deepEqual(torn.value.events, [started, entered]);
    const again = Journal.open(torn.value);
    assert.ok(again.ok);
    assert.ok(again.value.append(noted).ok);
    again.value.close();
    const read = readJournal(journal.path);
    assert.ok(read.ok);
    assert.deepEqual(read.value.events, [started, entered, noted]);
  });

test('damage before the end is told, and the run is not taken up', () => {
  const journal = written(started, entered, noted);
  journal.close();
  const lines = readFileSync(journal.path, 'utf8').split('\n');
  for (const damaged of [
    [lines[0], 'x', lines[2], ''],
    [lines[0], lines[2], ''],
  ]) {
    writeFileSync(journal.path, damaged.join('\n'));
    const read = readJournal(journal.path);
    assert.ok(!read.ok);
    assert.equal(read.fault.kind, 'unreadable');
    assert.match(read.fault.message, /line 2/);
  }
});

test('a journal of another version is not taken up', () => {
  const journal = written(started);
  journal.close();
  writeFileSync(journal.path, readFileSync(journal.path, 'utf8').replace('"v":1', '"v":2'));
  const read = readJournal(journal.path);
  assert.ok(!read.ok);
  assert.equal(read.fault.kind, 'version');
});

test('a list tells unreadable journals apart', () => {
  const own = mkdtempSync(join(folder, 'list-'));
  const journal = Journal.create(own, 'gitops-bootstrap', 'lab', 5_000);
  assert.ok(journal.ok);
  journal.value.append(started);
  journal.value.close();
  writeFileSync(join(own, 'broken.jsonl'), 'x\ny\n');
  const list = listJournals(own);
  assert.deepEqual(
    list.runs.map(({ id }) => id),
    ['gitops-bootstrap-lab-19700101-000005'],
  );
  assert.equal(list.unreadable.length, 1);
  assert.deepEqual(listJournals(join(own, 'absent')), { runs: [], unreadable: [] });
});

test('names of clusters make no paths', () => {
  const journal = Journal.create(folder, 'disaster-recovery', '../../etc/passwd', 5_000);
  assert.ok(journal.ok);
  journal.value.close();
  assert.ok(journal.value.path.startsWith(`${folder}/disaster-recovery-..`));
  assert.ok(!journal.value.path.slice(folder.length + 1).includes('/'));
});

test('a folder that can not be written to is a fault and not an exception', { skip: process.getuid?.() === 0 }, () => {
  const closed = mkdtempSync(join(folder, 'closed-'));
  chmodSync(closed, 0o500);
  const journal = Journal.create(join(closed, 'runs'), 'disaster-recovery', 'prod-01', 0);
  assert.ok(!journal.ok);
});

test('a file where the folder should be is a fault and not an exception', () => {
  const path = join(folder, 'file');
  writeFileSync(path, '');
  const journal = Journal.create(path, 'disaster-recovery', 'prod-01', 0);
  assert.ok(!journal.ok);
  assert.match(journal.fault.message, /can not be written/);
});

test('a view that remembers what it read sees what was written since', () => {
  const journal = written(started, entered);
  const read = rememberingRead();
  const first = read(journal.path);
  assert.equal(read(journal.path), first, 'it is not read again');
  assert.ok(journal.append(noted).ok);
  journal.close();
  const second = read(journal.path);
  assert.ok(second.ok);
  assert.equal(second.value.events.length, 3);
});

test('secrets are not written', () => {
  const secret = ['hunter2', 'correct', 'horse'].join('-');
  redactor.learn(secret);
  const journal = written(started, { ...noted, text: `login with ${secret}` });
  const safe = journal.append({
    at: 4_000,
    type: 'failed',
    phase: 'check',
    fault: { kind: 'failed', message: `refused ${secret}`, details: `password=${secret}` },
    look: [secret],
  });
  journal.close();
  assert.ok(!readFileSync(journal.path, 'utf8').includes(secret));
  assert.ok(safe.ok && !JSON.stringify(safe.value).includes(secret));
});
