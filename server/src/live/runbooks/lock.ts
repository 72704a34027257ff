// Lets one process at a time work on a cluster. A lock is a file with a generation number: whoever creates the next
// generation after a dead one has it, so that two that find the same dead lock can not both take it over.
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { failed, ok, type Result } from '../fault.ts';
import { fileSafe } from './folder.ts';

/** How often a holder shows that it is alive, in milliseconds. */
const heartbeatPause = 5_000;

/** Silence after which a holder that can not be asked (another host) counts as dead: longer than a laptop's nap. */
const silenceLimit = 15 * 60_000;

interface Holder {
  readonly token: string;
  readonly pid: number;
  /** When its process began, as the system tells it; absent where it does not. */
  readonly processStart?: string;
  readonly host: string;
  readonly what: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly released?: true;
}

export class Lock {
  readonly #folder: string;
  readonly #prefix: string;
  readonly #path: string;
  readonly #holder: Holder;
  readonly #heartbeat: NodeJS.Timeout;

  private constructor(folder: string, prefix: string, path: string, holder: Holder) {
    this.#folder = folder;
    this.#prefix = prefix;
    this.#path = path;
    this.#holder = holder;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatPause);
    this.#heartbeat.unref();
  }

  /**
   * Takes the lock of a cluster. Faults: `conflict`, naming who has it, `failed` when the folder can not be written to.
   * `what` says what it is taken for.
   */
  static acquire(folder: string, cluster: string, what: string): Result<Lock> {
    const prefix = `${fileSafe(cluster)}.lock.`;
    const start = processStartOf(process.pid);
    const holder: Holder = {
      token: randomUUID(),
      pid: process.pid,
      host: hostname(),
      what,
      since: Date.now(),
      ...(start === undefined ? {} : { processStart: start }),
    };
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const found = latest(folder, prefix);
      const held = found === 0 ? undefined : whoHolds(join(folder, `${prefix}${found}`));
      if (held) return taken(cluster, held);
      const path = join(folder, `${prefix}${found + 1}`);
      if (!createWhole(path, holder)) return taken(cluster, readHolder(path));
      // Somebody who was faster may have come and gone meanwhile; only the latest generation counts.
      if (latest(folder, prefix) !== found + 1) {
        unlinkSync(path);
        return taken(cluster, undefined);
      }
      for (const old of generations(folder, prefix))
        if (old <= found) rmSync(join(folder, `${prefix}${old}`), { force: true });
      return ok(new Lock(folder, prefix, path, holder));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failed('failed', `The lock of \`${cluster}\` can not be written (${reason}).`);
    }
  }

  /** True while this process has it; to be asked before anything that must not happen twice. */
  held(): boolean {
    try {
      const generation = Number(this.#path.slice(this.#path.lastIndexOf('.') + 1));
      const holder = readHolder(this.#path);
      const isMine = holder?.token === this.#holder.token && !holder.released;
      return isMine && latest(this.#folder, this.#prefix) === generation;
    } catch {
      return false;
    }
  }

  release(): void {
    clearInterval(this.#heartbeat);
    if (!this.held()) return;
    // The file stays, so that its generation is not given out again.
    try {
      writeFileSync(this.#path, JSON.stringify({ ...this.#holder, released: true }));
    } catch {
      // The process ends, which frees it as well.
    }
  }

  #beat(): void {
    try {
      utimesSync(this.#path, new Date(), new Date());
    } catch {
      // `held` tells when the file is gone.
    }
  }
}

/** Who works on a cluster at present, for people, and since when (ms since 1970); undefined when nobody does. */
export function holderOf(
  folder: string,
  cluster: string,
): { readonly text: string; readonly since: number } | undefined {
  if (!existsSync(folder)) return undefined;
  const prefix = `${fileSafe(cluster)}.lock.`;
  const found = latest(folder, prefix);
  const holder = found === 0 ? undefined : whoHolds(join(folder, `${prefix}${found}`));
  return holder && { text: describe(holder), since: holder.since };
}

function taken(cluster: string, holder: Holder | undefined): Result<never> {
  const who = holder ? describe(holder) : 'another process';
  return failed('conflict', `A runbook for \`${cluster}\` is already under way: ${who}.`, {
    next: 'Stop it there, or wait until it has ended.',
  });
}

function describe({ what, pid, host, since }: Holder): string {
  return `${what}, process ${pid} on \`${host}\`, since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The holder, unless it has released the lock or is certainly dead. */
function whoHolds(path: string): Holder | undefined {
  const holder = readHolder(path);
  if (holder?.released) return undefined;
  const silent = Date.now() - statSync(path).mtimeMs > silenceLimit;
  if (!holder)
    return silent ? undefined : { token: '', pid: 0, host: '?', what: 'a lock being written', since: Date.now() };
  if (holder.host !== hostname()) return silent ? undefined : holder;
  if (!isAlive(holder.pid)) return undefined;
  const start = processStartOf(holder.pid);
  if (start === undefined || holder.processStart === undefined) return silent ? undefined : holder;
  return start === holder.processStart ? holder : undefined;
}

function generations(folder: string, prefix: string): readonly number[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter(Number.isInteger);
}

function latest(folder: string, prefix: string): number {
  return Math.max(0, ...generations(folder, prefix));
}

/** Creates a file that appears with its whole content; false when there is one already. */
function createWhole(path: string, holder: Holder): boolean {
  const draft = `${path}-${holder.token}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    return createExclusive(path, holder);
  } finally {
    unlinkSync(draft);
  }
}

/** For file systems without links. */
function createExclusive(path: string, holder: Holder): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, JSON.stringify(holder));
    closeSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const isHolder = typeof holder === 'object' && holder !== null && 'token' in holder && 'pid' in holder;
    // Written by this program alone, above.
    return isHolder ? (holder as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is a process.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Start of a process in ticks since boot, with the boot's id: tells a process from a later one with the same number. */
function processStartOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The fields after the name, which is in parentheses and may hold anything; the start is the 22nd of all.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? undefined : `${boot} ${ticks}`;
  } catch {
    return undefined;
  }
}
