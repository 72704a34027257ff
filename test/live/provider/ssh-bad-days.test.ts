// The connection on bad days: a server that refuses, hangs, goes silent, is cut off in the middle of a line or a character.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthContext } from 'ssh2';
import type { Fault, Result } from '../../../server/src/live/fault.ts';
import { ProviderContainer } from '../../../server/src/live/provider/container.ts';
import { LogFollower } from '../../../server/src/live/provider/follow.ts';
import { nobody, type Person } from '../../../server/src/live/provider/person.ts';
import { usualKeepalive } from '../../../server/src/live/provider/ssh-connect.ts';
import { SshHost } from '../../../server/src/live/provider/ssh-host.ts';
import { type Double, type DoubleOptions, startDouble } from '../../support/ssh/double.ts';

const limit = { deadline: 30_000 };
const silent = { stdout: () => {}, stderr: () => {} };

/** A server and a host that is connected to it on demand; both are gone afterwards. */
async function withDouble(
  options: DoubleOptions,
  use: (host: SshHost, double: Double) => Promise<void>,
  person: Person = nobody,
): Promise<void> {
  const double = await startDouble(options);
  const host = new SshHost({ host: double.address }, person, double.environment);
  try {
    await use(host, double);
  } finally {
    host.close();
    await double.stop();
  }
}

function faultOf(result: Result<unknown>): Fault {
  assert.ok(!result.ok, 'a fault was expected');
  return result.fault;
}

test('a server that asks for nothing lets in, as Tailscale SSH does', async () => {
  const exec: DoubleOptions['exec'] = (_command, channel) => {
    channel.write('in\n');
    channel.exit(0);
    channel.end();
  };
  await withDouble({ exec }, async (host, double) => {
    assert.deepEqual(await host.run('node', ['id'], limit), {
      ok: true,
      value: { code: 0, stdout: 'in\n', stderr: '' },
    });
    assert.match(double.commands.join(), / sh id$/);
  });
});

test('a server that wants a visit to its sign-in page says where, and waits', async () => {
  const told: string[] = [];
  const authenticate = (context: AuthContext) => void setTimeout(() => context.accept(), 500);
  const person: Person = { ...nobody, tell: (message) => told.push(message) };
  const double = await startDouble({ authenticate, banner: 'Visit https://login.example.internal/a/1b2c to sign in.' });
  const host = new SshHost({ host: double.address }, person, double.environment);
  host.run('node', ['id'], limit);
  while (double.commands.length === 0) await sleep(50);
  assert.deepEqual(told, ['Visit https://login.example.internal/a/1b2c to sign in.']);
  host.close();
  await double.stop();
});

test('a password is asked only where the server takes one, and a wrong one again', async () => {
  const asked: boolean[] = [];
  const answers = ['no', 'not this', 'right'];
  const person: Person = {
    ...nobody,
    secret: async ({ kind, again }) => {
      assert.equal(kind, 'password');
      asked.push(again);
      return answers.shift();
    },
  };
  const authenticate = (context: AuthContext) => {
    if (context.method === 'password' && context.password === 'right') context.accept();
    else context.reject(['password']);
  };
  const exec: DoubleOptions['exec'] = (_command, channel) => {
    channel.exit(0);
    channel.end();
  };
  await withDouble(
    { authenticate, exec },
    async (host) => assert.ok((await host.run('node', ['id'], limit)).ok),
    person,
  );
  assert.deepEqual(asked, [false, true, true]);
});

test('a password can be an answer to a prompt', async () => {
  const authenticate = (context: AuthContext) => {
    if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive']);
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) =>
      answers[0] === 'right' ? context.accept() : context.reject(),
    );
  };
  const exec: DoubleOptions['exec'] = (_command, channel) => {
    channel.exit(0);
    channel.end();
  };
  const person: Person = { ...nobody, secret: async () => 'right' };
  await withDouble(
    { authenticate, exec },
    async (host) => assert.ok((await host.run('node', ['id'], limit)).ok),
    person,
  );
});

test('a server that refuses every credential is told with what it takes, and is not asked again by itself', async () => {
  await withDouble({ authenticate: (context) => context.reject(['publickey', 'hostbased']) }, async (host, double) => {
    const fault = faultOf(await host.run('node', ['id'], limit));
    assert.equal(fault.kind, 'sign-in');
    assert.match(fault.message, /`root@127\.0\.0\.1` was refused.*publickey/);
    assert.equal(double.connections(), 1);
  });
});

test('a connection that is cut in a character gives whole characters before it and a fault', async () => {
  const parts: string[] = [];
  const exec: DoubleOptions['exec'] = (_command, channel) => {
    const bytes = Buffer.from('first ß\nsecond 🙂');
    channel.write(bytes.subarray(0, 7));
    setTimeout(() => channel.write(bytes.subarray(7, bytes.length - 2)), 100);
    setTimeout(() => cut(), 500);
  };
  let cut = () => {};
  await withDouble({ exec }, async (host, double) => {
    cut = double.cut;
    const result = await host.stream('node', ['logs'], limit, { ...silent, stdout: (text) => parts.push(text) });
    assert.equal(faultOf(result).kind, 'unreachable');
  });
  assert.equal(parts.join('').replaceAll('\ufffd', ''), 'first ß\nsecond ');
});

test('characters that arrive in pieces are put together', async () => {
  const exec: DoubleOptions['exec'] = async (_command, channel) => {
    for (const byte of Buffer.from('ß→🙂')) {
      channel.write(Buffer.from([byte]));
      await sleep(5);
    }
    channel.exit(0);
    channel.end();
  };
  await withDouble({ exec }, async (host) => {
    const parts: string[] = [];
    await host.stream('node', ['logs'], limit, { ...silent, stdout: (text) => parts.push(text) });
    assert.deepEqual(parts, ['ß', '→', '🙂']);
  });
});

test('a command that hangs is given up at its deadline, and its channel is closed', async () => {
  let closed = false;
  const exec: DoubleOptions['exec'] = (_command, channel) => void channel.on('close', () => (closed = true));
  await withDouble({ exec }, async (host) => {
    assert.equal(faultOf(await host.run('node', ['docker', 'ps'], { deadline: 300 })).kind, 'timeout');
    while (!closed) await sleep(20);
  });
});

test('a peer that goes silent is noticed, and the next command gets a new connection', async () => {
  const exec: DoubleOptions['exec'] = (command, channel) => {
    if (!command.endsWith(' echo')) return;
    channel.exit(0);
    channel.end();
  };
  const double = await startDouble({ exec });
  const host = new SshHost({ host: double.address }, nobody, double.environment, { every: 500, unanswered: 2 });
  try {
    assert.ok((await host.run('node', ['echo'], limit)).ok);
    double.silence();
    assert.equal(faultOf(await host.run('node', ['hang'], { deadline: undefined })).kind, 'unreachable');
    assert.ok((await host.run('node', ['echo'], limit)).ok);
    assert.equal(double.connections(), 2);
  } finally {
    host.close();
    await double.stop();
  }
});

test('a dead peer is noticed within 15 seconds', () => {
  const { every, unanswered } = usualKeepalive;
  assert.ok(every * (unanswered + 1) <= 15_000);
});

test('a connection that nobody waits for any more is not made', async () => {
  const authenticate = () => {};
  await withDouble({ authenticate }, async (host, double) => {
    const stop = new AbortController();
    const first = host.run('node', ['id'], { ...limit, signal: stop.signal });
    while (double.connections() === 0) await sleep(20);
    stop.abort();
    assert.equal(faultOf(await first).kind, 'cancelled');
    while (double.open() > 0) await sleep(20);
  });
});

test('a megabyte a second is followed across a cut connection: every line once, in order', async () => {
  const container = '4f5e6d7c8b9a running provider-1';
  const start = Date.UTC(2026, 7, 1);
  const stamp = (n: number) => new Date(start + n).toISOString().replace('Z', '000000Z');
  const log: string[] = [];
  const exec: DoubleOptions['exec'] = async (command, channel, connection) => {
    const since = / --since (\S+)/.exec(command)?.[1];
    let sent = since === undefined ? 0 : Date.parse(since) - start;
    let follows = command.includes(' --follow ');
    for (const end of [channel, connection]) end.on('close', () => (follows = false));
    if (command.includes(' docker ps ')) channel.write(`${container}\n`);
    while (follows) {
      const more = log.slice(sent);
      if (more.length > 0) channel.write(more.join(''));
      sent += more.length;
      await sleep(20);
    }
    channel.exit(0);
    channel.end();
  };
  await withDouble({ exec }, async (host, double) => {
    const read: number[] = [];
    const follower = new LogFollower(new ProviderContainer(host, {}), {
      lines: 10,
      onEntry: ({ message }) => read.push(Number(message.split(' ')[0])),
      onState: () => {},
    });
    follower.start();
    while (!double.commands.some((command) => command.includes(' --follow '))) await sleep(20);
    // A line for each millisecond, and a thousand characters in each.
    while (log.length < 3_000) {
      for (let i = 0; i < 100; i++) log.push(`${stamp(log.length)} ${log.length} ${'x'.repeat(1000)}\n`);
      if (log.length === 1_500) double.cut();
      await sleep(100);
    }
    while (read.length < log.length) await sleep(20);
    follower.stop();
    assert.deepEqual(
      read,
      Array.from({ length: 3_000 }, (_, n) => n),
    );
    assert.equal(double.connections(), 2);
  });
});

/** Answers as `docker` does for the provider's container; `restart` gives it a new start. */
function docker(seen: (word: string) => void = () => {}): NonNullable<DoubleOptions['exec']> {
  let startedAt = '2026-08-01T10:00:00Z';
  return (command, channel) => {
    const [, word = ''] = / docker (\w+)/.exec(command) ?? [];
    seen(word);
    if (word === 'restart') startedAt = '2026-08-01T10:05:00Z';
    const answers: Readonly<Record<string, string>> = {
      ps: '4f5e6d7c8b9a running provider-1',
      inspect: JSON.stringify(['/provider-1', 'image', 'running', startedAt, 0, null]),
    };
    channel.write(`${answers[word] ?? ''}\n`);
    channel.exit(0);
    channel.end();
  };
}

test('the time that a person takes to be asked does not count for a restart', async (t) => {
  const asked: string[] = [];
  const person: Person = {
    ...nobody,
    trustsHostKey: async ({ host }) => {
      asked.push(host);
      t.mock.timers.tick(60_000);
      return true;
    },
  };
  await withDouble(
    { exec: docker() },
    async (host, double) => {
      writeFileSync(join(double.environment.home, '.ssh', 'known_hosts'), '');
      t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
      const restarted = await new ProviderContainer(host, {}).restart();
      assert.equal(asked.length, 1);
      assert.ok(restarted.ok, restarted.ok ? '' : restarted.fault.message);
      assert.equal(restarted.value.startedAt, Date.UTC(2026, 7, 1, 10, 5));
    },
    person,
  );
});

test('a restart that was not sent says that nothing was restarted', async () => {
  const words: string[] = [];
  const stop = new AbortController();
  const exec = docker((word) => {
    words.push(word);
    if (word === 'inspect') stop.abort();
  });
  await withDouble({ exec }, async (host) => {
    const fault = faultOf(await new ProviderContainer(host, {}).restart(stop.signal));
    assert.equal(fault.kind, 'cancelled');
    assert.match(fault.message, /The provider was not restarted\./);
  });
  assert.deepEqual(words, ['ps', 'inspect']);
  await withDouble({ authenticate: (context) => context.reject(['publickey']) }, async (host) => {
    assert.match(faultOf(await new ProviderContainer(host, {}).restart()).message, /was not restarted/);
  });
});

test('a command says when it is sent, and not when there is no connection for it', async () => {
  let sent = 0;
  const onSend = () => sent++;
  await withDouble({ exec: docker() }, async (host) => {
    assert.ok((await host.run('containers', ['docker', 'ps'], { ...limit, onSend })).ok);
    assert.equal(sent, 1);
  });
  await withDouble({ authenticate: (context) => context.reject(['publickey']) }, async (host) => {
    assert.equal(faultOf(await host.run('containers', ['docker', 'ps'], { ...limit, onSend })).kind, 'sign-in');
    assert.equal(sent, 1);
  });
});
