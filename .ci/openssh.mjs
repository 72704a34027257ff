// Finds the SSH server that the tests start on the loopback address: the machine's own, else Debian's, installed where
// that is possible. The installed service is not started: the tests run a server of their own.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { runQuietly, SetupError, say, which } from './tools.mjs';

/** Where systems keep it; it is seldom on PATH. */
const places = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/lib/ssh/sshd'];
const next = 'Install OpenSSH’s server (on Debian: `apt-get install openssh-server`), then run this again.';
/** While this program says 101, Debian starts no service that it installs. */
const policy = '/usr/sbin/policy-rc.d';

export function ensureSshd() {
  const found = places.find(existsSync);
  if (found) return found;
  if (!which(['apt-get']) || process.getuid?.() !== 0) throw new SetupError(`There is no sshd here. ${next}`);
  say('installing OpenSSH’s server from Debian (apt-get)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const hold = !existsSync(policy);
  if (hold) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    runQuietly('apt-get', ['update', '-qq'], { env, next });
    runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'openssh-server'], { env, next });
  } finally {
    if (hold) rmSync(policy, { force: true });
  }
  const installed = places.find(existsSync);
  if (!installed) throw new SetupError(`apt-get installed no sshd. ${next}`);
  return installed;
}
