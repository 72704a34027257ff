// A real OpenSSH server on the loopback address, run as the current user, with keys, configuration and programs of its own
// in a temporary folder. `docker`, `pct` and `pvesh` on its PATH are the doubles beside this file.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshEnvironment } from '../../../server/src/live/provider/ssh-config.ts';

export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** `user@127.0.0.1:port`. */
  readonly address: string;
  /** Holds everything of this server; `home` in it is the client's home directory. */
  readonly folder: string;
  /** A home whose `.ssh` knows the server's host key and holds a key that the server takes. */
  readonly environment: SshEnvironment;
  /** The public half of the server's own key, as known_hosts has it. */
  readonly hostKey: string;
  /** The file of the key that the server takes. */
  readonly key: string;
  /** What the server has written to its log so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Makes a key pair without a passphrase, unless one is given; resolves to the line of its public half. */
export function makeKey(file: string, passphrase = '', type = 'ed25519'): string {
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8').trim();
}

export interface SshdOptions {
  /** Put before the usual folders of its PATH. */
  readonly programs?: string;
  /** True for a PATH without the usual folders. */
  readonly only?: boolean;
}

/** Starts the server and waits until it listens. */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'omni-scale-sshd-'));
  const home = join(folder, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const hostKey = makeKey(join(folder, 'host_key'));
  const key = join(home, '.ssh', 'id_ed25519');
  writeFileSync(join(folder, 'authorized_keys'), `${makeKey(key)}\n`);
  const port = await freePort();
  writeFileSync(join(home, '.ssh', 'known_hosts'), `[127.0.0.1]:${port} ${hostKey}\n`);
  writeFileSync(join(folder, 'sshd_config'), configuration(folder, port, options));
  const root = process.getuid?.() === 0;
  if (root) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const [first = '', ...rest] = [...untilParentDies(), program(), '-D', '-e', '-f', join(folder, 'sshd_config')];
  const child = spawn(first, rest, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const log = await listening(child);
  const user = userInfo().username;
  return {
    port,
    user,
    address: `${user}@127.0.0.1:${port}`,
    folder,
    environment: { home, system: join(folder, 'etc'), localUser: user, variables: {} },
    hostKey,
    key,
    log,
    stop: async () => {
      await stop(child);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function configuration(folder: string, port: number, { programs, only = false }: SshdOptions): string {
  const path = [...(programs ? [programs] : []), ...(only ? [] : ['/usr/bin', '/bin'])].join(':');
  return `
Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host_key
PidFile none
AuthorizedKeysFile ${folder}/authorized_keys
StrictModes no
UsePAM ${process.getuid?.() === 0 ? 'yes' : 'no'}
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PrintMotd no
LogLevel VERBOSE
SetEnv "PATH=${path}"
`;
}

/** Before a program: ends it with the process that started it, also when that is killed. Only Linux has it. */
function untilParentDies(): readonly string[] {
  const setpriv = '/usr/bin/setpriv';
  return existsSync(setpriv) ? [setpriv, '--pdeathsig', 'TERM', '--'] : [];
}

function program(): string {
  const found = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/lib/ssh/sshd'].find(existsSync);
  if (found) return found;
  throw new Error('This test needs sshd (on Debian: `apt-get install openssh-server`).');
}

/** Waits until the server listens; gives what it logs. */
function listening(child: ChildProcess): Promise<() => string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`sshd does not start: ${text}`)), 20_000);
    child.once('exit', () => reject(new Error(`sshd has ended: ${text}`)));
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (!text.includes('Server listening')) return;
      clearTimeout(limit);
      resolve(() => text);
    });
  });
}

/** Ends the server once it has seen its connections end; what is left is of its process group and ends with it. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  for (let i = 0; i < 50 && hasChildren(child.pid); i++) await sleep(100);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-child.pid, 'SIGTERM');
  await ended;
}

/** Where the system does not tell, nobody is waited for. */
function hasChildren(pid: number): boolean {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) && readFileSync(file, 'utf8').trim() !== '';
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
