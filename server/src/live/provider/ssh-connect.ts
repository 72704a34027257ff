// Connects to one host: its key is checked before anything is told to it, then it is offered credentials. What goes wrong
// becomes a fault that says what a person can do.
import type { Duplex } from 'node:stream';
import type { Client, ServerHostKeyAlgorithm } from 'ssh2';
import { type Fault, failed, ok, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import { type HostKey, hostKeyOf, KnownHosts, knownHostsName, type Verdict } from './known-hosts.ts';
import { Patience } from './patience.ts';
import { credentials, type LoginOptions } from './ssh-login.ts';

export type HopOptions = Omit<LoginOptions, 'waitForPerson'> & {
  /** The way through the host before; without it the host is reached directly. */
  readonly via?: () => Promise<Result<Duplex>>;
  readonly keepalive: Keepalive;
};

/** Signs of life that are asked for; a peer that leaves one more than `unanswered` without an answer is dead. */
export interface Keepalive {
  /** Milliseconds. */
  readonly every: number;
  readonly unanswered: number;
}

/** A dead peer is noticed after 12 seconds. */
export const usualKeepalive: Keepalive = { every: 4_000, unanswered: 2 };
/** Until the server has taken or refused a credential, not counting the time of a person. */
const handshakeLimit = 15_000;
/** How long a server may let a person sign in on a page. */
const signInLimit = 120_000;

/**
 * Connects and signs in; a person is asked once about an unknown host key. Faults: `unreachable`, `timeout`,
 * `host-key-unknown`, `host-key-changed`, `sign-in`, `cancelled`, `failed`.
 */
export async function connectHop(options: HopOptions): Promise<Result<Client>> {
  const { hop, person, signal } = options;
  let trusted: HostKey | undefined;
  while (true) {
    const known = await KnownHosts.read(hop.knownHostsFiles);
    const sock = await options.via?.();
    if (sock && !sock.ok) return sock;
    const attempt = new Attempt(options, known, trusted, sock?.value);
    const result = await attempt.connect();
    const { unknown } = attempt;
    if (!unknown || trusted || signal.aborted || !(await person.trustsHostKey(unknown, signal))) return result;
    const added = await known.add(unknown);
    if (!added.ok) return added;
    trusted = unknown;
  }
}

class Attempt {
  /** The key that the server showed, when known_hosts does not have it. */
  unknown: HostKey | undefined;
  readonly #options: HopOptions;
  readonly #known: KnownHosts;
  /** The key a person has just accepted: known_hosts may be a file that keeps nothing. */
  readonly #trusted: HostKey | undefined;
  readonly #sock: Duplex | undefined;
  readonly #account: string;
  /** A fault that is already known when the connection ends because of it. */
  #fault: Result<never> | undefined;

  constructor(options: HopOptions, known: KnownHosts, trusted: HostKey | undefined, sock: Duplex | undefined) {
    this.#options = options;
    this.#known = known;
    this.#trusted = trusted;
    this.#sock = sock;
    this.#account = `${options.hop.user}@${options.hop.name}`;
  }

  connect(): Promise<Result<Client>> {
    const { ssh, hop, signal, keepalive } = this.#options;
    if (signal.aborted) return Promise.resolve(this.#cancelled());
    return new Promise((resolve) => {
      const client = new ssh.Client();
      const patience = new Patience(handshakeLimit, () =>
        end(failed('timeout', `\`${hop.name}\` did not answer within ${handshakeLimit / 1000} s.`)),
      );
      const finish = (result: Result<Client>) => {
        patience.end();
        signal.removeEventListener('abort', cancel);
        resolve(result);
      };
      const end = (fault: Result<never>) => {
        this.#fault ??= fault;
        finish(this.#fault);
        client.destroy();
      };
      const cancel = () => end(this.#cancelled());
      signal.addEventListener('abort', cancel, { once: true });
      client.on('ready', () => finish(ok(client)));
      // A key that can not sign is passed over by itself; the next credential follows.
      client.on('error', (error: SshError) => {
        if (error.level !== 'agent' && error.level !== 'client-authentication') end(this.#faultOf(error));
      });
      client.on('close', () => end(failed('unreachable', `\`${hop.name}\` closed the connection.`)));
      client.on('banner', (message) => {
        if (!/https?:\/\//.test(message)) return;
        patience.extend(signInLimit);
        this.#options.person.tell(redactor.redact(message.trim()));
      });
      client.connect({
        keepaliveInterval: keepalive.every,
        keepaliveCountMax: keepalive.unanswered,
        host: hop.hostName,
        port: hop.port,
        username: hop.user,
        ...(this.#sock ? { sock: this.#sock } : {}),
        readyTimeout: 0,
        algorithms: { serverHostKey: algorithms(this.#known.typesOf(this.#host())) },
        hostVerifier: (blob: Buffer) => this.#trusts(blob),
        authHandler: this.#login(patience, end),
      });
    });
  }

  #login(patience: Patience, end: (fault: Result<never>) => void) {
    let accepted: readonly string[] = [];
    const waitForPerson = <T>(question: Promise<T>): Promise<T> => patience.pauseFor(question);
    const offers = credentials({ ...this.#options, waitForPerson }, () => accepted);
    return (left: readonly string[] | null, _partial: boolean | null, next: (method: Offer) => void): void => {
      accepted = left ?? [];
      offers.next().then(
        ({ value }) => (value ? next(value) : end(this.#refused(accepted))),
        (error) => end(failed('failed', `No key for \`${this.#account}\` could be used.`, details(error))),
      );
    };
  }

  #host(): string {
    const { hostKeyAlias, hostName, port } = this.#options.hop;
    return hostKeyAlias === undefined ? knownHostsName(hostName, port) : hostKeyAlias.toLowerCase();
  }

  #trusts(blob: Buffer): boolean {
    const { hop } = this.#options;
    const key: HostKey = { ...hostKeyOf(hop.hostName, hop.port, blob), host: this.#host() };
    const verdict = this.#known.check(key);
    if (verdict.known === 'yes') return true;
    if (verdict.known === 'no' && this.#trusted?.key === key.key) return true;
    if (verdict.known === 'no') this.unknown = key;
    this.#fault = distrust(hop.name, key, verdict);
    return false;
  }

  #refused(accepted: readonly string[]): Result<never> {
    const takes = accepted.length > 0 ? ` It takes: ${accepted.join(', ')}.` : '';
    return failed('sign-in', `\`${this.#account}\` was refused: no credential was taken.${takes}`, {
      next: 'Load the key into the SSH agent, or set `omniScale.provider.identityFile` (`--identity-file`).',
    });
  }

  #cancelled(): Result<never> {
    return failed('cancelled', `The connection to \`${this.#options.hop.name}\` was cancelled.`);
  }

  #faultOf(error: SshError): Result<never> {
    const { name, hostName, port } = this.#options.hop;
    const told = details(error);
    const words: Readonly<Record<string, string>> = {
      ENOTFOUND: `The name \`${hostName}\` is not known.`,
      EAI_AGAIN: `The name \`${hostName}\` can not be looked up now.`,
      ECONNREFUSED: `\`${name}\` refuses connections on port ${port}.`,
      EHOSTUNREACH: `There is no way to \`${name}\`.`,
      ENETUNREACH: `There is no way to \`${name}\`.`,
    };
    if (/Too many authentication failures/i.test(error.message)) return this.#refused([]);
    if (/no matching/i.test(error.message))
      return failed('version', `\`${name}\` speaks no kind of SSH that is safe to use.`, told);
    return failed('unreachable', words[error.code ?? ''] ?? `The connection to \`${name}\` failed.`, told);
  }
}

type Offer = Exclude<Awaited<ReturnType<ReturnType<typeof credentials>['next']>>['value'], undefined>;

interface SshError extends Error {
  readonly level?: string;
  readonly code?: string;
}

function distrust(name: string, key: HostKey, verdict: Verdict): Result<never> {
  const shown = `${key.type.replace(/^ssh-/, '')} ${key.fingerprint}`;
  if (verdict.known === 'no' || verdict.known === 'yes')
    return failed('host-key-unknown', `The host key of \`${name}\` is not known yet: ${shown}.`, {
      next: 'Compare it with what `ssh-keygen -lf` shows on the host; `omni-scale provider status` asks whether to trust it.',
    });
  const written = `\`${verdict.file}\` line ${verdict.line}`;
  if (verdict.known === 'revoked')
    return failed('host-key-changed', `The host key of \`${name}\` is revoked by ${written}: ${shown}.`, {
      next: 'Do not connect before the host has a new key.',
    });
  return failed('host-key-changed', `\`${name}\` shows another host key than ${written} has: ${shown}.`, {
    next: 'Somebody may stand between, or the host was set up anew. If it was, remove that line and connect again.',
  });
}

/** Host key algorithms, those first whose keys are known: a server with several keys shows the known one. */
function algorithms(knownTypes: readonly string[]): ServerHostKeyAlgorithm[] {
  const all: ServerHostKeyAlgorithm[] = [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ];
  const isKnown = (name: string): boolean => knownTypes.includes(name.replace(/^rsa-sha2-.*/, 'ssh-rsa'));
  return [...all.filter(isKnown), ...all.filter((name) => !isKnown(name))];
}

function details(error: unknown): Pick<Fault, 'details'> {
  return { details: redactor.redact(error instanceof Error ? error.message : String(error)) };
}
