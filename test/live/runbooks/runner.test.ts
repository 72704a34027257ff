// The runner on small runbooks of its own: what it asks, what it refuses, and what it never does twice.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Fault, failed, ok } from '../../../server/src/live/fault.ts';
import { type Event, outline, type RunState, replay } from '../../../server/src/live/runbooks/engine.ts';
import { type Action, type Evidence, never, notYet, type Phase, yes } from '../../../server/src/live/runbooks/phase.ts';
import { duration, report, timeline } from '../../../server/src/live/runbooks/report.ts';
import { startRun } from '../../../server/src/live/runbooks/run.ts';
import { Runner, type RunnerOptions } from '../../../server/src/live/runbooks/runner.ts';
import { agree, operator } from './operator.ts';

const folder = mkdtempSync(join(tmpdir(), 'runner-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const base = { whenFailed: ['Look there.'] };
const unreachable: Fault = { kind: 'unreachable', message: 'It can not be reached.' };

function runnerOf(phases: readonly Phase[], options: Partial<RunnerOptions> = {}, before: readonly Event[] = []) {
  const events: Event[] = [];
  const started: Event = {
    ...{
      at: Date.now(),
      type: 'started',
      runbook: 'test',
      title: 'Test',
      cluster: 'prod-01',
      drill: false,
      inputs: {},
    },
    phases: phases.map(outline),
  };
  const state = replay([started, ...before]);
  assert.ok(state);
  const person = operator();
  const runner = new Runner(state, {
    phases,
    operator: person,
    append: (event) => {
      events.push(event);
      return ok(event);
    },
    mayAct: () => true,
    signal: new AbortController().signal,
    pace: 0.01,
    deadline: (milliseconds) => AbortSignal.timeout(milliseconds / 100),
    ...options,
  });
  return { runner, events, person };
}

async function run(...given: Parameters<typeof runnerOf>): Promise<RunState & { readonly types: readonly string[] }> {
  const { runner, events } = runnerOf(...given);
  const result = await runner.run();
  assert.ok(result.ok);
  return { ...result.value, types: events.map(({ type }) => type) };
}

function counting(action: Partial<Action> = {}): { readonly count: () => number; readonly action: Action } {
  let count = 0;
  return {
    count: () => count,
    action: {
      commands: ['do it'],
      limit: 10_000,
      run: async () => {
        count++;
        return ok(undefined);
      },
      ...action,
    },
  };
}

test('a phase is checked, done and verified, and each step is written', async () => {
  const { action } = counting();
  let looks = 0;
  const verify = {
    pauses: [100] as const,
    limit: 60_000,
    test: async () => ok(++looks < 3 ? notYet(`${looks} of 3`) : yes('all there')),
  };
  const state = await run([{ ...base, id: 'a', title: 'A', action, verify }]);
  assert.deepEqual(state.types, ['entered', 'checked', 'intended', 'acted', 'ended', 'finished']);
  assert.equal(state.phases[0]?.text, 'all there');
});

test('what is true already is skipped; what does not hold before fails', async () => {
  const { action, count } = counting();
  const skipped = await run([{ ...base, id: 'a', title: 'A', action, done: async () => ok('It is there.') }]);
  assert.deepEqual(
    [skipped.status, skipped.phases[0]?.status, skipped.phases[0]?.text],
    ['finished', 'already', 'It is there.'],
  );
  const refused = await run([
    { ...base, id: 'a', title: 'A', action, precondition: async () => failed('conflict', 'Not now.') },
  ]);
  assert.deepEqual([refused.status, refused.phases[0]?.fault?.message], ['failed', 'Not now.']);
  assert.deepEqual(refused.phases[0]?.look, ['Look there.']);
  assert.equal(count(), 0);
});

test('waiting ends at its limit with what was seen last; at once where waiting is no use', async () => {
  const wait = (
    test: () => Promise<ReturnType<typeof ok<ReturnType<typeof notYet>>> | ReturnType<typeof failed>>,
  ): Phase => ({
    ...base,
    ...{ id: 'a', title: 'Wait', verify: { pauses: [1_000], limit: 20_000, test } },
  });
  const late = await run([wait(async () => ok(notYet('2 of 6 machines')))]);
  assert.equal(late.phases[0]?.fault?.kind, 'timeout');
  assert.match(late.phases[0]?.fault?.message ?? '', /“Wait” was not reached within 20 s; last: 2 of 6 machines/);
  const away = await run([wait(async () => ({ ok: false, fault: unreachable }))]);
  assert.match(away.phases[0]?.fault?.message ?? '', /last: It can not be reached/);
  const hopeless = await run([wait(async () => ok(never({ kind: 'failed', message: 'No storage fits.' })))]);
  assert.equal(hopeless.phases[0]?.fault?.message, 'No storage fits.');
  const person = await run([wait(async () => failed('sign-in', 'Sign in.'))]);
  assert.equal(person.phases[0]?.fault?.kind, 'sign-in');
});

test('an action that hangs is given up at its limit, and the message says so', async () => {
  const action: Action = {
    commands: [],
    limit: 5_000,
    run: ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(failed('cancelled', 'x')))),
  };
  const state = await run([{ ...base, id: 'a', title: 'Sync', action }]);
  assert.deepEqual(state.phases[0]?.fault, { kind: 'timeout', message: '“Sync” took longer than it may.' });
});

test('a failed phase is taken up again in the same process', async () => {
  let broken = true;
  const { action, count } = counting({});
  const failing: Action = {
    ...action,
    run: async (context) => (broken ? failed('failed', 'Broken.') : action.run(context)),
  };
  const { runner } = runnerOf([{ ...base, id: 'a', title: 'A', action: failing }]);
  assert.equal((await runner.run()).ok && runner.state.status, 'failed');
  broken = false;
  assert.equal((await runner.retry()).ok && runner.state.status, 'finished');
  assert.equal(count(), 1);
});

for (const [evidence, outcome, counted] of [
  ['done', 'finished', 0],
  ['under-way', 'finished', 0],
  ['not-begun', 'stopped', 0],
  [unreachable, 'stopped', 0],
] as const)
  test(`an outcome that is not known is settled by the live system, else by a person: ${typeof evidence === 'string' ? evidence : 'no answer'}`, async () => {
    const once = {
      destructive: true as const,
      visibleAfter: 20_000,
      before: async () => ok(''),
      evidence: async () =>
        typeof evidence === 'string' ? ok<Evidence>(evidence) : { ok: false as const, fault: evidence },
    };
    const { action, count } = counting({ once });
    const before: readonly Event[] = [
      { at: 1, type: 'entered', phase: 'a' },
      { at: 2, type: 'checked', phase: 'a' },
      { at: 3, type: 'intended', phase: 'a', commands: [] },
      { at: 4, type: 'resumed' },
    ];
    const phases = [
      {
        ...base,
        id: 'a',
        title: 'Delete',
        action,
        verify: { pauses: [10] as const, limit: 1_000, test: async () => ok(yes()) },
      },
    ];
    const silent = operator(() => undefined);
    const state = await run(phases, { operator: silent }, before);
    assert.deepEqual([state.status, count()], [outcome, counted]);
    assert.equal(silent.questions.length, outcome === 'stopped' ? 1 : 0);
    if (outcome !== 'stopped') return;
    const done = await run(phases, { operator: operator(() => ({ said: 'was-done' })) }, before);
    assert.deepEqual([done.status, count()], ['finished', 0]);
    const mistyped = await run(phases, { operator: operator(() => ({ said: 'repeat', typed: 'prod-02' })) }, before);
    assert.deepEqual([mistyped.status, count()], ['stopped', 0]);
    const repeated = await run(phases, { operator: operator(agree) }, before);
    assert.deepEqual([repeated.status, count()], ['finished', 1]);
  });

test('nothing is done when the journal can not be written, or when the lock is lost', async () => {
  const { action, count } = counting();
  const full = runnerOf([{ ...base, id: 'a', title: 'A', action }], {
    append: (event) => (event.type === 'intended' ? failed('failed', 'No space left.') : ok(event)),
  });
  const result = await full.runner.run();
  assert.ok(!result.ok);
  assert.equal(result.fault.message, 'No space left.');
  const lost = await run([{ ...base, id: 'a', title: 'A', action }], { mayAct: () => false });
  assert.deepEqual([lost.status, lost.why], ['stopped', 'another process works on this cluster']);
  assert.equal(count(), 0);
});

test('a journal with a phase that this version does not have is not guessed at', async () => {
  const { runner } = runnerOf([{ ...base, id: 'a', title: 'A' }]);
  const other = new Runner(runner.state, {
    phases: [],
    operator: operator(),
    append: (event) => ok(event),
    mayAct: () => true,
    signal: new AbortController().signal,
  });
  await other.run();
  assert.match(other.state.phases[0]?.fault?.message ?? '', /has no phase `a`/);
});

test('the report has the verdict first and a row for each phase; the timeline knows elapsed time and limit', async () => {
  const phases: readonly Phase[] = [
    { ...base, id: 'a', title: 'First | pipe', done: async () => ok('It is there.') },
    {
      ...base,
      id: 'b',
      title: 'Second',
      action: counting({ run: async () => failed('failed', 'Broken.', { next: 'Mend it.' }) }).action,
    },
    { ...base, id: 'c', title: 'Third' },
  ];
  const folders = { runs: join(folder, 'runs'), locks: join(folder, 'locks') };
  const started = startRun({
    ...{
      runbook: 'test',
      title: 'Test',
      cluster: 'lab',
      drill: false,
      inputs: {},
      folders,
      phases,
      operator: operator(),
    },
    signal: new AbortController().signal,
  });
  assert.ok(started.ok);
  await started.value.proceed();
  started.value.close();
  const text = readFileSync(started.value.report, 'utf8');
  assert.ok(text.startsWith('# Test of `lab`: failed at “Second”\n\nBroken.\n\nMend it.\n\nLook there.\n'));
  assert.match(text, /\| First \\\| pipe \| skipped: It is there\. \|/);
  assert.match(text, /\| Third \| not begun \| {2}\| {2}\|/);
  const rows = timeline(started.value.runner.state, Date.now());
  assert.deepEqual(
    rows.map(({ id, status, limit }) => [id, status, limit]),
    [
      ['a', 'already', undefined],
      ['b', 'failed', 10_000],
      ['c', 'pending', undefined],
    ],
  );
  assert.equal(report(started.value.runner.state, Date.now()), text);
});

test('durations read well', () => {
  assert.deepEqual([850, 12_000, 60_000, 250_000, 3_600_000, 3_900_000].map(duration), [
    '850 ms',
    '12 s',
    '1 min',
    '4 min 10 s',
    '1 h',
    '1 h 5 min',
  ]);
});
