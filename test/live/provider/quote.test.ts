// Words arrive at a remote program as they were given: shown by a real `sh`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { quote, remoteCommand } from '../../../server/src/live/provider/quote.ts';

const nasty = [
  '',
  ' ',
  "it's",
  `"double" and 'single'`,
  "'; touch /tmp/injected; '",
  '$(id)',
  '`id`',
  '$HOME',
  'line one\nline two\r\n\ttabbed',
  '\\',
  "\\'",
  '-rf',
  '--',
  '*',
  '~',
  '~root',
  '{a,b}',
  '!!',
  '#comment',
  'a=b',
  'a;b|c&d>e<f',
  'Größe → 🙂',
  '\u0001\u001b[31m',
];

/** What the shell makes of a text: the words that a program gets. */
function wordsOf(text: string): string[] {
  const program = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const line = `${quote([process.execPath, '-e', program, '--'])} ${text}`;
  return JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' })) as string[];
}

test('a shell splits the text into the words that were given', () => {
  assert.deepEqual(wordsOf(quote(nasty)), nasty);
});

test('a word is quoted for a second shell as well as for the first', () => {
  const inner = quote(nasty);
  assert.deepEqual(wordsOf(wordsOf(quote([inner])).join('')), nasty);
});

test('a first word is the program’s name, whatever it means to a shell', () => {
  const run = (word: string) => execFileSync('sh', ['-c', `${quote([word])} 2>&1 || true`], { encoding: 'utf8' });
  for (const word of ['if', 'A=b', '{', '!', 'while']) assert.match(run(word), /not found/, word);
});

test('what a shell takes as it is stays readable', () => {
  assert.equal(quote(['docker', 'ps', '-a', '--no-trunc']), 'docker ps -a --no-trunc');
});

test('a command for the containers goes through the LXC, one for the node does not', () => {
  const command = ['docker', 'inspect', 'a b'];
  assert.deepEqual(remoteCommand('containers', command, '200'), {
    ok: true,
    value: "pct exec 200 -- docker inspect 'a b'",
  });
  assert.deepEqual(remoteCommand('node', command, '200'), { ok: true, value: "docker inspect 'a b'" });
  assert.deepEqual(remoteCommand('containers', command, undefined), { ok: true, value: "docker inspect 'a b'" });
});

test('an LXC id that is no number and a NUL character are refused', () => {
  const faultOf = (lxc: string, word: string) => {
    const result = remoteCommand('containers', ['docker', word], lxc);
    return result.ok ? undefined : result.fault.kind;
  };
  assert.equal(faultOf('200; reboot', 'ps'), 'wrong-setting');
  assert.equal(faultOf('-1', 'ps'), 'wrong-setting');
  assert.equal(faultOf('200', 'a\0b'), 'failed');
});
