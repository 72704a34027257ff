// HTTP to one API server: credentials and TLS from the client library, requests with deadlines on Node's own https. The
// library's request functions open a new pool for each request, end watches that are quiet for 30 s, and skip lines that
// were cut; all of that has to be in our hands here.
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import type { KubeConfig } from '@kubernetes/client-node';
import { failed, ok, type Result } from '../fault.ts';
import { connectionFault, statusFault } from './faults.ts';
import { Gate } from './gate.ts';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the server: `/api/v1/nodes`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Of the body; JSON unless said otherwise. */
  readonly type?: string;
  /** For people: “the Applications”. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer (of a stream: its begin) must have come. */
  readonly deadline?: number;
}

const usualDeadline = 15_000;
const largestBody = 64 * 1024 * 1024;

export class Transport {
  readonly server: string;
  readonly #reload: () => Promise<Result<KubeConfig>>;
  readonly #gate = new Gate();
  #config: KubeConfig;
  #signingIn: Promise<RequestOptions> | undefined;
  readonly #closed = new AbortController();
  #agent: RequestOptions['agent'];

  /** @param reload reads the kubeconfig again, for credentials that were renewed meanwhile */
  constructor(config: KubeConfig, reload: () => Promise<Result<KubeConfig>>) {
    this.#config = config;
    this.#reload = reload;
    this.server = config.getCurrentCluster()?.server ?? '';
  }

  /** Sends one request and gives the body of a good answer as JSON. */
  async json(ask: Ask): Promise<Result<unknown>> {
    const answer = await this.#open(ask);
    if (!answer.ok) return answer;
    const body = await readBody(answer.value, ask);
    if (!body.ok) return body;
    try {
      return ok(JSON.parse(body.value));
    } catch {
      return failed('unreadable', `\`${this.server}\` sent something unreadable for ${ask.what}.`);
    }
  }

  /**
   * Opens a stream of lines; resolves when it has ended. A line that was cut off is an `unreadable` fault. `opened` is
   * called when the server has agreed.
   */
  async lines(ask: Ask, opened: () => void, line: (text: string) => void): Promise<Result<void>> {
    const answer = await this.#open(ask);
    if (!answer.ok) return answer;
    opened();
    return readLines(answer.value, line, ask, this.server);
  }

  /** Ends everything under way. */
  close(): void {
    this.#closed.abort();
    if (this.#agent instanceof Agent) this.#agent.destroy();
  }

  async #open(ask: Ask): Promise<Result<IncomingMessage>> {
    const first = await this.#try(ask);
    if (first.ok || first.fault.kind !== 'sign-in') return first;
    // A token may have run out, or been renewed by somebody: read the kubeconfig again, ask its login program anew.
    const renewed = await this.#reload();
    if (!renewed.ok) return renewed;
    this.#config = renewed.value;
    return this.#try(ask);
  }

  async #try(ask: Ask): Promise<Result<IncomingMessage>> {
    const deadline = AbortSignal.timeout(ask.deadline ?? usualDeadline);
    const ends = AbortSignal.any([this.#closed.signal, ...(ask.signal ? [ask.signal] : [])]);
    const signal = AbortSignal.any([ends, deadline]);
    const why = () =>
      ends.aborted
        ? failed('cancelled', `Asking for ${ask.what} was cancelled.`)
        : failed('timeout', `\`${this.server}\` did not answer in time when asked for ${ask.what}.`);
    if (!(await this.#gate.enter(signal))) return why();
    const result = await this.#send(ask, signal, ends).catch((error: unknown) => connectionFault(error, this.server));
    const answered = result.ok || !signal.aborted ? result : why();
    if (!ends.aborted) this.#gate.leave(answered.ok || isAnswer(answered.fault.kind));
    return answered;
  }

  async #send(ask: Ask, signal: AbortSignal, ends: AbortSignal): Promise<Result<IncomingMessage>> {
    const credentials = await unlessAborted(this.#credentials(), signal);
    if (!credentials) return failed('timeout', 'The kubeconfig’s login program does not answer.');
    const url = urlOf(this.server, ask);
    const options: RequestOptions = {
      ...credentials,
      method: ask.method ?? 'GET',
      headers: {
        ...credentials.headers,
        Accept: 'application/json',
        ...(ask.body === undefined ? {} : { 'Content-Type': ask.type ?? 'application/json' }),
      },
    };
    const response = await responseOf(url, options, ask.body, signal, ends);
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return ok(response);
    const body = await readBody(response, ask);
    return { ok: false, fault: statusFault(code, body.ok ? body.value : '', ask.what, this.server) };
  }

  /** Asks the login program once at a time, however many requests wait for it. */
  #credentials(): Promise<RequestOptions> {
    this.#signingIn ??= this.#applied(this.#config).finally(() => {
      this.#signingIn = undefined;
    });
    return this.#signingIn;
  }

  async #applied(config: KubeConfig): Promise<RequestOptions> {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    this.#agent = options.agent;
    return options;
  }
}

/** True for faults that only a server which is there can give. */
function isAnswer(kind: string): boolean {
  return kind === 'forbidden' || kind === 'not-found' || kind === 'conflict';
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let stop = () => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function urlOf(server: string, { path, query = {} }: Ask): URL {
  const url = new URL(`${server.replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

/** @param signal until the answer begins @param ends also while its body is read */
function responseOf(
  url: URL,
  options: RequestOptions,
  body: unknown,
  signal: AbortSignal,
  ends: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest;
    const request: ClientRequest = send(url, options);
    const stop = () => request.destroy(new Error('cancelled'));
    signal.addEventListener('abort', stop, { once: true });
    request.on('error', reject);
    request.on('close', () => {
      signal.removeEventListener('abort', stop);
      ends.removeEventListener('abort', stop);
    });
    request.on('response', (response) => {
      signal.removeEventListener('abort', stop);
      ends.addEventListener('abort', stop, { once: true });
      resolve(response);
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const bodyDeadline = 60_000;

function readBody(response: IncomingMessage, { what, signal }: Ask): Promise<Result<string>> {
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    const parts: string[] = [];
    let size = 0;
    const timer = setTimeout(() => response.destroy(), bodyDeadline);
    const finish = (result: Result<string>) => {
      clearTimeout(timer);
      resolve(result);
    };
    response.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largestBody) response.destroy();
      else parts.push(decoder.write(chunk));
    });
    response.on('end', () => finish(ok(parts.join('') + decoder.end())));
    // After `end` this changes nothing any more.
    response.on('close', () =>
      finish(
        signal?.aborted
          ? failed('cancelled', `Asking for ${what} was cancelled.`)
          : failed('unreachable', `The answer for ${what} broke off.`),
      ),
    );
    response.on('error', () => {});
  });
}

function readLines(
  response: IncomingMessage,
  line: (text: string) => void,
  { what, signal }: Ask,
  server: string,
): Promise<Result<void>> {
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    let rest = '';
    response.on('data', (chunk: Buffer) => {
      const [...complete] = (rest + decoder.write(chunk)).split('\n');
      rest = complete.pop() ?? '';
      if (rest.length > largestBody) response.destroy();
      for (const text of complete) if (text !== '') line(text);
    });
    response.on('error', () => {});
    response.on('close', () => {
      if (signal?.aborted) resolve(failed('cancelled', `Watching ${what} was cancelled.`));
      else if (rest !== '') resolve(failed('unreadable', `\`${server}\` broke off in the middle of ${what}.`));
      else if (!response.complete) resolve(failed('unreachable', `\`${server}\` broke the connection off.`));
      else resolve(ok(undefined));
    });
  });
}
