// How rows of the status and of runbooks look in the sidebar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRow } from '../../client/src/features/runbooks/runbook-rows.ts';
import { ageText, matchesFilter, rowItem, rowTooltip } from '../../client/src/features/views/row-item.ts';
import { sectionHead } from '../../client/src/features/views/section-head.ts';
import { left, outline, replay } from '../../server/src/live/runbooks/engine.ts';
import type { Phase } from '../../server/src/live/runbooks/phase.ts';
import type { Level, Row, Section } from '../../server/src/live/status/model.ts';

const now = Date.parse('2026-11-01T10:00:00Z');

function row(name: string, level: Level, more: Partial<Row> = {}): Row {
  return {
    id: `application/argocd/${name}`,
    target: { kind: 'application', namespace: 'argocd', name },
    name,
    state: 'Synced · Healthy',
    level,
    derived: false,
    command: '',
    conditions: [],
    details: [],
    children: [],
    worst: level,
    ...more,
  };
}

function section(more: Partial<Section> = {}): Section {
  const base: Section = {
    name: 'applications',
    phase: 'live',
    source: 'context prod-01',
    heardAt: now - 4_000,
    gaps: [],
    pending: false,
    rows: [row('root', 'healthy')],
    counts: [],
    worst: 'healthy',
    problems: 0,
  };
  return { ...base, ...more };
}

test('a row has its state by icon, colour and word', () => {
  const item = rowItem(row('netdata', 'error', { state: 'Synced · Degraded', extra: 'wave 7' }), 0);
  assert.equal(item.description, 'Synced · Degraded · wave 7');
  assert.deepEqual(item.icon, { id: 'error', color: 'list.errorForeground' });
  assert.equal(item.context, 'application');
  assert.equal(item.accessible, 'netdata, error, Synced · Degraded · wave 7');
  const levels: readonly Level[] = ['healthy', 'busy', 'unknown', 'warning', 'error'];
  assert.equal(new Set(levels.map((level) => rowItem(row('x', level), 0).icon.id)).size, 5, 'every level has a shape');
});

test('an old row says how old it is', () => {
  const age = ageText(section({ phase: 'stale', age: 130_000 }));
  assert.equal(rowItem(row('netdata', 'healthy'), 0, age).description, 'Synced · Healthy · 2 min old');
  assert.equal(ageText(section({ age: 30_000 })), undefined, 'nothing while it is fresh');
});

test('small things and troubled ones are open', () => {
  const children = (count: number, level: Level = 'healthy') =>
    Array.from({ length: count }, (_, i) => row(`c${i}`, level));
  const state = (depth: number, more: Partial<Row>) => rowItem(row('x', 'healthy', more), depth).collapsible;
  assert.equal(state(0, {}), 'none');
  assert.equal(state(0, { children: children(3) }), 'expanded');
  assert.equal(state(0, { children: children(300) }), 'collapsed');
  assert.equal(state(1, { children: children(3) }), 'collapsed');
  assert.equal(state(1, { children: children(3), worst: 'error' }), 'expanded');
});

test('a tooltip has what is wrong, conditions with their age, the command and the source; foreign text is only text', () => {
  const text = rowTooltip(
    row('netdata', 'error', {
      message: 'Look at [this](command:evil) <b>now</b>.',
      conditions: [{ type: 'SyncError', status: 'True', level: 'error', message: 'a *b*', since: now - 7_200_000 }],
      details: [{ label: 'Revision', text: 'abc123' }],
      command: 'kubectl get application netdata -n argocd',
    }),
    section(),
    now,
  );
  assert.match(text, /SyncError True \(2 h\): a \\\*b\\\*/);
  assert.match(text, /`kubectl get application netdata -n argocd`/);
  assert.match(text, /context prod-01, 4 s ago/);
  assert.ok(!text.includes('[this](') && !text.includes('<b>'));
});

test('a filter finds rows by name, state and what is beneath them', () => {
  const root = row('root', 'healthy', { children: [row('longhorn', 'error', { state: 'OutOfSync · Degraded' })] });
  assert.equal(matchesFilter(root, 'degr'), true);
  assert.equal(matchesFilter(root, 'LONG'), true);
  assert.equal(matchesFilter(root, 'netdata'), false);
});

test('a view counts its problems and says where its rows come from', () => {
  assert.deepEqual(sectionHead(section({ problems: 2 }), false), {
    description: 'context prod-01',
    message: undefined,
    notice: undefined,
    badge: { value: 2, tooltip: '2 problems' },
  });
  assert.equal(sectionHead(section(), true).description, 'demo');
});

test('a view says when its rows are old, and why', () => {
  const fault = { kind: 'unreachable', message: 'The server does not answer.' } as const;
  const head = sectionHead(section({ phase: 'stale', age: 61_000, fault }), false);
  assert.equal(head.message, 'Last heard of 1 min ago. The server does not answer.');
});

test('a lost connection is told with what comes next: another attempt, or something a person has to do', () => {
  const lost = { kind: 'unreachable', message: '`prod-01` does not answer.' } as const;
  const trying = sectionHead(section({ fault: lost, retryAt: now + 2_000 }), false);
  assert.equal(trying.message, 'Connecting again. prod-01 does not answer.');
  const fault = { kind: 'sign-in', message: 'Omni asks for a sign-in.' } as const;
  const waiting = sectionHead(section({ fault, next: 'Sign in to Omni.' }), false);
  assert.equal(waiting.message, 'Omni asks for a sign-in. Sign in to Omni.');
});

test('a view without rows says why, and what to do', () => {
  const empty = (more: Partial<Section>) => sectionHead(section({ rows: [], ...more }), false).notice?.text;
  const fault = { kind: 'unreachable', message: 'The server does not answer.' } as const;
  assert.equal(
    empty({ phase: 'unavailable', fault, next: 'Check the network.' }),
    'The server does not answer. Check the network.',
  );
  assert.equal(empty({ phase: 'connecting' }), 'Asking context prod-01');
  assert.equal(empty({}), 'There are none.');
  assert.equal(empty({ phase: 'not-set-up' }), undefined, 'the welcome view says it');
  const signIn = { kind: 'sign-in', message: 'Omni asks for a sign-in.', signIn: 'omni' } as const;
  assert.equal(
    empty({ name: 'clusters', phase: 'unavailable', fault: signIn }),
    undefined,
    'the welcome has the button',
  );
});

const phases: readonly Phase[] = [
  { id: 'preflight', title: 'Look at everything first', whenFailed: [] },
  {
    id: 'wait',
    title: 'Wait for the machines',
    whenFailed: [],
    verify: { pauses: [1], limit: 600_000, test: async () => ({ ok: true, value: { state: 'yes' } }) },
  },
];

function run(...events: readonly object[]) {
  const started = {
    ...{ type: 'started', at: now, runbook: 'x', title: 'Disaster recovery', cluster: 'lab', drill: false, inputs: {} },
    phases: phases.map(outline),
  };
  const state = replay([started, ...events] as Parameters<typeof replay>[0]);
  assert.ok(state);
  return state;
}

test('a run that this window works on shows its phases with time and limit', () => {
  const state = run(
    { type: 'entered', at: now, phase: 'preflight' },
    { type: 'ended', at: now + 4_000, phase: 'preflight', how: 'done' },
    { type: 'entered', at: now + 4_000, phase: 'wait' },
  );
  const shown = runRow('run-1', state, { who: 'this-window', progress: '2 of 6 machines' }, now + 64_000);
  assert.equal(shown.label, 'Disaster recovery of lab');
  assert.equal(shown.context, 'run-live');
  const [first, second] = shown.children;
  assert.match(first?.description ?? '', /4 s/);
  assert.match(second?.description ?? '', /1 min of 10 min · 2 of 6 machines/);
});

test('a run that nobody works on was left and can be resumed; one that is over can not', () => {
  const state = run({ type: 'entered', at: now, phase: 'preflight' });
  const shown = runRow('run-1', left(state), { who: 'nobody' }, now + 3_600_000);
  assert.equal(shown.context, 'run-open');
  assert.match(shown.description, /^stopped/);
  assert.equal(shown.children[0]?.icon.id, 'debug-pause', 'no phase goes on');
  const aborted = runRow('run-1', run({ type: 'aborted', at: now, why: 'a person' }), { who: 'nobody' }, now);
  assert.equal(aborted.context, 'run-over');
});

test('a run of another window is under way, and neither resumed nor aborted here', () => {
  const state = run({ type: 'entered', at: now, phase: 'preflight' });
  const shown = runRow('run-1', state, { who: 'another', holder: 'process 7 on `laptop`' }, now);
  assert.equal(shown.context, 'run-elsewhere');
  assert.match(shown.description, /^under way .* · another process$/);
  assert.match(shown.tooltip, /process 7/);
});
