// A Kubernetes API server for tests, over TLS: discovery, paged lists, watches with bookmarks, patches, and the bad days
// of a real one. `kubernetesDouble()` starts one; the kubeconfig it gives works with the real client.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from './certificate.ts';
import { answer, discovery, placeOf, type Reply, status } from './requests.ts';
import { type Definition, Store, type Stored, usualDefinitions } from './store.ts';
import { serveWatch } from './watches.ts';

/** What goes wrong while it is set. */
export interface BadDay {
  /** Every request is answered with 500. */
  storm?: boolean;
  /** Lists and watches are answered with this status; discovery, and single objects, as on any day. */
  lists?: number | undefined;
  /** New requests are taken and never answered; a watch that has something to say is dead from then on. */
  halfOpen?: boolean;
  /** How a watch from a version that is forgotten is told so. */
  gone?: 'status' | 'event';
  /** The next event of a watch is cut in the middle, and the connection with it. */
  truncate?: boolean;
  /** Bytes are sent one by one. */
  drip?: boolean;
  /** Milliseconds before each answer. */
  slow?: number;
  /** Plurals that this user may not read. */
  forbidden?: readonly string[];
  /** Pages after the first have expired. */
  expiredPages?: boolean;
  /** Plurals about which nothing is answered. */
  hang?: readonly string[];
  /** Plurals about which something else is answered. */
  garbage?: readonly string[];
}

export interface DoubleRequest {
  readonly at: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The form that was asked for. */
  readonly accept: string;
  readonly body?: string;
  /** Status of the answer; absent while there is none. */
  code?: number;
}

export interface DoubleOptions {
  readonly definitions?: readonly Definition[];
  /** The kubeconfig asks a login program for a token, which `rotateToken` changes. */
  readonly login?: boolean;
  /** Milliseconds between bookmarks; none when absent. */
  readonly bookmarks?: number;
}

export class KubernetesDouble {
  readonly store: Store;
  readonly bad: BadDay = {};
  readonly requests: DoubleRequest[] = [];
  readonly bookmarks: number | undefined;
  /** How many watches were told that their version is forgotten, and how. */
  readonly expired = { status: 0, event: 0 };
  /** Path of a kubeconfig whose only context is `test`. */
  readonly kubeconfig: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();
  #port = 0;
  #token = 'token-0';

  private constructor(folder: string, server: Server, options: DoubleOptions) {
    this.#folder = folder;
    this.#server = server;
    this.kubeconfig = join(folder, 'kubeconfig');
    this.store = new Store(options.definitions ?? usualDefinitions);
    this.bookmarks = options.bookmarks;
  }

  static async start(options: DoubleOptions = {}): Promise<KubernetesDouble> {
    const certificate = selfSigned();
    const server = createServer(certificate);
    const double = new KubernetesDouble(mkdtempSync(join(tmpdir(), 'omni-scale-kubernetes-')), server, options);
    server.on('request', (request, response) => void double.#serve(request, response));
    server.on('secureConnection', (socket) => double.#keep(socket));
    server.on('connection', (socket) => double.#keep(socket));
    await double.#listen();
    double.#writeKubeconfig(certificate.cert, options.login === true);
    return double;
  }

  /** Puts objects in, or new versions of them. */
  set(...objects: readonly Stored[]): void {
    for (const object of objects) this.store.put(this.store.definitionOfKind(object.apiVersion, object.kind), object);
  }

  remove(apiVersion: string, kind: string, name: string, namespace?: string): void {
    this.store.remove(this.store.definitionOfKind(apiVersion, kind), namespace, name);
  }

  get(apiVersion: string, kind: string, name: string, namespace?: string): Stored | undefined {
    return this.store.get(this.store.definitionOfKind(apiVersion, kind), namespace, name);
  }

  /** Forgets all events so far: a watch from an earlier version is told that it is gone. */
  compact(): void {
    this.store.forgotten = ++this.store.version;
  }

  /** The old token is no longer taken; the login program gives the new one. */
  rotateToken(): void {
    this.#token = `token-${Date.now()}`;
    writeFileSync(join(this.#folder, 'token'), this.#token);
  }

  /** Open connections, for a test to see that none is left behind. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Breaks every connection, and refuses new ones until `comeBack`. */
  async goAway(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.dropConnections();
    await closed;
  }

  comeBack(): Promise<void> {
    return this.#listen();
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    if (this.#server.listening) await this.goAway();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { method = 'GET', url = '/' } = request;
    const { accept = '' } = request.headers;
    const entry: DoubleRequest = { at: Date.now(), method, url, accept, ...(body ? { body } : {}) };
    this.requests.push(entry);
    if (this.bad.slow) await sleep(this.bad.slow);
    if (this.bad.halfOpen || concerns(url, this.bad.hang)) return;
    const reply = this.#reply(method, new URL(url, 'https://double'), request, body);
    if (reply === 'watch') {
      serveWatch(this, new URL(url, 'https://double'), response);
      entry.code = response.statusCode;
      return;
    }
    entry.code = reply.code;
    response.writeHead(reply.code, { 'Content-Type': 'application/json' });
    await send(response, JSON.stringify(reply.body), this.bad);
    response.end();
  }

  #reply(method: string, url: URL, request: IncomingMessage, body: string): Reply | 'watch' {
    if (this.bad.storm) return status(500, 'InternalError', 'the double has a bad day');
    if (request.headers.authorization !== `Bearer ${this.#token}`) return status(401, 'Unauthorized', 'Unauthorized');
    const found = discovery(this.store, url.pathname, request.headers.accept ?? '');
    if (found) return found;
    if (concerns(url.pathname, this.bad.garbage)) return { code: 200, body: { kind: 'Toast', items: 'burnt' } };
    if (concerns(url.pathname, this.bad.forbidden)) return status(403, 'Forbidden', 'this user may not do that');
    if (this.bad.lists !== undefined && method === 'GET' && !placeOf(this.store, url.pathname)?.name)
      return status(this.bad.lists, 'BadDay', 'lists have a bad day');
    if (url.searchParams.get('watch') === 'true') return 'watch';
    return answer(this.store, this.bad, {
      method,
      url,
      type: request.headers['content-type'] ?? '',
      accept: request.headers.accept ?? '',
      body,
    });
  }

  #keep(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
  }

  #listen(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.#port, '127.0.0.1', () => {
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  #writeKubeconfig(cert: string, login: boolean): void {
    writeFileSync(join(this.#folder, 'token'), this.#token);
    const program = join(this.#folder, 'login.mjs');
    writeFileSync(program, loginProgram(join(this.#folder, 'token'), join(this.#folder, 'logins')));
    const user = login
      ? { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: [program] } }
      : { token: this.#token };
    const cluster = {
      server: `https://127.0.0.1:${this.#port}`,
      'certificate-authority-data': Buffer.from(cert).toString('base64'),
    };
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      clusters: [{ name: 'double', cluster }],
      users: [{ name: 'tester', user }],
      contexts: [{ name: 'test', context: { cluster: 'double', user: 'tester' } }],
    };
    writeFileSync(this.kubeconfig, JSON.stringify(config));
  }

  /** How often the login program ran. */
  get logins(): number {
    try {
      return readFileSync(join(this.#folder, 'logins'), 'utf8').length;
    } catch {
      return 0;
    }
  }
}

/** Whether a path, perhaps with a query, is about one of these plurals. */
function concerns(url: string, plurals: readonly string[] | undefined): boolean {
  return plurals?.some((plural) => url.replace(/\?.*$/, '').split('/').includes(plural)) === true;
}

export function kubernetesDouble(options?: DoubleOptions): Promise<KubernetesDouble> {
  return KubernetesDouble.start(options);
}

/** Sends text as it is, or byte by byte, so that characters come in pieces. */
export async function send(response: ServerResponse, text: string, bad: BadDay): Promise<void> {
  if (!bad.drip) {
    response.write(text);
    return;
  }
  for (const byte of Buffer.from(text)) {
    response.write(Buffer.from([byte]));
    await sleep(0);
  }
}

function loginProgram(tokenFile: string, countFile: string): string {
  return `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(countFile)}, '.');
const token = readFileSync(${JSON.stringify(tokenFile)}, 'utf8');
console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } }));
`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
