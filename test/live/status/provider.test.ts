// The provider: what Omni hears of it, and the container on its host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerStatus, Facts } from '../../../server/src/live/status/facts.ts';
import { statusOf } from '../../../server/src/live/status/status.ts';
import type { SourceState } from '../../../server/src/live/supervisor.ts';
import { type GivenOmni, lines, live, minute, now, omniFacts, rowsOf, staleAfter } from './given.ts';

function heard(secondsAgo: number | undefined, error = ''): GivenOmni {
  const lastheartbeattimestamp = secondsAgo === undefined ? null : { seconds: now / 1000 - secondsAgo, nanos: 0 };
  return {
    infraproviderstatuses: { 'rack-provider': { spec: { name: 'Proxmox' } } },
    infraproviderhealthstatuses: { 'rack-provider': { spec: { lastheartbeattimestamp, error } } },
  };
}

const atNow: SourceState = { phase: 'live', heardAt: now };
const shown = (facts: Facts) => lines(rowsOf('provider', facts));
const levelAfter = (seconds: number) => shown({ omni: omniFacts(heard(seconds), atNow) })[0]?.split(' ')[0];

test('a provider is connected while its heartbeat is young', () => {
  assert.deepEqual([1, 30, 34, 36].map(levelAfter), ['healthy', 'healthy', 'healthy', 'error']);
});

test('a provider that was never heard of, and one that reports an error', () => {
  assert.deepEqual(shown({ omni: omniFacts(heard(undefined)) }), [
    'error rack-provider: Disconnected – Omni has never heard of it: no machine is made until it runs and its key is valid.',
  ]);
  assert.deepEqual(shown({ omni: omniFacts(heard(4, 'permission denied')) }), [
    'error rack-provider: Connected – It reports an error: permission denied.',
  ]);
});

test('a provider does not become disconnected because Omni is no longer heard', () => {
  const quiet: SourceState = { phase: 'live', heardAt: now - 50_000 };
  const section = statusOf({ omni: omniFacts(heard(52), quiet) }, now, staleAfter).sections.provider;
  assert.deepEqual([section.phase, section.problems], ['stale', 0]);
});

function container(given: Partial<ContainerStatus>, state: SourceState = live): Facts {
  const value = { name: 'provider', image: 'provider:v1', state: 'running', restarts: 0, ...given };
  return {
    provider: {
      state,
      source: 'root@rack-a',
      container: { value, source: 'docker inspect provider', at: state.heardAt ?? 0 },
    },
  };
}

test('every state of the container', () => {
  const states = ['running', 'created', 'removing', 'paused', 'restarting', 'exited', 'dead', 'frozen'];
  assert.deepEqual(
    states.map((state) => `${state}: ${shown(container({ state }))[0]?.split(' ')[0]}`),
    [
      'running: healthy',
      'created: warning',
      'removing: busy',
      'paused: warning',
      'restarting: error',
      'exited: error',
      'dead: error',
      'frozen: unknown',
    ],
  );
});

test('the health check of a container counts while it runs', () => {
  const healths = (['healthy', 'starting', 'unhealthy'] as const).map(
    (health) => shown(container({ health }))[0]?.split(' – ')[0],
  );
  assert.deepEqual(healths, [
    'healthy provider: running · healthy',
    'busy provider: running · starting',
    'error provider: running · unhealthy',
  ]);
});

test('one half is enough; the other is named when it is missing', () => {
  const lost: SourceState = { phase: 'waiting', fault: { kind: 'unreachable', message: '`rack-a` does not answer.' } };
  const { provider } = statusOf(
    { omni: omniFacts(heard(4)), provider: { state: lost, source: 'root@rack-a' } },
    now,
    staleAfter,
  ).sections;
  assert.deepEqual(
    [provider.phase, provider.rows.length, provider.gaps[0]?.message],
    ['live', 1, '`rack-a` does not answer.'],
  );
  const both = statusOf({ omni: omniFacts(heard(4)), ...container({}) }, now, staleAfter).sections.provider;
  assert.deepEqual([both.rows.length, both.gaps.length], [2, 0]);
});

test('while the host is still asked, what Omni knows is shown, and reports wait', () => {
  const asking = { state: { phase: 'connecting' }, source: 'root@rack-a' } as const;
  const { provider } = statusOf({ omni: omniFacts(heard(4)), provider: asking }, now, staleAfter).sections;
  assert.deepEqual([provider.phase, provider.rows.length, provider.pending], ['live', 1, true]);
  const both = statusOf({ omni: omniFacts(heard(4)), ...container({}) }, now, staleAfter).sections.provider;
  assert.equal(both.pending, false);
});

test('a container that was seen too long ago is not shown', () => {
  const old: SourceState = { phase: 'waiting', heardAt: now - 20 * minute };
  const facts = { omni: omniFacts(heard(4)), ...container({}, old) };
  assert.deepEqual(shown(facts), ['healthy rack-provider: Connected']);
});
