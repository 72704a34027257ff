// Following the provider's log: across cut connections and restarts no line is lost and none comes twice.
import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderContainer } from '../../../server/src/live/provider/container.ts';
import { LogFollower } from '../../../server/src/live/provider/follow.ts';
import type { LogFilter } from '../../../server/src/live/provider/log-lines.ts';
import { nobody } from '../../../server/src/live/provider/person.ts';
import { SeenLines } from '../../../server/src/live/provider/seen-lines.ts';
import { SshHost } from '../../../server/src/live/provider/ssh-host.ts';
import type { SourceState } from '../../../server/src/live/supervisor.ts';
import { startGate } from '../../support/ssh/double.ts';
import { FakePrograms, provider } from '../../support/ssh/programs/state.ts';
import { type Sshd, startSshd } from '../../support/ssh/sshd.ts';

const folder = mkdtempSync(join(tmpdir(), 'omni-scale-follow-'));
const programs = new FakePrograms(folder);
let sshd: Sshd;
let gate: Awaited<ReturnType<typeof startGate>>;
before(async () => {
  sshd = await startSshd({ programs: programs.bin });
  gate = await startGate(sshd.port);
  const known = join(sshd.environment.home, '.ssh', 'known_hosts');
  appendFileSync(known, `[127.0.0.1]:${gate.port} ${sshd.hostKey}\n`);
});
beforeEach(() => rmSync(join(folder, 'log'), { force: true }));
after(async () => {
  await gate.stop();
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Follows through the gate, and ends it whatever comes. */
async function following(
  lines: number,
  use: (read: string[], states: SourceState[], follower: LogFollower) => Promise<void>,
  filter: LogFilter = {},
): Promise<void> {
  const host = new SshHost({ host: `${sshd.user}@127.0.0.1:${gate.port}` }, nobody, sshd.environment);
  const read: string[] = [];
  const states: SourceState[] = [];
  const follower = new LogFollower(new ProviderContainer(host, {}), {
    lines,
    filter,
    onEntry: ({ message }) => read.push(message),
    onState: (state) => states.push(state),
  });
  follower.start();
  try {
    await use(read, states, follower);
  } finally {
    follower.stop();
    host.close();
  }
}

async function until(fits: () => boolean): Promise<void> {
  while (!fits()) await sleep(20);
}

test('it begins with the last lines and goes on with what comes', async () => {
  for (const n of [1, 2, 3]) programs.log(`line ${n}`);
  await following(2, async (read) => {
    await until(() => read.length === 2);
    programs.log('line 4', undefined, 'stdout');
    await until(() => read.length === 3);
    assert.deepEqual(read, ['line 2', 'line 3', 'line 4']);
  });
});

test('over many cut connections every line comes once and in order, also those of one moment', async () => {
  const expected: string[] = [];
  const write = (count: number) => {
    const at = new Date().toISOString().replace('Z', '000000Z');
    for (let n = 0; n < count; n++) {
      // The same text and the same moment for two lines: only their number tells them apart.
      const text = `${expected.length >> 1} ${'ß'.repeat(200)}`;
      expected.push(text);
      programs.log(text, at);
    }
  };
  write(50);
  await following(50, async (read, states) => {
    await until(() => read.length === expected.length);
    for (let round = 0; round < 4; round++) {
      write(100);
      await sleep(round * 40);
      gate.cut();
      write(100);
      await until(() => read.length >= expected.length);
    }
    assert.deepEqual(read, expected);
    assert.ok(states.some(({ phase, fault }) => phase === 'waiting' && fault?.kind === 'unreachable'));
    assert.equal(states.at(-1)?.phase, 'live');
  });
});

test('a connection that is cut before any line came loses none, whether the log is empty or no line was asked for', async () => {
  const followed = () => programs.calls().filter((call) => call.includes('--follow')).length;
  for (const { before, lines } of [
    { before: ['old'], lines: 0 },
    { before: [], lines: 2 },
  ]) {
    rmSync(join(folder, 'log'), { force: true });
    for (const line of before) programs.log(line);
    const calls = followed();
    await following(lines, async (read) => {
      await until(() => followed() > calls);
      gate.cut();
      for (const n of [1, 2, 3]) programs.log(`line ${n}`);
      await until(() => read.length >= 3);
      assert.deepEqual(read, ['line 1', 'line 2', 'line 3']);
    });
  }
});

test('of many lines of one moment only the last are shown', async () => {
  const at = (n: number) => `2026-08-01T10:00:00.500${`${n}`.padStart(6, '0')}Z`;
  for (let n = 0; n < 150; n++) programs.log(`line ${n}`, at(n));
  await following(2, async (read) => {
    await until(() => read.length >= 2);
    programs.log('line 150', at(150));
    await until(() => read.includes('line 150'));
    assert.deepEqual(read, ['line 148', 'line 149', 'line 150']);
  });
});

test('with a filter it begins with the last lines that pass it, however far back', async () => {
  const line = (n: number, level: string) => JSON.stringify({ level, msg: `line ${n}` });
  for (let n = 1; n <= 200; n++) programs.log(line(n, n === 11 || n === 12 ? 'error' : 'info'));
  await following(
    1,
    async (read) => {
      await until(() => read.length >= 1);
      programs.log(line(201, 'info'));
      programs.log(line(202, 'fatal'));
      await until(() => read.length >= 2);
      assert.deepEqual(read, ['line 12', 'line 202']);
    },
    { level: 'error' },
  );
});

test('a container that stops and starts again is followed on', async () => {
  programs.log('before');
  await following(10, async (read) => {
    await until(() => read.includes('before'));
    programs.set({ containers: [{ ...provider, state: 'exited' }] });
    programs.log('last words');
    await until(() => read.includes('last words'));
    programs.set({ containers: [{ ...provider, id: 'd'.repeat(60) }] });
    programs.log('new life');
    await until(() => read.includes('new life'));
    assert.deepEqual(read, ['before', 'last words', 'new life']);
  });
  programs.set({ containers: [provider] });
});

test('what only a person can mend is told and waited for', async () => {
  programs.set({ containers: [provider], refusal: { says: 'sh: docker: not found', code: 127 } });
  await following(1, async (_read, states) => {
    await until(() => states.at(-1)?.phase === 'waiting');
    assert.equal(states.at(-1)?.fault?.kind, 'program-missing');
    assert.equal(states.at(-1)?.retryAt, undefined);
  });
  programs.set({ containers: [provider] });
});

test('lines are known again by time and text, as often as they came', () => {
  const seen = new SeenLines();
  const at = '2026-08-01T10:00:01.500000001Z';
  const early = '2026-08-01T10:00:01.400000001Z';
  assert.equal(seen.resume(), undefined);
  assert.deepEqual([seen.isNew('a', at), seen.isNew('a', at), seen.isNew('b', at)], [true, true, true]);
  assert.equal(seen.resume(), at);
  // A third `a` of this moment, and a line of the other output that is a little older.
  assert.deepEqual([seen.isNew('a', at), seen.isNew('a', at), seen.isNew('a', at)], [false, false, true]);
  assert.deepEqual([seen.isNew('b', at), seen.isNew('c', early)], [false, true]);
});

test('what is long past is forgotten', () => {
  const seen = new SeenLines();
  const start = Date.UTC(2026, 7, 1);
  for (let n = 0; n < 20_000; n++) seen.isNew(`line ${n}`, new Date(start + n * 10).toISOString());
  assert.ok(seen.size < 3_000);
  assert.equal(seen.resume(), new Date(start + 19_999 * 10 - 1_000).toISOString());
});
