// How a connection is kept up: what a person sees of it, and how gently a failing server is asked again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../server/src/live/fault.ts';
import { type Connection, type SourceState, Supervisor } from '../../server/src/live/supervisor.ts';

const unreachable: Fault = { kind: 'unreachable', message: 'The server does not answer.' };
const signIn: Fault = { kind: 'sign-in', message: 'Sign in first.' };

function supervise(connect: (connection: Connection) => Promise<Fault | undefined>, quietLimit = 60_000) {
  const states: SourceState[] = [];
  const starts: number[] = [];
  const supervisor = new Supervisor({
    quietLimit,
    onState: (state) => states.push(state),
    connect: (connection) => {
      starts.push(Date.now());
      return connect(connection);
    },
  });
  const until = async (fits: (state: SourceState) => boolean): Promise<SourceState> => {
    for (;;) {
      const found = states.find(fits);
      if (found) return found;
      await sleep(10);
    }
  };
  return { supervisor, states, starts, until };
}

/** Stays connected until it is ended. */
const untilEnded = ({ signal }: Connection): Promise<undefined> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));

test('is live once the other side was heard, and idle after it is stopped', async () => {
  const { supervisor, states, until } = supervise((connection) => {
    connection.heard();
    return untilEnded(connection);
  });
  supervisor.start();
  const live = await until(({ phase }) => phase === 'live');
  assert.ok(Date.now() - (live.heardAt ?? 0) < 60_000);
  supervisor.stop();
  assert.deepEqual(supervisor.state, { phase: 'idle', heardAt: live.heardAt });
  await sleep(20);
  assert.equal(states.at(-1)?.phase, 'idle');
});

test('asks a failing server at most once a second', async () => {
  const { supervisor, starts } = supervise(async () => unreachable);
  supervisor.start();
  for (let i = 0; i < 60; i++) {
    await sleep(50);
    supervisor.retry();
  }
  supervisor.stop();
  assert.ok(starts.length >= 2, 'it tries again');
  for (const [i, at] of starts.entries())
    if (i > 0) assert.ok(at - (starts[i - 1] ?? 0) >= 990, `attempts ${i - 1} and ${i}`);
});

test('says what is wrong and when it tries again', async () => {
  const { supervisor, until } = supervise(async () => unreachable);
  supervisor.start();
  const waiting = await until(({ phase }) => phase === 'waiting');
  supervisor.stop();
  assert.deepEqual(waiting.fault, unreachable);
  assert.ok((waiting.retryAt ?? 0) > Date.now() - 10_000);
});

test('waits for a person where only a person can help, and goes on at once then', async () => {
  let signedIn = false;
  const { supervisor, starts, until } = supervise(async (connection) => {
    if (!signedIn) return signIn;
    connection.heard();
    return untilEnded(connection);
  });
  supervisor.start();
  const waiting = await until(({ phase }) => phase === 'waiting');
  assert.equal(waiting.retryAt, undefined);
  await sleep(1_500);
  assert.equal(starts.length, 1, 'it does not try by itself');
  signedIn = true;
  supervisor.retry();
  await until(({ phase }) => phase === 'live');
  supervisor.stop();
});

test('gives a connection up that went quiet, keeps when it was last heard, and connects again', async () => {
  const { supervisor, starts, until } = supervise((connection) => {
    connection.heard();
    return untilEnded(connection);
  }, 100);
  supervisor.start();
  const waiting = await until(({ phase }) => phase === 'waiting');
  assert.equal(waiting.fault?.kind, 'timeout');
  assert.ok(waiting.heardAt !== undefined);
  while (starts.length < 2) await sleep(10);
  supervisor.stop();
});

test('a connection that was ended can no longer make it live', async () => {
  let late: Connection | undefined;
  const { supervisor, until } = supervise((connection) => {
    late ??= connection;
    connection.heard();
    return untilEnded(connection);
  });
  supervisor.start();
  await until(({ phase }) => phase === 'live');
  supervisor.stop();
  late?.heard();
  assert.equal(supervisor.state.phase, 'idle');
});
