// Checks a server's host key against known_hosts, as OpenSSH does: names, patterns, hashed names, revoked keys.
import { createHash, createHmac } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import { failed, ok, type Result } from '../fault.ts';
import { matchesList } from './ssh-config.ts';

export interface HostKey {
  /** As known_hosts writes it: `rack-a`, or `[rack-a]:2222` for a port that is not 22. */
  readonly host: string;
  /** `ssh-ed25519`. */
  readonly type: string;
  /** As `ssh-keygen -l` shows it: `SHA256:…`. */
  readonly fingerprint: string;
  /** The key itself, in base64. */
  readonly key: string;
}

export type Verdict =
  | { readonly known: 'yes' }
  | { readonly known: 'no' }
  /** Other keys are known for this host, or this one was revoked; where that is written. */
  | { readonly known: 'changed' | 'revoked'; readonly file: string; readonly line: number };

interface Entry {
  readonly file: string;
  readonly line: number;
  readonly marker: string | undefined;
  readonly hosts: string;
  readonly type: string;
  readonly key: string;
}

export class KnownHosts {
  readonly #files: readonly string[];
  readonly #entries: readonly Entry[];

  private constructor(files: readonly string[], entries: readonly Entry[]) {
    this.#files = files;
    this.#entries = entries;
  }

  /** Reads the files anew; one that is not there is empty. */
  static async read(files: readonly string[]): Promise<KnownHosts> {
    const entries: Entry[] = [];
    for (const file of files) {
      const text = await fs.readFile(file, 'utf8').catch(() => '');
      text.split(/\r?\n/).forEach((line, index) => {
        const entry = entryOf(line, file, index + 1);
        if (entry) entries.push(entry);
      });
    }
    return new KnownHosts(files, entries);
  }

  check({ host, type, key }: HostKey): Verdict {
    // A revoked key is refused for whatever host its line names.
    const revoked = this.#entries.find(
      (entry) => entry.marker === '@revoked' && entry.key === key && names(entry, host),
    );
    if (revoked) return { known: 'revoked', file: revoked.file, line: revoked.line };
    const own = this.#of(host);
    if (own.some((entry) => entry.key === key && entry.type === type)) return { known: 'yes' };
    const other = own.find((entry) => entry.type === type) ?? own[0];
    return other ? { known: 'changed', file: other.file, line: other.line } : { known: 'no' };
  }

  /** Types of the keys that are known for a host: the server is asked for one of these. */
  typesOf(host: string): readonly string[] {
    return [...new Set(this.#of(host).map(({ type }) => type))];
  }

  /** Writes a key that a person has accepted at the end of the first file. Faults: `failed`. */
  async add({ host, type, key }: HostKey): Promise<Result<undefined>> {
    const [file] = this.#files;
    if (file === undefined) return failed('failed', 'No file for known hosts is set up.');
    try {
      await fs.mkdir(dirname(file), { recursive: true, mode: 0o700 });
      const before = await fs.readFile(file, 'utf8').catch(() => '');
      const gap = before === '' || before.endsWith('\n') ? '' : '\n';
      await fs.appendFile(file, `${gap}${host} ${type} ${key}\n`, { mode: 0o600 });
      return ok(undefined);
    } catch (error) {
      return failed('failed', `The host key could not be written to \`${file}\`.`, { details: String(error) });
    }
  }

  #of(host: string): Entry[] {
    return this.#entries.filter((entry) => entry.marker === undefined && names(entry, host));
  }
}

/** The key that a server showed, ready to be compared and shown. */
export function hostKeyOf(name: string, port: number, blob: Buffer): HostKey {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  return {
    host: knownHostsName(name, port),
    type: blob.subarray(4, 4 + length).toString('latin1'),
    fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`,
    key: blob.toString('base64'),
  };
}

/** How known_hosts names a host and port. */
export function knownHostsName(name: string, port: number): string {
  const lower = name.toLowerCase();
  return port === 22 ? lower : `[${lower}]:${port}`;
}

function entryOf(line: string, file: string, number: number): Entry | undefined {
  const fields = line.trim().split(/\s+/);
  if (line.trim() === '' || line.trimStart().startsWith('#')) return undefined;
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [hosts, type, key] = fields;
  if (hosts === undefined || type === undefined || key === undefined) return undefined;
  return { file, line: number, marker, hosts, type, key };
}

function names({ hosts }: Entry, host: string): boolean {
  if (hosts.startsWith('|1|')) {
    const [, , salt = '', hash] = hosts.split('|');
    return createHmac('sha1', Buffer.from(salt, 'base64')).update(host).digest('base64') === hash;
  }
  // The brackets around a name with a port mean themselves here, as everything but `*` and `?`.
  return matchesList(hosts.split(','), host);
}
