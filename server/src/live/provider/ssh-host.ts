// The provider's host behind SSH: one connection for all commands, made when the first one needs it and made again after
// it was lost. No command is ever repeated by itself.
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { failed, ok, type Result } from '../fault.ts';
import { collect, type Output, type OutputHandlers } from '../process.ts';
import type { LiveSettings } from '../settings.ts';
import type { Place, ProviderHost, RemoteOptions } from './host.ts';
import { nobody, type Person } from './person.ts';
import { remoteCommand, tiedToInput } from './quote.ts';
import { runOn } from './ssh-command.ts';
import { type SshEnvironment, sshEnvironment } from './ssh-config.ts';
import { connectHop, type Keepalive, usualKeepalive } from './ssh-connect.ts';
import type { Answers } from './ssh-login.ts';
import { routeTo } from './ssh-route.ts';

/** A connection that is being made or stands. */
interface Link {
  readonly client: Promise<Result<Client>>;
  readonly abort: AbortController;
  /** Commands that wait for it; without any, an unfinished connection is given up. */
  waiting: number;
}

export class SshHost implements ProviderHost {
  readonly name: string;
  readonly #settings: LiveSettings['provider'];
  readonly #person: Person;
  readonly #environment: SshEnvironment;
  readonly #keepalive: Keepalive;
  readonly #answers: Answers = new Map();
  #link: Link | undefined;

  /** Connects to nothing yet. `environment` is where ~/.ssh and the agent are found. */
  constructor(
    settings: LiveSettings['provider'],
    person: Person = nobody,
    environment = sshEnvironment(),
    keepalive = usualKeepalive,
  ) {
    this.#settings = settings;
    this.#keepalive = keepalive;
    this.#person = person;
    this.#environment = environment;
    const lxc = settings.lxc ? `, container ${settings.lxc}` : '';
    this.name = `${settings.host ?? 'the provider’s host'}${lxc}`;
  }

  run(place: Place, command: readonly string[], options: RemoteOptions): Promise<Result<Output>> {
    return collect(command[0] ?? '', options.signal, (signal, handlers) =>
      this.stream(place, command, { ...options, signal }, handlers),
    );
  }

  async stream(
    place: Place,
    command: readonly string[],
    options: RemoteOptions,
    handlers: OutputHandlers,
  ): Promise<Result<number>> {
    // What gets no input is kept alive by it, so that it ends with its channel.
    const held = options.input === undefined;
    const line = remoteCommand(place, held ? tiedToInput(command) : command, this.#settings.lxc);
    if (!line.ok) return line;
    const client = await this.#client(options.signal);
    if (!client.ok) return client;
    const host = place === 'node' ? (this.#settings.host ?? '') : this.name;
    return runOn(client.value, { program: command[0] ?? '', host, line: line.value, held }, options, handlers);
  }

  close(): void {
    this.#link?.abort.abort();
    this.#link = undefined;
  }

  /** The connection, shared by all commands. A command that is cancelled stops waiting; the others go on. */
  async #client(signal: AbortSignal | undefined): Promise<Result<Client>> {
    const cancelled = failed('cancelled', `The connection to ${this.name} was cancelled.`);
    if (signal?.aborted) return cancelled;
    this.#link ??= this.#open();
    const link = this.#link;
    link.waiting++;
    let stop = () => {};
    const stopped = new Promise<Result<never>>((resolve) => {
      stop = () => resolve(cancelled);
    });
    signal?.addEventListener('abort', stop, { once: true });
    const result = await Promise.race([link.client, stopped]);
    signal?.removeEventListener('abort', stop);
    link.waiting--;
    // Whoever waited last and waits no more ends the attempt; a connection that stands has been handed out and stays.
    if (result === cancelled && link.waiting === 0 && !(await settled(link.client))) this.#drop(link);
    return result;
  }

  #open(): Link {
    const abort = new AbortController();
    const link: Link = { client: this.#connect(abort.signal), abort, waiting: 0 };
    void link.client.then((result) => {
      if (!result.ok) this.#drop(link);
      else result.value.once('close', () => this.#drop(link));
    });
    return link;
  }

  #drop(link: Link): void {
    link.abort.abort();
    if (this.#link === link) this.#link = undefined;
  }

  /** Goes from host to host; the signal ends all connections on the way, at whatever time. */
  async #connect(signal: AbortSignal): Promise<Result<Client>> {
    const route = await routeTo(this.#settings, this.#environment);
    if (!route.ok) return route;
    // Loaded only here: nobody who never connects pays for it.
    const { default: ssh } = await import('ssh2');
    let last: Client | undefined;
    for (const hop of route.value) {
      const before = last;
      const via = before && (() => tunnel(before, hop.hostName, hop.port));
      const client = await connectHop({
        ssh,
        hop,
        environment: this.#environment,
        person: this.#person,
        answers: this.#answers,
        keepalive: this.#keepalive,
        signal,
        ...(via ? { via } : {}),
      });
      if (!client.ok) return client;
      last = client.value;
      const end = () => client.value.destroy();
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true });
    }
    return last ? ok(last) : failed('not-set-up', 'No host is set up for the provider.');
  }
}

function tunnel(client: Client, host: string, port: number): Promise<Result<Duplex>> {
  return new Promise((resolve) => {
    const fail = (error: unknown) =>
      resolve(
        failed('unreachable', `The jump host can not reach \`${host}\` on port ${port}.`, {
          details: error instanceof Error ? error.message : String(error),
        }),
      );
    const limit = setTimeout(fail, tunnelLimit, 'no answer');
    try {
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        clearTimeout(limit);
        if (error) fail(error);
        else resolve(ok(channel));
      });
    } catch (error) {
      clearTimeout(limit);
      fail(error);
    }
  });
}

const tunnelLimit = 15_000;

async function settled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending;
}
