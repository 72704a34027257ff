// HTTP to one API server: credentials and TLS from the client library, requests with deadlines on Node's own https. The
// library's request functions open a new pool for each request, end watches that are quiet for 30 s, and skip lines that
// were cut; all of that has to be in our hands here.
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import type { KubeConfig } from '@kubernetes/client-node';
import { askedAgain } from '../asked-again.ts';
import { type FaultKind, failed, ok, type Result } from '../fault.ts';
import { connectionFault, statusFault } from './faults.ts';
import { Gate, type Outcome, type Sort } from './gate.ts';
import { LoginFailed, takeOverLogin } from './login-program.ts';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the server: `/api/v1/nodes`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  /** Of the body; JSON unless said otherwise. */
  readonly type?: string;
  /** In which form the answer is to come; JSON unless said otherwise. */
  readonly accept?: string;
  /** For people: “the Applications”. */
  readonly what: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer (of a stream: its begin) must have come. */
  readonly deadline?: number;
}

export interface TransportOptions {
  /** Milliseconds until the kubeconfig's login program is ended. */
  readonly loginDeadline?: number;
}

const usualDeadline = 15_000;
/** Milliseconds for a sign-in of any kind; a login program has less. */
const longestLogin = 28_000;
/** Milliseconds without an answer after which a question is asked again on another connection. */
const askAgainAfter = 2_500;
/** Milliseconds without any byte after which an answer that has begun is given up. */
const stalledAfter = 4_000;
const largestBody = 64 * 1024 * 1024;

/** Credentials in the form of options for requests, and where they come from. */
interface SignedIn {
  readonly config: KubeConfig;
  readonly options: RequestOptions;
}

export class Transport {
  readonly server: string;
  readonly #reload: () => Promise<Result<KubeConfig>>;
  readonly #gate = new Gate();
  #config: KubeConfig;
  readonly #options: TransportOptions;
  #signingIn: { readonly config: KubeConfig; readonly signedIn: Promise<Result<SignedIn>> } | undefined;
  readonly #closed = new AbortController();
  #agent: RequestOptions['agent'];

  /** @param reload reads the kubeconfig again, for credentials that were renewed meanwhile */
  constructor(config: KubeConfig, reload: () => Promise<Result<KubeConfig>>, options: TransportOptions = {}) {
    this.#options = options;
    this.#config = this.#withLogin(config);
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

  /** Opens a stream of lines; resolves when it has ended. A line that was cut off is an `unreadable` fault. */
  async lines(ask: Ask, line: (text: string) => void): Promise<Result<void>> {
    const answer = await this.#open(ask);
    return answer.ok ? readLines(answer.value, line, ask, this.server) : answer;
  }

  /** Ends everything under way. */
  close(): void {
    this.#closed.abort();
    if (this.#agent instanceof Agent) this.#agent.destroy();
  }

  async #open(ask: Ask): Promise<Result<IncomingMessage>> {
    const ends = AbortSignal.any([this.#closed.signal, ...(ask.signal ? [ask.signal] : [])]);
    const used = this.#config;
    const signedIn = await this.#signIn(ask, ends);
    if (!signedIn.ok) return signedIn;
    const first = await this.#try(ask, signedIn.value, ends);
    if (first.ok || first.fault.kind !== 'sign-in') return first;
    // A token may have run out, or been renewed by somebody: read the kubeconfig again, ask its login program anew.
    if (this.#config === used) {
      const renewed = await this.#reload();
      if (!renewed.ok) return renewed;
      if (this.#config === used) this.#config = this.#withLogin(renewed.value);
    }
    const again = await this.#signIn(ask, ends);
    return again.ok ? this.#try(ask, again.value, ends) : again;
  }

  /** Sends a request when it is its turn; a question also once more beside it, while no answer comes. */
  async #try(ask: Ask, signedIn: SignedIn, ends: AbortSignal): Promise<Result<IncomingMessage>> {
    const sort = sortOf(ask);
    const send = (signal: AbortSignal) => this.#send(ask, sort, signedIn, signal);
    const turn = (signal: AbortSignal) => this.#gate.enter(sort, signal);
    if (ask.method === undefined || ask.method === 'GET')
      return askedAgain(send, {
        every: askAgainAfter,
        signal: ends,
        turn,
        onLate: () => this.#gate.leave(sort, 'failed'),
      });
    await turn(ends);
    return send(ends);
  }

  /** @param ends also ends the reading of the answer */
  async #send(ask: Ask, sort: Sort, before: SignedIn, ends: AbortSignal): Promise<Result<IncomingMessage>> {
    // Credentials may have been renewed while it waited for its turn.
    const signedIn = before.config === this.#config ? ok(before) : await this.#signIn(ask, ends);
    if (!signedIn.ok) return signedIn;
    if (ends.aborted) return cancelled(ask);
    const deadline = AbortSignal.timeout(ask.deadline ?? usualDeadline);
    const signal = AbortSignal.any([ends, deadline]);
    const result = await this.#answer(ask, signedIn.value.options, signal, ends).catch((error: unknown) =>
      connectionFault(error, this.server),
    );
    if (ends.aborted) return cancelled(ask);
    const timedOut = !result.ok && deadline.aborted;
    this.#gate.leave(sort, timedOut ? 'failed' : outcomeOf(result));
    if (!timedOut) return result;
    return failed('timeout', `\`${this.server}\` did not answer in time when asked for ${ask.what}.`);
  }

  async #answer(
    ask: Ask,
    credentials: RequestOptions,
    signal: AbortSignal,
    ends: AbortSignal,
  ): Promise<Result<IncomingMessage>> {
    const options: RequestOptions = {
      ...credentials,
      method: ask.method ?? 'GET',
      headers: {
        ...credentials.headers,
        Accept: ask.accept ?? 'application/json',
        ...(ask.body === undefined ? {} : { 'Content-Type': ask.type ?? 'application/json' }),
      },
    };
    const response = await responseOf(urlOf(this.server, ask), options, ask.body, signal, ends);
    const code = response.statusCode ?? 0;
    if (code >= 200 && code < 300) return ok(response);
    const body = await readBody(response, ask);
    return { ok: false, fault: statusFault(code, body.ok ? body.value : '', ask.what, this.server) };
  }

  /** Credentials for a request. They are asked for once at a time, however many requests wait for them. */
  async #signIn(ask: Ask, ends: AbortSignal): Promise<Result<SignedIn>> {
    const config = this.#config;
    if (this.#signingIn?.config !== config) {
      const signedIn = this.#applied(config).finally(() => {
        if (this.#signingIn?.config === config) this.#signingIn = undefined;
      });
      this.#signingIn = { config, signedIn };
    }
    return (await unlessAborted(this.#signingIn.signedIn, ends)) ?? cancelled(ask);
  }

  async #applied(config: KubeConfig): Promise<Result<SignedIn>> {
    const options: RequestOptions = {};
    try {
      const applied = config.applyToHTTPSOptions(options).then(() => true);
      if (!(await unlessAborted(applied, AbortSignal.timeout(longestLogin))))
        return failed('timeout', 'The kubeconfig’s login does not answer.');
    } catch (error) {
      return error instanceof LoginFailed ? { ok: false, fault: error.fault } : connectionFault(error, this.server);
    }
    this.#agent = options.agent;
    return ok({ config, options });
  }

  #withLogin(config: KubeConfig): KubeConfig {
    const { loginDeadline: deadline } = this.#options;
    takeOverLogin(config, { signal: this.#closed.signal, ...(deadline === undefined ? {} : { deadline }) });
    return config;
  }
}

function sortOf({ query }: Ask): Sort {
  if (query?.watch) return 'watch';
  return query?.limit === undefined ? 'other' : 'list';
}

function cancelled({ what }: Ask): Result<never> {
  return failed('cancelled', `Asking for ${what} was cancelled.`);
}

const answers: ReadonlySet<FaultKind> = new Set(['sign-in', 'forbidden', 'not-found', 'conflict']);

/** What a result says of the server, whatever it means for who asked. */
function outcomeOf(result: Result<unknown>): Outcome {
  if (result.ok || answers.has(result.fault.kind)) return 'answered';
  return result.fault.kind === 'unreachable' ? 'gone' : 'failed';
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

function readBody(response: IncomingMessage, ask: Ask): Promise<Result<string>> {
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8');
    const parts: string[] = [];
    let size = 0;
    const timer = setTimeout(() => response.destroy(), stalledAfter);
    const finish = (result: Result<string>) => {
      clearTimeout(timer);
      resolve(result);
    };
    response.on('data', (chunk: Buffer) => {
      timer.refresh();
      size += chunk.length;
      if (size > largestBody) response.destroy();
      else parts.push(decoder.write(chunk));
    });
    response.on('end', () => finish(ok(parts.join('') + decoder.end())));
    // After `end` this changes nothing any more.
    response.on('close', () =>
      finish(ask.signal?.aborted ? cancelled(ask) : failed('unreachable', `The answer for ${ask.what} broke off.`)),
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
