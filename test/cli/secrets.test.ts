// Secrets planted in the provider's log, in what Docker says and in what omnictl prints: none of them comes out of the
// command line.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type FakeOmnictl, fakeOmnictl } from '../support/omnictl/index.ts';
import { planted } from '../support/planted.ts';
import { FakePrograms, provider } from '../support/ssh/programs/state.ts';
import { type Sshd, startSshd } from '../support/ssh/sshd.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const folder = mkdtempSync(join(tmpdir(), 'omni-scale-cli-secrets-'));
const programs = new FakePrograms(folder);
let sshd: Sshd;
let fake: FakeOmnictl;
before(async () => {
  sshd = await startSshd({ programs: programs.bin });
  fake = fakeOmnictl({ step: 20 });
});
after(async () => {
  await sshd.stop();
  fake.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What stands on one line: a log and an output come line by line. */
const lines = planted.filter(([text]) => !text.includes('\n'));
const said = lines.map(([text]) => text);
const mark = 'the last line';

/** Runs the command until it ends, or has printed the mark; gives all that it printed. */
function run(...args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      env: { ...process.env, ...fake.env, HOME: sshd.environment.home, OMNI_SCALE_PROVIDER_HOST: sshd.address },
    });
    let all = '';
    for (const output of [child.stdout, child.stderr])
      output.setEncoding('utf8').on('data', (text: string) => {
        all += text;
        if (all.includes(mark)) child.kill('SIGINT');
      });
    child.on('close', () => resolve(all));
  });
}

/** Asserts that the text tells something and no secret. */
function assertSafe(printed: string, ...expected: readonly RegExp[]): void {
  for (const pattern of [/\[redacted\]/, ...expected]) assert.match(printed, pattern);
  const leaks = lines.filter(([, secret]) => printed.includes(secret)).map(([text]) => text);
  assert.deepEqual(leaks, []);
}

test('forty secrets or more are planted', () => assert.ok(lines.length >= 40));

test('the provider’s log: readable, raw and followed', async () => {
  programs.set({ containers: [provider] });
  for (const text of said) programs.log(text);
  for (const text of said) programs.log(JSON.stringify({ level: 'error', msg: 'it failed', error: text }));
  programs.log(JSON.stringify({ level: 'error', msg: mark }));
  for (const more of [[], ['--raw'], ['--follow', '--level', 'error']])
    assertSafe(await run('provider', 'logs', '-n', '500', ...more), /it failed/, new RegExp(mark));
});

test('what Docker says instead of working', async () => {
  for (let at = 0; at < said.length; at += 20) {
    programs.set({ containers: [provider], refusal: { says: said.slice(at, at + 20).join('\n'), code: 1 } });
    assertSafe(await run('provider', 'restart', '--yes'));
  }
});

test('what omnictl prints and refuses while something is applied, synced or deleted', async () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('omni-scale.yaml', 'rules: {}\n');
  const type = 'MachineClasses.omni.sidero.dev';
  write(
    'machine-classes/lab.yaml',
    `metadata: {namespace: default, type: ${type}, id: lab}\nspec: {matchlabels: [omni.sidero.dev/platform = metal]}\n`,
  );
  write(
    'clusters/lab.yaml',
    'kind: Cluster\nname: lab\nkubernetes: {version: v1.36.2}\ntalos: {version: v1.13.6}\n---\nkind: ControlPlane\nmachineClass: {name: lab, size: 1}\n',
  );
  for (const on of ['apply', 'cluster template sync', 'cluster delete']) fake.day({ on, noise: said });
  assertSafe(await run('class', 'apply', 'machine-classes/lab.yaml', '--yes'), /Applied/);
  assertSafe(await run('template', 'sync', 'clusters/lab.yaml', '--yes'), /is synced/);
  assertSafe(await run('template', 'delete', 'clusters/lab.yaml', '--confirm', 'lab'), /is gone/);
  const refused = fake.day({ on: 'apply', fails: said.slice(0, 5).join('\n') });
  assertSafe(await run('class', 'apply', 'machine-classes/lab.yaml', '--yes'), /\[omnictl\]/);
  refused.over();
  fake.day({ on: 'cluster template validate', fails: said.slice(0, 5).join('\n') });
  assertSafe(await run('template', 'validate', 'clusters/lab.yaml'), /\[omnictl\]/);
});
