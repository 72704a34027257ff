// A runner that is killed at every write of its journal reaches the same end, and deletes the cluster once.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listJournals } from '../../../server/src/live/runbooks/journal.ts';
import { newWorld, type World } from './world.ts';

const worlds: World[] = [];
after(() => {
  for (const world of worlds) world.remove();
});

function world(): World {
  const made = newWorld();
  worlds.push(made);
  return made;
}

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
}

function runner(
  on: World,
  ...mode: readonly string[]
): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const program = join(import.meta.dirname, 'runner-process.ts');
  const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', program, on.folder, ...mode];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (_, signal) => resolve({ signal, said: said.trim() })),
  );
  return { child, ended };
}

for (const [mode, what] of [
  ['written', 'after the write'],
  ['torn', 'in the middle of the write'],
] as const)
  test(`killed at every write, ${what}: the same end, one deletion`, async () => {
    const on = world();
    let deaths = 0;
    // A process that finds a finished run would begin another one.
    for (; listJournals(on.folders.runs).runs[0]?.state.status !== 'finished'; deaths++) {
      assert.ok(deaths < 200, 'it comes to an end');
      const { signal, said } = await runner(on, mode).ended;
      assert.ok(signal === 'SIGKILL' || said === 'finished', said);
    }
    assert.ok(deaths > 40);
    const { runs, unreadable } = listJournals(on.folders.runs);
    assert.deepEqual(unreadable, mode === 'torn' ? unreadable : []);
    const [run] = runs;
    assert.equal(run?.state.status, 'finished');
    const kinds = new Set(run?.events.map((event) => `${event.type} ${'phase' in event ? event.phase : ''}`));
    const reached = readFileSync(join(on.folder, 'deaths'), 'utf8').split('\n').slice(0, -1);
    assert.equal(new Set(reached).size, reached.length);
    for (const kind of kinds) assert.ok(reached.includes(`${mode} ${kind}`), `died at ${kind}`);
    assert.equal(on.fake.calls('cluster', 'delete').length, 1);
    assert.equal(on.asked('restart').length, 1);
    assert.ok(run?.state.phases.every(({ status }) => status === 'done' || status === 'already'));
  });

test('killed while omnictl deletes: the deletion goes on by itself and is not begun again', async () => {
  const on = world();
  on.fake.control({ step: 300 });
  const { child, ended } = runner(on);
  const until = Date.now() + 60_000;
  const begun = () => on.fake.scenario.clusters().some(({ deletedAt }) => deletedAt !== undefined);
  while (!begun() && Date.now() < until) await sleep(20);
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  on.fake.control({ step: 15 });
  const second = await runner(on).ended;
  assert.equal(second.said, 'finished');
  assert.equal(on.fake.calls('cluster', 'delete').length, 1);
});

test('two processes at once: one runs, the other is told so', async () => {
  const on = world();
  const both = await Promise.all([runner(on).ended, runner(on).ended]);
  const said = both.map((one) => one.said).sort();
  assert.match(
    said[0] ?? '',
    /^conflict: A runbook for `prod-01` is already under way: Disaster recovery, process \d+/,
  );
  assert.equal(said[1], 'finished');
  assert.equal(on.fake.calls('cluster', 'delete').length, 1);
  assert.equal(readdirSync(on.folders.runs).filter((name) => name.endsWith('.jsonl')).length, 1);
});
