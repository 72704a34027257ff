// `omni-scale provider` as a person uses it: the built program, a real SSH server, `docker` played by a double.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { FakePrograms, provider } from '../support/ssh/programs/state.ts';
import { makeKey, type Sshd, startSshd } from '../support/ssh/sshd.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'omni-scale-cli-provider-'));
const programs = new FakePrograms(folder);
let sshd: Sshd;
before(async () => {
  sshd = await startSshd({ programs: programs.bin });
});
after(async () => {
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command to its end; `meanwhile` sees what it has printed so far and may end it. */
function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = { OMNI_SCALE_PROVIDER_HOST: sshd.address },
  meanwhile: (out: string, interrupt: () => void) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, 'provider', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: sshd.environment.home, NO_COLOR: '1', ...environment },
      timeout: 60_000,
    });
    let [out, err] = ['', ''];
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      meanwhile(out, () => child.kill('SIGINT'));
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

test('status says how the container does, with its exit code', async () => {
  programs.set({ containers: [{ ...provider, health: 'healthy' }] });
  const well = await run(['status']);
  assert.equal(
    well.out,
    `\`proxmox-provider-1\` on ${sshd.address}: running, healthy since 2026-08-01 10:00Z; Docker restarted it 2 times.\n`,
  );
  assert.deepEqual([well.code, well.err], [0, '']);
  programs.set({ containers: [{ ...provider, health: 'unhealthy' }] });
  assert.equal((await run(['status'])).code, 1);
  programs.set({ containers: [] });
  const missing = await run(['status']);
  assert.equal(missing.code, 1);
  assert.match(missing.err, /There is no service `omni-infra-provider-proxmox`/);
});

test('what could not be asked gives the exit code 2 and the next step', async () => {
  const none = await run(['status'], {});
  assert.deepEqual([none.code, none.out], [2, '']);
  assert.match(none.err, /--host or OMNI_SCALE_PROVIDER_HOST/);
  const unreachable = await run(['status', '--host', 'root@127.0.0.1:1']);
  assert.equal(unreachable.code, 2);
  assert.match(unreachable.err, /refuses connections on port 1/);
  assert.equal((await run(['reboot'])).code, 2);
  assert.match((await run(['status', '--lxc', '200; reboot'])).err, /is not the id of an LXC/);
});

test('an unknown host key is not trusted where nobody can be asked', async () => {
  const home = mkdtempSync(join(folder, 'home-'));
  const { code, err } = await run(['status', '--identity-file', sshd.key], {
    OMNI_SCALE_PROVIDER_HOST: sshd.address,
    HOME: home,
  });
  assert.equal(code, 2);
  assert.match(err, /host key of `127\.0\.0\.1` is not known yet: ed25519 SHA256:/);
});

test('logs prints the last lines, filtered, raw, and follows until Ctrl+C', async () => {
  programs.set({ containers: [provider] });
  const lines = [
    '{"level":"info","ts":1785578400,"msg":"one","id":"r-1"}',
    '{"level":"error","ts":1785578401,"msg":"two","id":"r-2","error":"no space","token":"hunter2hunter2"}',
    '{"level":"info","ts":1785578402,"msg":"three","id":"r-1"}',
  ];
  for (const line of lines) programs.log(line);
  assert.equal(
    (await run(['logs', '-n', '2'])).out,
    '2026-08-01 10:00:01Z ERROR r-2 | two: no space\n2026-08-01 10:00:02Z INFO  r-1 | three\n',
  );
  assert.equal(
    (await run(['logs', '-n', '1', '--level', 'warn', '--raw'])).out,
    `${lines[1]?.replace(/hunter2+hunter2/, '[redacted]')}\n`,
  );
  assert.equal((await run(['logs', '--request', 'r-1'])).out.split('\n').length - 1, 2);
  let written = false;
  const followed = await run(['logs', '--follow', '-n', '1', '--request', 'r-1'], undefined, (out, interrupt) => {
    if (!written) {
      programs.log('{"level":"info","ts":1785578403,"msg":"other","id":"r-2"}');
      programs.log('{"level":"info","ts":1785578404,"msg":"four","id":"r-1"}');
    }
    written = true;
    if (out.includes('four')) interrupt();
  });
  assert.equal(followed.out, '2026-08-01 10:00:02Z INFO  r-1 | three\n2026-08-01 10:00:04Z INFO  r-1 | four\n');
  assert.equal(followed.code, 0);
  assert.equal((await run(['logs', '-n', 'many'])).code, 2);
  assert.equal((await run(['logs', '--level', 'loud'])).code, 2);
});

test('restart wants a yes; with it, it tells how the container does afterwards', async () => {
  programs.set({ containers: [provider] });
  const restarts = () => programs.calls().filter(([command]) => command === 'restart').length;
  const unasked = await run(['restart']);
  assert.equal(unasked.code, 2);
  assert.match(unasked.err, /--yes/);
  assert.equal(restarts(), 0);
  const done = await run(['restart', '--yes']);
  assert.equal(done.code, 0);
  assert.match(done.out, /: running since \d{4}-/);
  assert.equal(restarts(), 1);
});

/** Runs the command on a terminal of its own, and types an answer whenever a question stands there. */
function onTerminal(
  args: readonly string[],
  answers: readonly (readonly [question: RegExp, answer: string])[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly shown: string }> {
  return new Promise((resolve) => {
    const line = [process.execPath, cli, 'provider', ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      env: { PATH: process.env.PATH, SHELL: '/bin/sh', NO_COLOR: '1', ...environment },
      timeout: 60_000,
    });
    const left = [...answers];
    let [shown, seen] = ['', 0];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      // The cursor's movements are not what a person reads.
      shown += text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
      const [next] = left;
      if (!next?.[0].test(shown.slice(seen))) return;
      seen = shown.length;
      left.shift();
      child.stdin.write(next[1]);
    });
    child.on('close', (code) => resolve({ code, shown }));
  });
}

test('at a terminal a host key, a passphrase and a restart are asked about, and the passphrase is not shown', async () => {
  programs.set({ containers: [provider] });
  const home = mkdtempSync(join(folder, 'terminal-'));
  mkdirSync(join(home, '.ssh'));
  const key = makeKey(join(home, '.ssh', 'id_ed25519'), 'open sesame');
  appendFileSync(join(sshd.folder, 'authorized_keys'), `${key}\n`);
  const environment = { OMNI_SCALE_PROVIDER_HOST: sshd.address, HOME: home };
  const trust = [/SHA256:.*trust it from now on: $/s, 'yes\r'] as const;
  const wrong = [/Passphrase of .*id_ed25519: $/s, 'open sesami\r'] as const;
  const right = [/That was not right\. Passphrase of .*: $/s, 'open sesami\u007fe\r'] as const;
  const first = await onTerminal(['restart'], [trust, wrong, right, [/Restart .*\[y\/N\] $/s, 'n\r']], environment);
  assert.match(first.shown, /Nothing was restarted/);
  assert.equal(first.code, 0);
  assert.doesNotMatch(first.shown, /sesam/);
  const unlock = [wrong[0], 'open sesame\r'] as const;
  const second = await onTerminal(['restart'], [unlock, [/Restart .*\[y\/N\] $/s, 'y\r']], environment);
  assert.match(second.shown, /: running since/);
  assert.doesNotMatch(second.shown, /SHA256/);
  const left = await onTerminal(['status'], [[wrong[0], '\u0003']], environment);
  assert.equal(left.code, 2);
  assert.match(left.shown, /was refused/);
});
