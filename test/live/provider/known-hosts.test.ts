// Host keys are judged as OpenSSH judges them; the files are written by `ssh-keygen`.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type HostKey, hostKeyOf, KnownHosts } from '../../../server/src/live/provider/known-hosts.ts';

const folder = mkdtempSync(join(tmpdir(), 'omni-scale-known-hosts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A new key pair: the line of its public half, and the fingerprint that `ssh-keygen` tells. */
function newKey(type: string): { readonly line: string; readonly blob: Buffer; readonly fingerprint: string } {
  const file = join(folder, `${type}-${Math.random().toString(36).slice(2)}`);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file]);
  const line = readFileSync(`${file}.pub`, 'utf8').trim();
  const shown = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' });
  return { line, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64'), fingerprint: shown.split(' ')[1] ?? '' };
}
const key = newKey('ed25519');
const other = newKey('ed25519');
const ecdsa = newKey('ecdsa');

async function verdict(text: string, name: string, port = 22, { blob } = key): Promise<string> {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, text);
  return (await KnownHosts.read([join(folder, 'absent'), file])).check(hostKeyOf(name, port, blob)).known;
}

test('a key is shown with the type and the fingerprint that ssh-keygen tells', () => {
  const shown: HostKey = hostKeyOf('Rack-A', 2222, key.blob);
  assert.equal(shown.fingerprint, key.fingerprint);
  assert.equal(shown.type, 'ssh-ed25519');
  assert.equal(shown.host, '[rack-a]:2222');
});

test('a name, one of a list, a pattern and an address with a port are known', async () => {
  assert.equal(await verdict(`rack-a ${key.line}`, 'rack-a'), 'yes');
  assert.equal(await verdict(`# note\n\nother,rack-a,192.0.2.1 ${key.line} comment`, 'Rack-A'), 'yes');
  assert.equal(await verdict(`rack-* ${key.line}`, 'rack-a'), 'yes');
  assert.equal(await verdict(`[rack-a]:2222 ${key.line}`, 'rack-a', 2222), 'yes');
  assert.equal(await verdict(`[2001:db8::1]:2222 ${key.line}`, '2001:db8::1', 2222), 'yes');
});

test('another host, another port, an excluded name and broken lines make no host known', async () => {
  assert.equal(await verdict(`rack-b ${key.line}`, 'rack-a'), 'no');
  assert.equal(await verdict(`[rack-a]:2222 ${key.line}`, 'rack-a', 2223), 'no');
  assert.equal(await verdict(`rack-*,!rack-a ${key.line}`, 'rack-a'), 'no');
  assert.equal(await verdict(`rack-a ssh-ed25519\nrack-a\n@cert-authority rack-a ${key.line}`, 'rack-a'), 'no');
  assert.equal(await verdict('', 'rack-a'), 'no');
});

test('names that ssh-keygen has hashed are found', async () => {
  const file = join(folder, 'hashed');
  writeFileSync(file, `rack-a ${key.line}\n[rack-b]:2222 ${other.line}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  const known = await KnownHosts.read([file]);
  assert.ok(!readFileSync(file, 'utf8').includes('rack'));
  assert.equal(known.check(hostKeyOf('rack-a', 22, key.blob)).known, 'yes');
  assert.equal(known.check(hostKeyOf('rack-b', 2222, other.blob)).known, 'yes');
  assert.equal(known.check(hostKeyOf('rack-b', 2222, key.blob)).known, 'changed');
  assert.equal(known.check(hostKeyOf('rack-b', 22, other.blob)).known, 'no');
});

test('a changed key is told with its line, also when the known key is of another type', async () => {
  const file = join(folder, 'changed');
  writeFileSync(file, `rack-b ${key.line}\nrack-a ${ecdsa.line}\nrack-a ${other.line}\n`);
  const known = await KnownHosts.read([file]);
  assert.deepEqual(known.check(hostKeyOf('rack-a', 22, key.blob)), { known: 'changed', file, line: 3 });
  assert.deepEqual(known.typesOf('rack-a'), ['ecdsa-sha2-nistp256', 'ssh-ed25519']);
  assert.equal(await verdict(`rack-a ${ecdsa.line}`, 'rack-a'), 'changed');
});

test('of several keys of a host each is known', async () => {
  assert.equal(await verdict(`rack-a ${other.line}\nrack-a ${key.line}`, 'rack-a'), 'yes');
});

test('a revoked key is refused even where another line knows it', async () => {
  assert.equal(await verdict(`rack-a ${key.line}\n@revoked * ${key.line}`, 'rack-a'), 'revoked');
  assert.equal(await verdict(`rack-a ${key.line}\n@revoked * ${other.line}`, 'rack-a'), 'yes');
});

test('an accepted key is known from then on, to ssh-keygen too, and nothing else is lost', async () => {
  const file = join(folder, 'new', 'known_hosts');
  const empty = await KnownHosts.read([file]);
  assert.equal((await empty.add(hostKeyOf('rack-a', 2222, key.blob))).ok, true);
  writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
  assert.equal((await empty.add(hostKeyOf('rack-b', 22, other.blob))).ok, true);
  const known = await KnownHosts.read([file]);
  assert.equal(known.check(hostKeyOf('rack-a', 2222, key.blob)).known, 'yes');
  assert.equal(known.check(hostKeyOf('rack-b', 22, other.blob)).known, 'yes');
  assert.match(execFileSync('ssh-keygen', ['-F', '[rack-a]:2222', '-f', file], { encoding: 'utf8' }), /ssh-ed25519/);
  assert.equal(statSync(file).mode & 0o077, 0);
});
