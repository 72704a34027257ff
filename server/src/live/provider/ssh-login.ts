// Offers a server one credential after the other, those first that are most likely to be taken: none at all (Tailscale
// SSH), keys that are named and in an agent, named key files, the agent's other keys, the usual key files, a password.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import type {
  AnyAuthMethod,
  BaseAgent,
  IdentityCallback,
  KeyboardInteractiveCallback,
  ParsedKey,
  Prompt,
  SignCallback,
  SigningRequestOptions,
} from 'ssh2';
import { redactor } from '../redact.ts';
import type { Person } from './person.ts';
import type { SshEnvironment } from './ssh-config.ts';
import type { Hop } from './ssh-route.ts';

type Ssh = typeof import('ssh2');

/** Secrets that were right once, by what they open; kept as long as the connection's owner lives. */
export type Answers = Map<string, string>;

export interface LoginOptions {
  readonly ssh: Ssh;
  readonly hop: Hop;
  readonly environment: SshEnvironment;
  readonly person: Person;
  readonly answers: Answers;
  readonly signal: AbortSignal;
  /** Around everything that waits for a person, so that their time does not count as the server's. */
  readonly waitForPerson: <T>(question: Promise<T>) => Promise<T>;
}

const usualKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
/** How often a person is asked for the same secret. */
const attempts = 3;

/** The credentials in order. What the server does not take anyway (`accepted`) is passed over. */
export async function* credentials(
  options: LoginOptions,
  accepted: () => readonly string[],
): AsyncGenerator<AnyAuthMethod, undefined> {
  const { ssh, hop, environment } = options;
  const username = hop.user;
  yield { type: 'none', username };
  if (accepted().includes('publickey')) {
    const named = await Promise.all(hop.identityFiles.map((file) => publicPart(ssh, file)));
    const blobs = named.flatMap((key) => key ?? []);
    const agent = await agentOf(ssh, hop.agent);
    const isNamed = (key: ParsedKey): boolean => blobs.some((blob) => blob.equals(key.getPublicSSH()));
    const fromAgent = (keys: ParsedKey[] = []): AnyAuthMethod[] =>
      agent && keys.length > 0 ? [{ type: 'agent', username, agent: showing(ssh, agent, keys) }] : [];
    yield* fromAgent(agent?.keys.filter(isNamed));
    for (const file of hop.identityFiles) yield* keyFile(options, file);
    if (!hop.identitiesOnly) yield* fromAgent(agent?.keys.filter((key) => !isNamed(key)));
    if (hop.identityFiles.length === 0)
      for (const name of usualKeys) yield* keyFile(options, join(environment.home, '.ssh', name));
  }
  yield* passwords(options, accepted);
  return undefined;
}

async function* keyFile(options: LoginOptions, file: string): AsyncGenerator<AnyAuthMethod, undefined> {
  const text = await fs.readFile(file).catch(() => undefined);
  if (!text) return;
  const key = await unlocked(options, file, text);
  if (key) yield { type: 'publickey', username: options.hop.user, key };
}

/** A private key, with its passphrase where it has one. */
async function unlocked(options: LoginOptions, file: string, text: Buffer): Promise<ParsedKey | undefined> {
  const open = (passphrase?: string): ParsedKey | undefined => {
    const key = options.ssh.utils.parseKey(text, passphrase);
    return key instanceof Error ? undefined : key;
  };
  const plain = open();
  if (plain) return plain;
  if (!/encrypt/i.test(String(options.ssh.utils.parseKey(text)))) return undefined;
  for await (const passphrase of asked(options, 'passphrase', file)) {
    const key = open(passphrase);
    if (key) return key;
  }
  return undefined;
}

async function* passwords(
  options: LoginOptions,
  accepted: () => readonly string[],
): AsyncGenerator<AnyAuthMethod, undefined> {
  const { hop } = options;
  if (!accepted().some((method) => method === 'password' || method === 'keyboard-interactive')) return;
  for await (const password of asked(options, 'password', `${hop.user}@${hop.name}`)) {
    const username = hop.user;
    if (accepted().includes('password')) yield { type: 'password', username, password };
    else yield { type: 'keyboard-interactive', username, prompt: answering(password) };
  }
}

/** Answers the one hidden prompt of a server that asks for a password this way, and no other. */
function answering(password: string) {
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: Prompt[],
    finish: KeyboardInteractiveCallback,
  ) => finish(prompts.map(({ echo }) => (echo === true ? '' : password)));
}

/** What was right before, then what the person says; at most three times. The redactor learns each. */
async function* asked(
  { person, answers, signal, waitForPerson }: LoginOptions,
  kind: 'passphrase' | 'password',
  subject: string,
): AsyncGenerator<string, undefined> {
  const kept = answers.get(subject);
  if (kept !== undefined) yield kept;
  answers.delete(subject);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const again = kept !== undefined || attempt > 0;
    const answer = await waitForPerson(person.secret({ kind, subject, again }, signal));
    if (answer === undefined) return undefined;
    redactor.learn(answer);
    answers.set(subject, answer);
    yield answer;
  }
  answers.delete(subject);
  return undefined;
}

/** The public half of a key file, as the server gets it: from the file beside it, or from a key without a passphrase. */
async function publicPart(ssh: Ssh, file: string): Promise<Buffer | undefined> {
  for (const path of [`${file}.pub`, file]) {
    const text = await fs.readFile(path).catch(() => undefined);
    const key = text && ssh.utils.parseKey(text);
    if (key && !(key instanceof Error)) return key.getPublicSSH();
  }
  return undefined;
}

/** An agent, and the keys it holds. */
interface Agent {
  readonly agent: BaseAgent;
  readonly keys: readonly ParsedKey[];
}

const agentLimit = 3_000;

/** The agent behind a socket; nothing where none answers. */
function agentOf(ssh: Ssh, socket: string | undefined): Promise<Agent | undefined> {
  if (socket === undefined) return Promise.resolve(undefined);
  const agent = ssh.createAgent(socket);
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, agentLimit, undefined);
    agent.getIdentities((_error, found) => {
      clearTimeout(limit);
      const keys = (found ?? []).flatMap((key) => parsed(ssh, key) ?? []);
      resolve(keys.length === 0 ? undefined : { agent, keys });
    });
  });
}

/** An agent answers with parsed keys; the other forms are those of agents written by hand. */
function parsed(ssh: Ssh, key: object | string): ParsedKey | undefined {
  if (typeof key === 'object' && 'getPublicSSH' in key) return key as ParsedKey;
  if (typeof key !== 'string' && !Buffer.isBuffer(key)) return undefined;
  const read = ssh.utils.parseKey(key);
  return read instanceof Error ? undefined : read;
}

/** An agent that shows some of its keys only: servers allow few attempts. */
function showing(ssh: Ssh, { agent }: Agent, keys: ParsedKey[]): BaseAgent {
  class Chosen extends ssh.BaseAgent {
    override getIdentities(callback: IdentityCallback): void {
      callback(undefined, keys);
    }
    override sign(
      key: string | Buffer | ParsedKey,
      data: Buffer,
      options: SigningRequestOptions | SignCallback,
      callback?: SignCallback,
    ): void {
      if (typeof options === 'function') agent.sign(key, data, options);
      else agent.sign(key, data, options, callback);
    }
  }
  return new Chosen();
}
