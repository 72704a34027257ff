// The login program that a kubeconfig names for its user (“exec plugin”), run as kubectl runs it, but never for ever: the
// client library would wait without end. Protocol: https://kubernetes.io/docs/reference/access-authn-authz/authentication/
// #client-go-credential-plugins, `client.authentication.k8s.io/v1` and `v1beta1`.
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { type Fault, failed, ok, type Result } from '../fault.ts';
import { run } from '../process.ts';
import { redactor } from '../redact.ts';
import { isRecord } from './objects.ts';

/** Nobody can be asked for longer than a watch may be quiet; who has to sign in does so in a terminal. */
const usualDeadline = 25_000;

/** Characters of what it said that are kept: the reason stands at the end. */
const keptDetails = 1_000;

export interface LoginOptions {
  /** Ends the program. */
  readonly signal: AbortSignal;
  /** Milliseconds after which it is ended by itself. */
  readonly deadline?: number;
}

/** Thrown through the client library, which asks for credentials. */
export class LoginFailed extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Name of a way to sign in that the library does not know, so that it leaves it to us. */
const providerName = 'omni-scale-login-program';

/** Lets the user's login program, where the kubeconfig names one, be run by us instead of by the library. */
export function takeOverLogin(config: KubeConfig, options: LoginOptions): void {
  const user = config.getCurrentUser();
  const exec: unknown = user?.exec ?? user?.authProvider?.config?.exec;
  if (!user || !isRecord(exec)) return;
  const own = { ...user, exec: undefined, authProvider: { name: providerName } };
  config.users = config.users.map((each) => (each === user ? own : each));
  const program = new LoginProgram(readLogin(exec), clusterInfo(config), options);
  config.addAuthenticator({
    isAuthProvider: ({ authProvider }) => authProvider?.name === providerName,
    applyAuthentication: (_, request: RequestOptions) => program.apply(request),
  });
}

interface Login {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string;
  readonly wantsTerminal: boolean;
  readonly wantsCluster: boolean;
}

interface Credential {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

class LoginProgram {
  readonly #login: Login;
  readonly #cluster: Readonly<Record<string, unknown>>;
  readonly #options: LoginOptions;
  #credential: Credential | undefined;

  constructor(login: Login, cluster: Readonly<Record<string, unknown>>, options: LoginOptions) {
    this.#login = login;
    this.#cluster = cluster;
    this.#options = options;
  }

  /** Adds the credentials to a request; asks the program when there are none that still hold. */
  async apply(request: RequestOptions): Promise<void> {
    if (!this.#credential || this.#credential.expires <= Date.now()) {
      const asked = await this.#ask();
      if (!asked.ok) throw new LoginFailed(asked.fault);
      this.#credential = asked.value;
    }
    const { token, cert, key } = this.#credential;
    if (cert) request.cert = cert;
    if (key) request.key = key;
    if (token) request.headers = { ...request.headers, Authorization: `Bearer ${token}` };
  }

  async #ask(): Promise<Result<Credential>> {
    const { apiVersion, command, args, env, wantsTerminal, wantsCluster, installHint } = this.#login;
    if (wantsTerminal) return loginFault(command, 'wants a terminal, by `interactiveMode: Always` in the kubeconfig');
    const spec = { interactive: false, ...(wantsCluster ? { cluster: this.#cluster } : {}) };
    const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec });
    const { signal, deadline = usualDeadline } = this.#options;
    const ended = await run({
      program: command,
      args,
      env: { ...env, KUBERNETES_EXEC_INFO: info },
      deadline,
      signal,
    });
    if (!ended.ok && ended.fault.kind === 'program-missing')
      return failed('program-missing', `The kubeconfig’s login program \`${command}\` was not found.`, {
        ...(installHint ? { next: installHint } : {}),
      });
    if (!ended.ok && ended.fault.kind === 'timeout') return loginFault(command, 'does not answer');
    if (!ended.ok) return ended;
    const { code, stdout, stderr } = ended.value;
    if (code !== 0) return loginFault(command, `failed (exit code ${code})`, stderr);
    const credential = readCredential(stdout, apiVersion);
    return credential ? ok(credential) : loginFault(command, `printed no credentials of ${apiVersion}`, stderr);
  }
}

function loginFault(command: string, what: string, said = ''): Result<never> {
  const details = redactor.redact(said.trim()).slice(-keptDetails);
  return failed('sign-in', `The kubeconfig’s login program \`${command}\` ${what}.`, {
    next: 'Sign in in a terminal, for example with `kubectl get nodes`, then try again.',
    ...(details ? { details } : {}),
  });
}

function readLogin(exec: Record<string, unknown>): Login {
  const { apiVersion, command, args, env, installHint, interactiveMode, provideClusterInfo } = exec;
  const pairs = (Array.isArray(env) ? env : []).flatMap((each: unknown) =>
    isRecord(each) && typeof each.name === 'string' ? [[each.name, String(each.value ?? '')]] : [],
  );
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : 'client.authentication.k8s.io/v1',
    command: typeof command === 'string' ? command : '',
    args: Array.isArray(args) ? args.map(String) : [],
    env: Object.fromEntries(pairs),
    installHint: typeof installHint === 'string' ? installHint.trim() : '',
    wantsTerminal: interactiveMode === 'Always',
    wantsCluster: provideClusterInfo === true,
  };
}

/** What the program printed; undefined when it holds no credentials of the version that was asked for. */
function readCredential(text: string, apiVersion: string): Credential | undefined {
  const value = parse(text);
  if (!isRecord(value) || value.kind !== 'ExecCredential' || value.apiVersion !== apiVersion) return undefined;
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = fields(value.status);
  for (const secret of [token, key]) if (typeof secret === 'string') redactor.learn(secret);
  const expires = typeof expirationTimestamp === 'string' ? Date.parse(expirationTimestamp) : Number.NaN;
  const credential = {
    ...(typeof token === 'string' && token !== '' ? { token } : {}),
    ...(typeof cert === 'string' && typeof key === 'string' ? { cert, key } : {}),
    expires: Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires,
  };
  return credential.token || credential.cert ? credential : undefined;
}

/** The cluster as the program is told of it. */
function clusterInfo(config: KubeConfig): Readonly<Record<string, unknown>> {
  const { server, tlsServerName, skipTLSVerify, caData, proxyUrl } = config.getCurrentCluster() ?? {};
  return {
    server,
    ...(tlsServerName ? { 'tls-server-name': tlsServerName } : {}),
    ...(skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(caData ? { 'certificate-authority-data': caData } : {}),
    ...(proxyUrl ? { 'proxy-url': proxyUrl } : {}),
    config: null,
  };
}

function fields(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
