// Two processes never work on one cluster, and a dead one does not keep others out.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { holderOf, Lock } from '../../../server/src/live/runbooks/lock.ts';

const base = mkdtempSync(join(tmpdir(), 'lock-'));
after(() => rmSync(base, { recursive: true, force: true }));
const newFolder = () => mkdtempSync(join(base, 'f-'));

/** A process that takes the lock, says so, and keeps it until it is killed. */
function holder(folder: string): { readonly child: ChildProcess; readonly said: Promise<string> } {
  const module = join(import.meta.dirname, '../../../server/src/live/runbooks/lock.ts');
  const code = `const { Lock } = await import(${JSON.stringify(module)});
    const lock = Lock.acquire(${JSON.stringify(folder)}, 'prod-01', 'Disaster recovery');
    process.stdout.write(lock.ok ? 'taken' : lock.fault.kind);
    if (lock.ok) setInterval(() => {}, 1000);`;
  const flags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--input-type=module', '-e', code];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = new Promise<string>((resolve) => child.stdout.once('data', (data: Buffer) => resolve(data.toString())));
  return { child, said };
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return gone;
}

test('the second one is told who has it; released, it is free again', () => {
  const folder = newFolder();
  const first = Lock.acquire(folder, 'prod-01', 'Disaster recovery');
  assert.ok(first.ok && first.value.held());
  const second = Lock.acquire(folder, 'prod-01', 'GitOps bootstrap');
  assert.ok(!second.ok);
  assert.equal(second.fault.kind, 'conflict');
  assert.match(second.fault.message, new RegExp(`Disaster recovery, process ${process.pid} on`));
  assert.ok(Lock.acquire(folder, 'lab', 'Disaster recovery').ok, 'another cluster is another matter');
  first.value.release();
  assert.equal(first.value.held(), false);
  assert.equal(holderOf(folder, 'prod-01'), undefined);
  const third = Lock.acquire(folder, 'prod-01', 'GitOps bootstrap');
  assert.ok(third.ok);
  third.value.release();
});

test('a process that was killed keeps nobody out', async () => {
  const folder = newFolder();
  const { child, said } = holder(folder);
  assert.equal(await said, 'taken');
  assert.ok(!Lock.acquire(folder, 'prod-01', 'mine').ok);
  assert.match(holderOf(folder, 'prod-01')?.text ?? '', new RegExp(`process ${child.pid}`));
  await ended(child);
  const mine = Lock.acquire(folder, 'prod-01', 'mine');
  assert.ok(mine.ok);
  mine.value.release();
});

test('of many that find a dead lock at once, one gets it', async () => {
  const folder = newFolder();
  const dead = holder(folder);
  assert.equal(await dead.said, 'taken');
  await ended(dead.child);
  const many = Array.from({ length: 6 }, () => holder(folder));
  const words = await Promise.all(many.map(({ said }) => said));
  assert.deepEqual([...words].sort(), ['conflict', 'conflict', 'conflict', 'conflict', 'conflict', 'taken']);
  await Promise.all(many.map(({ child }) => ended(child)));
});

test('a number that another process got since is no holder', { skip: process.platform !== 'linux' }, () => {
  const folder = newFolder();
  const lock = Lock.acquire(folder, 'prod-01', 'first');
  assert.ok(lock.ok);
  const [name = ''] = readdirSync(folder);
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(/"processStart":"[^"]*"/, '"processStart":"another boot 1"'));
  const second = Lock.acquire(folder, 'prod-01', 'second');
  assert.ok(second.ok);
  assert.equal(lock.value.held(), false, 'who lost it notices');
  lock.value.release();
  assert.ok(second.value.held(), 'and takes nothing away when it ends');
  second.value.release();
});

test('another host counts as dead only after a long silence', () => {
  const folder = newFolder();
  const path = join(folder, 'prod-01.lock.1');
  const other = { token: 't', pid: 1, host: `${hostname()}-other`, what: 'Disaster recovery', since: Date.now() };
  writeFileSync(path, JSON.stringify(other));
  assert.ok(!Lock.acquire(folder, 'prod-01', 'mine').ok);
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(path, old, old);
  const mine = Lock.acquire(folder, 'prod-01', 'mine');
  assert.ok(mine.ok);
  mine.value.release();
});

test('an unreadable lock keeps others out while it is young', () => {
  const folder = newFolder();
  const path = join(folder, 'prod-01.lock.3');
  writeFileSync(path, '');
  assert.ok(!Lock.acquire(folder, 'prod-01', 'mine').ok);
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(path, old, old);
  const mine = Lock.acquire(folder, 'prod-01', 'mine');
  assert.ok(mine.ok);
  mine.value.release();
  assert.deepEqual(readdirSync(folder), ['prod-01.lock.4']);
});
