// The connection to the provider's host, with a real OpenSSH server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../../server/src/live/fault.ts';
import type { Output } from '../../../server/src/live/process.ts';
import type { Person, SecretQuestion } from '../../../server/src/live/provider/person.ts';
import { nobody } from '../../../server/src/live/provider/person.ts';
import { SshHost } from '../../../server/src/live/provider/ssh-host.ts';
import { makeKey, type Sshd, startSshd } from '../../support/ssh/sshd.ts';

let sshd: Sshd;
before(async () => {
  sshd = await startSshd();
});
after(() => sshd.stop());

const limit = { deadline: 30_000 };

/** Runs with a host and closes it, whatever comes. */
async function withHost<T>(host: SshHost, use: (host: SshHost) => Promise<T>): Promise<T> {
  try {
    return await use(host);
  } finally {
    host.close();
  }
}

function connected(settings: { lxc?: string } = {}, person: Person = nobody): SshHost {
  return new SshHost({ host: sshd.address, ...settings }, person, sshd.environment);
}

function printed(result: Result<Output>): string {
  assert.ok(result.ok, result.ok ? '' : `${result.fault.kind}: ${result.fault.message} ${result.fault.details}`);
  return result.value.stdout;
}

function faultOf(result: Result<unknown>): string {
  assert.ok(!result.ok, 'a fault was expected');
  return result.fault.kind;
}

/** A home of its own, with this server's host key and whatever else a test puts there. */
function newHome(name: string): typeof sshd.environment {
  const home = join(sshd.folder, name);
  mkdirSync(join(home, '.ssh'), { recursive: true });
  writeFileSync(join(home, '.ssh', 'known_hosts'), readFileSync(join(sshd.environment.home, '.ssh', 'known_hosts')));
  return { ...sshd.environment, home };
}

test('every word arrives as it was given, with both outputs and the exit code', async () => {
  await withHost(connected(), async (host) => {
    const words = ["it's", '$(id)', '', '-n', 'two\nlines', 'Größe 🙂', '\\', '*'];
    const echoed = await host.run('node', ['printf', '%s\\0', ...words], limit);
    assert.deepEqual(printed(echoed).split('\0').slice(0, -1), words);
    const both = await host.run('node', ['sh', '-c', 'echo out; echo err >&2; exit 3'], limit);
    assert.deepEqual(both, { ok: true, value: { code: 3, stdout: 'out\n', stderr: 'err\n' } });
  });
});

test('input reaches the command and is closed', async () => {
  await withHost(connected(), async (host) => {
    assert.equal(printed(await host.run('node', ['cat'], { ...limit, input: 'a\nß' })), 'a\nß');
    assert.equal(printed(await host.run('node', ['cat'], limit)), '');
  });
});

test('one connection serves many commands at once', async () => {
  await withHost(connected(), async (host) => {
    const before = accepted();
    const all = await Promise.all([1, 2, 3, 4].map((n) => host.run('node', ['echo', `${n}`], limit)));
    assert.deepEqual(all.map(printed), ['1\n', '2\n', '3\n', '4\n']);
    assert.equal(accepted() - before, 1);
  });
});

const accepted = (): number => sshd.log().split('Accepted publickey').length - 1;

test('a command that takes too long is given up, and the connection stays', async () => {
  await withHost(connected(), async (host) => {
    assert.equal(faultOf(await host.run('node', ['sleep', '30'], { deadline: 1_000 })), 'timeout');
    const before = accepted();
    assert.equal(printed(await host.run('node', ['echo', 'next'], limit)), 'next\n');
    assert.equal(accepted(), before);
  });
});

test('what takes too long or is no longer wanted ends on the host, too', async () => {
  await withHost(connected(), async (host) => {
    const mark = join(sshd.folder, 'still-runs');
    const script = `while :; do echo x > ${mark}; sleep 0.1; done`;
    const stop = new AbortController();
    const following = host.run('node', ['sh', '-c', script], { deadline: undefined, signal: stop.signal });
    while (!existsSync(mark)) await sleep(50);
    assert.equal(faultOf(await host.run('node', ['sh', '-c', script], { deadline: 500 })), 'timeout');
    stop.abort();
    assert.equal(faultOf(await following), 'cancelled');
    const runsStill = async () => {
      rmSync(mark, { force: true });
      await sleep(500);
      return existsSync(mark);
    };
    for (let i = 0; i < 20 && (await runsStill()); i++);
    assert.equal(await runsStill(), false);
  });
});

test('what is followed and ends by itself tells its exit code', async () => {
  await withHost(connected(), async (host) => {
    const result = await host.run('node', ['sh', '-c', 'echo out; echo err >&2; exit 7'], { deadline: undefined });
    assert.deepEqual(result, { ok: true, value: { code: 7, stdout: 'out\n', stderr: 'err\n' } });
  });
});

test('a cancelled command ends at once and leaves the connection to the others', async () => {
  await withHost(connected(), async (host) => {
    const stop = new AbortController();
    const waiting = host.run('node', ['sleep', '60'], { deadline: undefined, signal: stop.signal });
    const other = host.run('node', ['sh', '-c', 'sleep 1; echo done'], limit);
    setTimeout(() => stop.abort(), 300);
    assert.equal(faultOf(await waiting), 'cancelled');
    assert.equal(printed(await other), 'done\n');
    assert.equal(faultOf(await host.run('node', ['true'], { ...limit, signal: stop.signal })), 'cancelled');
  });
});

test('after the connection was lost the next command makes a new one', async () => {
  await withHost(connected(), async (host) => {
    assert.equal(printed(await host.run('node', ['echo', '1'], limit)), '1\n');
    // Above the shell that ties the command is the server's process for this connection.
    const script = 'read -r _ _ _ server _ < /proc/$PPID/stat; kill -9 "$server"; sleep 5';
    const lost = await host.run('node', ['sh', '-c', script], limit);
    assert.equal(faultOf(lost), 'unreachable');
    assert.equal(printed(await host.run('node', ['echo', '2'], limit)), '2\n');
  });
});

test('an unknown host key is refused where nobody can be asked, and nothing is written', async () => {
  const environment = { ...sshd.environment, home: join(sshd.folder, 'nobody') };
  await withHost(new SshHost({ host: sshd.address }, nobody, environment), async (host) => {
    const result = await host.run('node', ['true'], limit);
    assert.equal(faultOf(result), 'host-key-unknown');
    assert.match(result.ok ? '' : result.fault.message, /ed25519 SHA256:[A-Za-z0-9+/]{43}/);
    assert.equal(existsSync(join(environment.home, '.ssh', 'known_hosts')), false);
  });
});

test('an unknown host key is shown and asked about once, and known from then on', async () => {
  const environment = newHome('asks');
  rmSync(join(environment.home, '.ssh', 'known_hosts'));
  const shown: string[] = [];
  const trusting: Person = {
    ...nobody,
    trustsHostKey: async ({ host, fingerprint }) => {
      shown.push(`${host} ${fingerprint}`);
      return true;
    },
  };
  for (let i = 0; i < 2; i++) {
    const host = new SshHost({ host: sshd.address, identityFile: sshd.key }, trusting, environment);
    assert.equal(printed(await withHost(host, (it) => it.run('node', ['echo', 'in'], limit))), 'in\n');
  }
  assert.equal(shown.length, 1);
  assert.match(shown[0] ?? '', new RegExp(`^\\[127\\.0\\.0\\.1\\]:${sshd.port} SHA256:`));
});

test('a key that is accepted is trusted now, though known_hosts keeps nothing', async () => {
  const environment = newHome('forgets');
  writeFileSync(join(environment.home, '.ssh', 'config'), 'UserKnownHostsFile /dev/null\n');
  const trusting: Person = { ...nobody, trustsHostKey: async () => true };
  const host = new SshHost({ host: sshd.address, identityFile: sshd.key }, trusting, environment);
  assert.equal(printed(await withHost(host, (it) => it.run('node', ['echo', 'in'], limit))), 'in\n');
});

test('a changed and a revoked host key are refused and nobody is asked', async () => {
  const never: Person = { ...nobody, trustsHostKey: () => assert.fail('asked about a changed key') };
  const changed = newHome('changed');
  const other = makeKey(join(changed.home, 'other'));
  writeFileSync(join(changed.home, '.ssh', 'known_hosts'), `[127.0.0.1]:${sshd.port} ${other}\n`);
  const revoked = newHome('revoked');
  const own = readFileSync(join(sshd.folder, 'host_key.pub'), 'utf8');
  appendFileSync(join(revoked.home, '.ssh', 'known_hosts'), `@revoked * ${own}`);
  for (const environment of [changed, revoked]) {
    const host = new SshHost({ host: sshd.address, identityFile: sshd.key }, never, environment);
    assert.equal(faultOf(await withHost(host, (it) => it.run('node', ['true'], limit))), 'host-key-changed');
  }
});

test('a name from ~/.ssh/config leads through its jump host', async () => {
  const environment = newHome('config');
  const common = `HostName 127.0.0.1\n  Port ${sshd.port}\n  User ${sshd.user}\n  IdentityFile ${sshd.key}\n`;
  writeFileSync(
    join(environment.home, '.ssh', 'config'),
    `Host bastion\n  ${common}Host rack-a\n  ${common}  ProxyJump bastion\n`,
  );
  const before = accepted();
  const host = new SshHost({ host: 'rack-a' }, nobody, environment);
  assert.equal(printed(await withHost(host, (it) => it.run('node', ['echo', 'through'], limit))), 'through\n');
  assert.equal(accepted() - before, 2);
});

test('a jump host that can not reach the host says so', async () => {
  const settings = { host: `${sshd.user}@127.0.0.1:1`, jumpHost: sshd.address };
  const result = await withHost(new SshHost(settings, nobody, sshd.environment), (it) =>
    it.run('node', ['true'], limit),
  );
  assert.equal(faultOf(result), 'unreachable');
  assert.match(result.ok ? '' : result.fault.message, /jump host can not reach `127\.0\.0\.1` on port 1/);
});

test('the passphrase of a key is asked until it is right, at most three times, and then kept', async () => {
  const environment = newHome('locked');
  const key = join(environment.home, '.ssh', 'id_ed25519');
  appendFileSync(join(sshd.folder, 'authorized_keys'), `${makeKey(key, 'open sesame')}\n`);
  const questions: SecretQuestion[] = [];
  const answers = ['wrong one', 'open sesame'];
  const person: Person = {
    ...nobody,
    secret: async (question) => {
      questions.push(question);
      return answers.shift();
    },
  };
  await withHost(new SshHost({ host: sshd.address }, person, environment), async (host) => {
    assert.equal(printed(await host.run('node', ['echo', '1'], limit)), '1\n');
    host.close();
    assert.equal(printed(await host.run('node', ['echo', '2'], limit)), '2\n');
  });
  assert.deepEqual(questions, [
    { kind: 'passphrase', subject: key, again: false },
    { kind: 'passphrase', subject: key, again: true },
  ]);
  const refused = new SshHost({ host: sshd.address }, nobody, environment);
  assert.equal(faultOf(await withHost(refused, (it) => it.run('node', ['true'], limit))), 'sign-in');
});

test('an agent’s keys are used, and with IdentitiesOnly only the named one', async () => {
  const environment = newHome('agent');
  const socket = join(environment.home, 'agent');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(agent.stdout, 'data');
    // More keys than the server allows attempts, and the right one last.
    const keys = Array.from({ length: 8 }, (_, n) => join(environment.home, `key-${n}`));
    for (const key of keys) makeKey(key);
    const named = join(environment.home, 'named');
    appendFileSync(join(sshd.folder, 'authorized_keys'), `${makeKey(named)}\n`);
    const add = spawn('ssh-add', ['-q', ...keys, named], {
      env: { ...process.env, SSH_AUTH_SOCK: socket },
      stdio: 'ignore',
    });
    assert.deepEqual(await once(add, 'close'), [0, null]);
    // The private half is in the agent alone.
    rmSync(named);
    const withAgent = { ...environment, variables: { SSH_AUTH_SOCK: socket } };
    const any = new SshHost({ host: sshd.address }, nobody, withAgent);
    assert.equal(faultOf(await withHost(any, (it) => it.run('node', ['true'], limit))), 'sign-in');
    const chosen = new SshHost({ host: sshd.address, identityFile: named }, nobody, withAgent);
    assert.equal(printed(await withHost(chosen, (it) => it.run('node', ['echo', 'in'], limit))), 'in\n');
  } finally {
    agent.kill();
  }
});

test('what is not set up, not there or not reachable is told apart', async () => {
  const faultFor = async (settings: ConstructorParameters<typeof SshHost>[0]) =>
    faultOf(await withHost(new SshHost(settings, nobody, sshd.environment), (it) => it.run('node', ['true'], limit)));
  assert.equal(await faultFor({}), 'not-set-up');
  assert.equal(await faultFor({ host: '-oProxyCommand=id' }), 'wrong-setting');
  assert.equal(await faultFor({ host: 'root@127.0.0.1:1' }), 'unreachable');
  assert.equal(await faultFor({ host: 'root@nowhere.invalid' }), 'unreachable');
});
