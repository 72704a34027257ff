// The engine is a fold over events: where a run goes on follows from what its journal holds, and from nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ok } from '../../../server/src/live/fault.ts';
import {
  apply,
  type Event,
  left,
  next,
  type Outcome,
  outline,
  type PhaseOutline,
  type RunState,
  replay,
} from '../../../server/src/live/runbooks/engine.ts';
import { yes } from '../../../server/src/live/runbooks/phase.ts';
import { timeline } from '../../../server/src/live/runbooks/report.ts';

const phases: readonly PhaseOutline[] = [
  { id: 'check', title: 'Check' },
  { id: 'confirm', title: 'Confirm', gate: 'typed' },
  { id: 'delete', title: 'Delete', acts: true, once: true, destructive: true, limit: 60_000 },
  { id: 'sync', title: 'Sync', acts: true },
];

let clock = 0;
function at(): { readonly at: number } {
  clock += 1_000;
  return { at: clock };
}
const start = (): Event => ({
  ...at(),
  type: 'started',
  runbook: 'disaster-recovery',
  title: 'Disaster recovery',
  cluster: 'prod-01',
  drill: false,
  inputs: {},
  phases,
});
const ended = (phase: string): readonly Event[] => [
  { ...at(), type: 'entered', phase },
  { ...at(), type: 'checked', phase },
  { ...at(), type: 'ended', phase, how: 'done' },
];
const upToDelete = (): readonly Event[] => [
  start(),
  ...ended('check'),
  ...ended('confirm'),
  { ...at(), type: 'entered', phase: 'delete' },
  { ...at(), type: 'checked', phase: 'delete' },
];
const intended = (): Event => ({ ...at(), type: 'intended', phase: 'delete', commands: ['omnictl cluster delete'] });
const acted = (outcome: Outcome): Event => ({ ...at(), type: 'acted', phase: 'delete', outcome });
const resumed = (): Event => ({ ...at(), type: 'resumed' });

function stateAfter(...events: readonly (Event | readonly Event[])[]): RunState {
  const state = replay(events.flat());
  assert.ok(state);
  return state;
}

function nextOf(state: RunState): string {
  const step = next(state);
  return 'phase' in step ? `${step.do} ${step.phase.id}` : step.do;
}

test('phases come one after the other', () => {
  assert.equal(nextOf(stateAfter(start())), 'enter check');
  assert.equal(nextOf(stateAfter(start(), ended('check'))), 'enter confirm');
  assert.equal(nextOf(stateAfter(upToDelete())), 'act delete');
  const all = stateAfter(upToDelete(), intended(), acted('done'), ended('delete').slice(2), ended('sync'));
  assert.equal(nextOf(all), 'finish');
  assert.equal(apply(all, { ...at(), type: 'finished' })?.status, 'finished');
});

test('a deletion that was intended is never begun again: the live system is asked what became of it', () => {
  assert.equal(nextOf(stateAfter(upToDelete(), intended(), resumed())), 'settle delete');
  assert.equal(nextOf(stateAfter(upToDelete(), intended(), acted('unknown'))), 'settle delete');
  assert.equal(nextOf(stateAfter(upToDelete(), intended(), acted('done'), resumed())), 'verify delete');
  const failed: Event = {
    ...at(),
    type: 'failed',
    phase: 'delete',
    fault: { kind: 'unreachable', message: 'Omni can not be reached.' },
    look: [],
  };
  const state = stateAfter(upToDelete(), intended(), acted('unknown'), failed);
  assert.equal(nextOf(state), 'nothing');
  assert.equal(nextOf(stateAfter(upToDelete(), intended(), acted('unknown'), failed, resumed())), 'settle delete');
});

test('only a person lets it begin again', () => {
  const settled: Event = { ...at(), type: 'settled', phase: 'delete', outcome: 'not-done', by: 'person' };
  assert.equal(nextOf(stateAfter(upToDelete(), intended(), resumed(), settled)), 'act delete');
});

test('what was typed to allow a deletion is asked again when the run is resumed before it', () => {
  assert.equal(nextOf(stateAfter(upToDelete(), resumed())), 'enter confirm');
  assert.equal(nextOf(stateAfter(upToDelete(), intended(), resumed())), 'settle delete');
});

test('what may be repeated is checked again after a failure', () => {
  const done = [...upToDelete(), intended(), acted('done'), ...ended('delete').slice(2)];
  const sync: readonly Event[] = [
    { ...at(), type: 'entered', phase: 'sync' },
    { ...at(), type: 'checked', phase: 'sync' },
    { ...at(), type: 'intended', phase: 'sync', commands: [] },
  ];
  assert.equal(nextOf(stateAfter(done, sync, resumed())), 'check sync');
  const actedSync: Event = { ...at(), type: 'acted', phase: 'sync', outcome: 'done' };
  assert.equal(nextOf(stateAfter(done, sync, actedSync, resumed())), 'verify sync');
});

test('the time between a stop and the resumption counts as no work', () => {
  const stopped: Event = { ...at(), type: 'stopped', why: 'a person stopped it' };
  const before = stateAfter(upToDelete(), stopped);
  const spent = before.phases[2]?.spent ?? 0;
  clock += 3_600_000;
  const after = apply(before, resumed());
  assert.ok(after);
  assert.equal(after.phases[2]?.spent, spent);
  assert.equal(after.status, 'running');
});

test('what a person took to answer is no work, and neither is the time since a run was killed', () => {
  const asked: Event = { ...at(), type: 'asked', phase: 'confirm', question: '?' };
  const before = [start(), ...ended('check'), { ...at(), type: 'entered', phase: 'confirm' } as const, asked];
  const waiting = stateAfter(before);
  const spent = waiting.phases[1]?.spent ?? 0;
  clock += 3_600_000;
  assert.equal(timeline(waiting, clock)[1]?.elapsed, spent);
  const answered = stateAfter(before, { ...at(), type: 'answered', phase: 'confirm' });
  assert.equal(timeline(answered, clock)[1]?.elapsed, spent);

  const killed = left(stateAfter(upToDelete(), intended()));
  const { elapsed, status } = timeline(killed, clock + 3_600_000)[2] ?? {};
  assert.deepEqual([killed.status, status, elapsed], ['stopped', 'stopped', timeline(killed, clock)[2]?.elapsed]);
  assert.deepEqual(left(waiting).phases[1]?.status, 'stopped', 'nobody waits for the answer any more');
});

test('the limit of a phase is that of its action and of the wait after it', () => {
  const base = { id: 'a', title: 'A', whenFailed: [] };
  const action = { commands: [], limit: 60_000, run: async () => ok(undefined) };
  const verify = { pauses: [1] as const, limit: 120_000, test: async () => ok(yes()) };
  assert.deepEqual([outline({ ...base, action, verify }).limit, outline({ ...base, action }).limit], [180_000, 60_000]);
  assert.deepEqual([outline({ ...base, verify }).limit, outline(base).limit], [120_000, undefined]);
});

test('an event for another phase, or after the end, changes nothing', () => {
  const over = stateAfter(start(), { ...at(), type: 'aborted', why: 'not needed' });
  assert.equal(apply(over, resumed()), over);
  assert.equal(nextOf(over), 'nothing');
  assert.deepEqual(
    stateAfter(start(), { ...at(), type: 'entered', phase: 'no-such' }).phases,
    stateAfter(start()).phases,
  );
  assert.equal(replay([resumed()]), undefined);
});

test('whatever happens in whatever order, a deletion with an unknown or a good outcome is not begun', () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const makers: readonly (() => Event)[] = [
    () => ({ ...at(), type: 'entered', phase: 'delete' }),
    () => ({ ...at(), type: 'checked', phase: 'delete' }),
    () => ({ ...at(), type: 'answered', phase: 'delete' }),
    () => ({ ...at(), type: 'asked', phase: 'delete', question: '?' }),
    intended,
    () => acted('unknown'),
    () => acted('done'),
    resumed,
    () => ({ ...at(), type: 'retried', phase: 'delete' }),
    () => ({ ...at(), type: 'stopped', why: '' }),
    () => ({ ...at(), type: 'failed', phase: 'delete', fault: { kind: 'failed', message: '' }, look: [] }),
    () => ({ ...at(), type: 'settled', phase: 'delete', outcome: 'done', by: 'state' }),
  ];
  for (let round = 0; round < 2_000; round++) {
    let state: RunState | undefined = stateAfter(upToDelete());
    let begun = false;
    for (let n = 0; n < 12 && state; n++) {
      const step = next(state);
      const acts: boolean = step.do === 'act' && 'phase' in step && step.phase.id === 'delete';
      assert.ok(!(acts && begun), 'a second deletion');
      const event = makers[random(makers.length)]?.() ?? intended();
      // The runner intends only what the engine told it to do.
      if (event.type === 'intended' && !acts) continue;
      begun ||= event.type === 'intended' || (event.type === 'acted' && begun);
      state = apply(state, event);
    }
  }
});
