// What the reader finds in ~/.ssh/config is what `ssh` finds in it: `ssh -G` tells.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lookUpHost, type SshEnvironment, type SshHostConfig } from '../../../server/src/live/provider/ssh-config.ts';

const home = mkdtempSync(join(tmpdir(), 'omni-scale-ssh-config-'));
after(() => rmSync(home, { recursive: true, force: true }));
mkdirSync(join(home, '.ssh', 'conf.d'), { recursive: true });
const environment: SshEnvironment = {
  home,
  system: join(home, 'etc'),
  localUser: userInfo().username,
  variables: { KEYS: '/keys' },
};

const config = `
# The first value counts.
Host rack-a
  HostName 192.0.2.11
  User root
  Port=2222
  IdentityFile ~/.ssh/rack
  IdentityFile /keys/%r@%h-%n-%p
  IdentityFile \${KEYS}/second
  IdentitiesOnly yes
  StrictHostKeyChecking accept-new

Host rack-* !rack-b
    hostname %h.example.internal
	ProxyJump bastion,other@second.example.internal:2200

Host "quoted" spaced
  User "name with space"   # a comment
  UserKnownHostsFile "/known hosts/one" /known/two

Include ${home}/.ssh/conf.d/*.conf

Match host 192.0.2.1? user root
  HostKeyAlias rack
Match originalhost rack-c !host *.invalid
  User from-match
Match exec "touch ${home}/ran"
  User from-exec
Match final all
  Port 99

Host ?b
  IdentityAgent none
  ProxyCommand nc %h %p
Host *
  User fallback
  IdentityAgent SSH_AUTH_SOCK
not a line
`;
writeFileSync(join(home, '.ssh', 'config'), config);
writeFileSync(
  join(home, '.ssh', 'conf.d', 'lab.conf'),
  `Host lab\n  HostName lab.example.internal\n  Include ${home}/.ssh/conf.d/deeper\nHost other-lab\n  Port 7\n`,
);
writeFileSync(join(home, '.ssh', 'conf.d', 'deeper'), 'User deep\nHost lab\n  Port 2022\nHost elsewhere\n  Port 1\n');
writeFileSync(join(home, '.ssh', 'conf.d', 'ignored.txt'), 'User wrong\n');

/** What `ssh` would use, without the lines that it can not read and those it would run. */
function oracle(host: string): Map<string, string[]> {
  const readable = config.replace('not a line', '').replace(/^Match (?:exec|final).*\n.*\n/gm, '');
  const file = join(home, 'readable');
  writeFileSync(file, readable);
  const told = execFileSync('ssh', ['-G', '-F', file, host], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    env: { ...process.env, KEYS: '/keys' },
  });
  const found = new Map<string, string[]>();
  for (const line of told.split('\n')) {
    const [key = '', ...rest] = line.split(' ');
    found.set(key, [...(found.get(key) ?? []), rest.join(' ')]);
  }
  return found;
}

const look = (host: string): Promise<SshHostConfig> => lookUpHost(host, {}, environment);

for (const host of [
  'rack-a',
  'rack-b',
  'rack-c',
  'quoted',
  'spaced',
  'lab',
  'other-lab',
  'elsewhere',
  'ab',
  'unknown',
]) {
  test(`\`${host}\` is read as ssh reads it`, async () => {
    const own = await look(host);
    const theirs = oracle(host);
    assert.equal(own.hostName, theirs.get('hostname')?.[0]);
    assert.equal(own.user, theirs.get('user')?.[0]);
    assert.equal(own.port, Number(theirs.get('port')?.[0]));
    assert.equal(own.jumps.join(','), theirs.get('proxyjump')?.[0] ?? '');
    assert.equal(own.identitiesOnly, theirs.get('identitiesonly')?.[0] === 'yes');
    assert.equal(own.hostKeyAlias, theirs.get('hostkeyalias')?.[0]);
  });
}

test('paths are absolute and their tokens filled in', async () => {
  const { identityFiles } = await look('rack-a');
  assert.deepEqual(identityFiles, [join(home, '.ssh', 'rack'), '/keys/root@192.0.2.11-rack-a-2222', '/keys/second']);
  assert.deepEqual((await look('quoted')).knownHostsFiles.slice(0, 2), ['/known hosts/one', '/known/two']);
});

test('a program of `Match exec` or ProxyCommand is never run', async () => {
  assert.equal((await look('ab')).proxyCommand, true);
  assert.throws(() => execFileSync('test', ['-e', join(home, 'ran')]));
});

test('what the caller gives wins over the file', async () => {
  const { user, port } = await lookUpHost('rack-a', { user: 'me', port: 2 }, environment);
  assert.deepEqual({ user, port }, { user: 'me', port: 2 });
});

test('the agent is the one the file names, or none', async () => {
  const withAgent = { ...environment, variables: { SSH_AUTH_SOCK: '/run/agent' } };
  assert.equal((await lookUpHost('unknown', {}, withAgent)).agent, '/run/agent');
  assert.equal((await lookUpHost('ab', {}, withAgent)).agent, undefined);
});

test('without any file the defaults of ssh hold, and an Include of itself ends', async () => {
  const bare = join(home, 'bare');
  const nothing = await lookUpHost('rack-a', {}, { ...environment, home: bare });
  assert.equal(nothing.hostName, 'rack-a');
  assert.equal(nothing.port, 22);
  assert.deepEqual(nothing.knownHostsFiles[0], join(bare, '.ssh', 'known_hosts'));
  mkdirSync(join(bare, '.ssh'), { recursive: true });
  writeFileSync(join(bare, '.ssh', 'config'), 'Include config\nHost rack-a\n  Port 5\n');
  assert.equal((await lookUpHost('rack-a', {}, { ...environment, home: bare })).port, 5);
});
