// `omni-scale secrets accept` as a team uses it in an old repository: what is known goes quiet, what is new is reported.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folders, writeFiles } from '../support/folder.ts';

const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const folder = folders();

const drawn = '9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const other = 'Qz7Lm08c1fA0b93d7e42K5xT4vB9';
const plain = 'hunter22';
const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {a: ${other}}\n`;
const old = {
  'omni-scale.yaml': '# ours\nrules: {} # none yet\n',
  'apps/values.yaml': `auth:\n  token: ${drawn}\n  password: ${plain}\n`,
  'apps/secret.yaml': secret,
};

const list = (top: string): string => readFileSync(join(top, 'omni-scale.yaml'), 'utf8');

function run(cwd: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' });
  for (const value of [drawn, other, plain]) assert.ok(!`${stdout}${stderr}`.includes(value), 'a value is shown');
  return { code: status, out: stdout, err: stderr };
}

function reported(top: string): readonly string[] {
  const { diagnostics } = JSON.parse(run(top, 'check', '--format', 'json').out);
  return diagnostics.map(
    ({ file, line, rule }: { file: string; line: number; rule: string }) => `${file}:${line} ${rule}`,
  );
}

test('accepts what is drawn, names what can be guessed, and leaves the rest of the file as it is', () => {
  const top = folder(old);
  assert.equal(reported(top).length, 3);
  const { code, out } = run(top, 'secrets', 'accept');
  assert.equal(code, 0);
  assert.match(
    out,
    /^omni-scale\.yaml: 2 values are accepted now\.\n1 finding stays, .*\n {2}apps\/values\.yaml:3:13 secret\/literal\n$/,
  );
  const text = list(top);
  assert.ok(text.startsWith(`${old['omni-scale.yaml']}secrets:\n  salt: `));
  for (const value of [drawn, other, plain]) assert.ok(!text.includes(value));
  assert.deepEqual(reported(top), ['apps/values.yaml:3 secret/literal']);
  assert.match(run(top, 'secrets', 'accept').out, /^omni-scale\.yaml: nothing new to accept\.\n/);
  assert.equal(list(top), text);
  assert.match(run(top, 'secrets', 'accept', '--guessable').out, /^omni-scale\.yaml: 1 value is accepted now\.\n$/);
  assert.deepEqual(reported(top), []);
  writeFiles(top, { 'apps/new.yaml': 'token: 1a2b3c4d5e6f708192a3b4c5d6e7f809\n' });
  assert.deepEqual(reported(top), ['apps/new.yaml:1 secret/literal']);
});

test('makes the file where there is none, in a folder asked for by its path', () => {
  const { 'omni-scale.yaml': _, ...files } = old;
  const top = folder({ ...files, '.git/HEAD': 'ref: refs/heads/main\n', 'other/values.yaml': `token: ${other}9\n` });
  assert.match(run(top, 'secrets', 'accept', 'apps').out, /^omni-scale\.yaml: 2 values are accepted now\./);
  assert.match(
    list(top),
    /^secrets:\n {2}salt: [0-9a-f]{32}\n {2}accepted:\n(?: {4}- [0-9a-f]{64} # apps\/\w+\.yaml\n){2}$/,
  );
  assert.deepEqual(reported(top), ['apps/values.yaml:3 secret/literal', 'other/values.yaml:1 secret/literal']);
});

test('names entries whose value is gone, and removes them when asked', () => {
  const top = folder(old);
  run(top, 'secrets', 'accept');
  writeFiles(top, { 'apps/secret.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n' });
  const before = list(top);
  const { out } = run(top, 'secrets', 'accept', 'apps/values.yaml');
  assert.match(
    out,
    /omni-scale\.yaml: 1 entry matches no value any more; `--prune` removes:\n {2}omni-scale\.yaml:\d+: [0-9a-f]{12}… apps\/secret\.yaml\n/,
  );
  assert.equal(list(top), before);
  assert.match(run(top, 'secrets', 'accept', '--prune').out, /1 entry matches no value any more; removed:/);
  assert.equal(list(top), before.replace(/.* # apps\/secret\.yaml\n/, ''));
});

test('says what it cannot do', () => {
  const top = folder({ ...old, 'omni-scale.yaml': '{rules: {}}\n' });
  const { code, err } = run(top, 'secrets', 'accept');
  assert.equal(code, 2);
  assert.match(err, /^omni-scale: omni-scale\.yaml is written in a way that cannot be added to/);
  assert.equal(run(top, 'secrets', 'accept', 'nowhere').code, 2);
  assert.equal(run(top, 'secrets').code, 2);
});
