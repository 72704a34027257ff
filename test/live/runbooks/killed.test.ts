// A runner that is killed at every write of its journal reaches the same end, and deletes the cluster once.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JournalFile, listJournals } from '../../../server/src/live/runbooks/journal.ts';
import { report } from '../../../server/src/live/runbooks/report.ts';
import { asOfNow } from '../../../server/src/live/runbooks/run.ts';
import { newWorld, type World } from './world.ts';

const worlds: World[] = [];
after(() => {
  for (const world of worlds) world.remove();
});

function world(options: Parameters<typeof newWorld>[0] = {}): World {
  const made = newWorld(options);
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

/** Runs a runbook that dies at each kind of write once, until it is finished. */
async function dieEverywhere(on: World, runbook: string, mode: string): Promise<JournalFile> {
  let deaths = 0;
  // A process that finds a finished run would begin another one.
  for (; listJournals(on.folders.runs).runs[0]?.state.status !== 'finished'; deaths++) {
    assert.ok(deaths < 200, 'it comes to an end');
    const { signal, said } = await runner(on, runbook, mode).ended;
    assert.ok(signal === 'SIGKILL' || said === 'finished', said);
  }
  assert.ok(deaths > 40);
  const { runs, unreadable } = listJournals(on.folders.runs);
  assert.deepEqual(unreadable, mode === 'torn' ? unreadable : []);
  const [run] = runs;
  assert.ok(run?.state.status === 'finished');
  const kinds = new Set(run.events.map((event) => `${event.type} ${'phase' in event ? event.phase : ''}`));
  const reached = readFileSync(join(on.folder, 'deaths'), 'utf8').split('\n').slice(0, -1);
  assert.equal(new Set(reached).size, reached.length);
  for (const kind of kinds) assert.ok(reached.includes(`${mode} ${kind}`), `died at ${kind}`);
  assert.ok(run.state.phases.every(({ status }) => status === 'done' || status === 'already'));
  return run;
}

// Each has a world of its own.
describe('killed at every write', { concurrency: 2 }, () => {
  for (const [mode, what] of [
    ['written', 'after the write'],
    ['torn', 'in the middle of the write'],
  ] as const) {
    test(`recovery, ${what}: the same end, one deletion`, async () => {
      const on = world();
      await dieEverywhere(on, 'disaster-recovery', mode);
      assert.equal(on.fake.calls('cluster', 'delete').length, 1);
      assert.equal(on.asked('restart').length, 1);
    });

    test(`bootstrap, ${what}: the same end, everything installed once`, async () => {
      const on = world({ cni: 'none' });
      await dieEverywhere(on, 'gitops-bootstrap', mode);
      for (const release of ['cilium', 'external-secrets', 'longhorn', 'argocd'])
        assert.equal(on.asked(`helm upgrade --install ${release} `).length, 1, release);
      const changes = [
        'create Namespace',
        'create Secret',
        'apply Namespace',
        'apply Application',
        'patch Application',
      ];
      assert.deepEqual(
        changes.map((what) => on.asked(what).length),
        [1, 1, 1, 1, 1],
      );
    });
  }
});

test('killed while omnictl deletes: the deletion goes on by itself and is not begun again', async () => {
  const on = world();
  on.fake.control({ step: 300 });
  const { child, ended } = runner(on, 'disaster-recovery');
  const until = Date.now() + 60_000;
  const begun = () => on.fake.scenario.clusters().some(({ deletedAt }) => deletedAt !== undefined);
  while (!begun() && Date.now() < until) await sleep(20);
  const stands = () => {
    const [file] = listJournals(on.folders.runs).runs;
    assert.ok(file);
    return asOfNow(file, on.folders.locks);
  };
  assert.match(stands().holder ?? '', new RegExp(`process ${child.pid} `));
  assert.match(report(stands().state, Date.now()), /: under way at “Delete the cluster”\n/);
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  assert.equal(stands().holder, undefined);
  const [now, later] = [Date.now(), Date.now() + 3_600_000].map((at) => report(stands().state, at));
  assert.match(now ?? '', /: stopped at “Delete the cluster”\n\nReason: its process ended\./);
  assert.equal(now, later, 'its time stands still');
  on.fake.control({ step: 15 });
  const second = await runner(on, 'disaster-recovery').ended;
  assert.equal(second.said, 'finished');
  assert.equal(on.fake.calls('cluster', 'delete').length, 1);
});

test('two processes at once: one runs, the other is told so', async () => {
  const on = world();
  const both = await Promise.all([runner(on, 'disaster-recovery').ended, runner(on, 'disaster-recovery').ended]);
  const said = both.map((one) => one.said).sort();
  assert.match(
    said[0] ?? '',
    /^conflict: A runbook for `prod-01` is already under way: Disaster recovery, process \d+/,
  );
  assert.equal(said[1], 'finished');
  assert.equal(on.fake.calls('cluster', 'delete').length, 1);
  assert.equal(readdirSync(on.folders.runs).filter((name) => name.endsWith('.jsonl')).length, 1);
});
