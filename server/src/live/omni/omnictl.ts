// Calls the user's `omnictl`. Every call has a deadline, and one that asks for a sign-in is ended at once: omnictl would
// open a browser, replace the user's key and then wait for ever. Source: omni client/pkg/omnictl, go-api-signature.
import { askedAgain } from '../asked-again.ts';
import { type Fault, failed, ok, type Result } from '../fault.ts';
import { type Invocation, type Output, type OutputHandlers, stream } from '../process.ts';
import { quote } from '../provider/quote.ts';
import { redactor } from '../redact.ts';
import type { LiveSettings } from '../settings.ts';
import { CallQueue } from './call-queue.ts';
import { absolute, type OmniAccess, type OmniConfig, readAccess, readConfig, serviceAccountKeys } from './config.ts';
import { JsonStream } from './json-stream.ts';
import { normalise } from './normalise.ts';
import { asksToSignIn, faultOf, signInFault, timeoutFault } from './omnictl-faults.ts';
import type { OmniResource } from './resource.ts';

export interface CallOptions {
  /** Milliseconds until the call is ended; `undefined` only for one that its signal ends. */
  readonly deadline: number | undefined;
  readonly signal?: AbortSignal;
  readonly input?: string;
  readonly cwd?: string;
  /** Gets the output as it comes. Standard output is then not collected. */
  readonly onOutput?: (from: 'stdout' | 'stderr', text: string) => void;
  /** The command does not contact Omni: no context and no sign-in is needed. */
  readonly offline?: boolean;
  /** Does not wait for other calls, and others do not wait for it: for what runs long. */
  readonly alongside?: boolean;
}

export interface Query {
  readonly id?: string;
  readonly namespace?: string;
  readonly selector?: string;
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds without an answer after which it is asked again beside it: a call in a dead connection never ends. */
  readonly again?: number;
  /** Called when it is asked again. */
  readonly onLate?: () => void;
  /** Does not wait for other questions, once this program is known to be signed in. */
  readonly isUrgent?: boolean;
}

/**
 * What is added to the environment of every call: `OMNI_SERVICE_ACCOUNT_KEY` from where secrets are kept. The address of
 * Omni is taken from the context then, unless `OMNI_ENDPOINT` names it.
 */
export type OmniEnvironment = () => Promise<Readonly<Record<string, string>>>;

/** Milliseconds for a call that only reads; omnictl needs four round trips before it does anything. */
const readDeadline = 20_000;

const never = new AbortController().signal;

export class Omnictl {
  readonly #settings: LiveSettings['omni'];
  readonly #environment: OmniEnvironment;
  readonly #queue = new CallQueue();
  #signIn: Fault | undefined;

  constructor(settings: LiveSettings['omni'], environment: OmniEnvironment = async () => ({})) {
    this.#settings = settings;
    this.#environment = environment;
    for (const name of serviceAccountKeys) redactor.learn(process.env[name] ?? '');
  }

  /** Path or name of the program. */
  get program(): string {
    const { omnictlPath } = this.#settings;
    return omnictlPath?.startsWith('~/') ? absolute(omnictlPath) : omnictlPath || 'omnictl';
  }

  /** Set while a person has to sign in; no call is made then. */
  get signInNeeded(): Fault | undefined {
    return this.#signIn;
  }

  /** A person signed in, or wants it to be tried: calls are made again. */
  signedIn(): void {
    this.#signIn = undefined;
  }

  /** What to run in a terminal to sign in: the cheapest call that needs it. */
  signInCommand(): { readonly program: string; readonly args: readonly string[] } {
    return { program: this.program, args: [...this.#contextArgs(), 'get', 'sysversions'] };
  }

  /** How Omni is reached. Faults: `not-set-up`, `wrong-setting`, `unreadable`. */
  async access(): Promise<Result<OmniAccess>> {
    return readAccess(this.#settings, { ...process.env, ...(await this.#added()) });
  }

  /** The contexts of omnictl's own file, which is read and never created. Faults: those of `access`. */
  contexts(): Promise<Result<OmniConfig>> {
    return readConfig(this.#settings, process.env);
  }

  /** The version of omnictl itself, like `1.9.3`. Faults: `program-missing`, `unreadable`, `timeout`. */
  async version(signal?: AbortSignal): Promise<Result<string>> {
    const called = await this.call(['--version'], { deadline: 10_000, offline: true, ...(signal ? { signal } : {}) });
    if (!called.ok) return called;
    const version = /\bv?(\d+\.\d+\.\d+\S*)/.exec(called.value.stdout)?.[1];
    if (version !== undefined) return ok(version);
    return failed('unreadable', `\`${this.program} --version\` names no version.`, {
      next: 'Check that `omniScale.omni.omnictlPath` (`--omnictl`) names omnictl.',
    });
  }

  /**
   * Resources of a type (full lower-case plural), all of them, one, or those that a label selector matches.
   * Faults: every kind of `call`, `not-found` for an id that does not exist, `unreadable`.
   */
  async get(type: string, query: Query = {}): Promise<Result<readonly OmniResource[]>> {
    const { id, signal = never, again, onLate, isUrgent = false } = query;
    if (id !== undefined && !isName(id)) return failed('not-found', `There is no \`${id}\` in Omni.`);
    const args = getArguments(type, query);
    let isAgain = false;
    const ask = async (until: AbortSignal) => {
      if (isAgain && !isUrgent) await this.#queue.pace(until);
      isAgain = true;
      return this.#list(args, query.deadline ?? readDeadline, until);
    };
    const call = () =>
      again === undefined ? ask(signal) : askedAgain(ask, { every: again, signal, ...(onLate ? { onLate } : {}) });
    return isUrgent && this.#queue.isProven ? call() : this.#queue.run(true, call);
  }

  async #list(
    args: readonly string[],
    deadline: number,
    signal: AbortSignal,
  ): Promise<Result<readonly OmniResource[]>> {
    const list = new ResourceList();
    const called = await this.#call(args, {
      deadline,
      signal: AbortSignal.any([signal, list.broken]),
      onOutput: (from, text) => list.take(from, text),
    });
    return list.result(called);
  }

  /**
   * Runs omnictl to its end. Faults: `program-missing`, `version`, `sign-in`, `not-set-up`, `wrong-setting`, `forbidden`,
   * `unreachable`, `not-found`, `conflict`, `timeout`, `cancelled`, `failed`.
   */
  async call(args: readonly string[], options: CallOptions): Promise<Result<Output>> {
    if (options.alongside || options.offline) return this.#call(args, options);
    return this.#queue.run(false, () => this.#call(args, options));
  }

  async #call(args: readonly string[], options: CallOptions): Promise<Result<Output>> {
    const { deadline, signal, input, cwd, offline } = options;
    if (signal?.aborted) return failed('cancelled', '`omnictl` was cancelled.');
    if (this.#signIn && !offline) return { ok: false, fault: this.#signIn };
    const added = await this.#added();
    const access = offline ? undefined : await readAccess(this.#settings, { ...process.env, ...added });
    if (access && !access.ok) return access;
    const signIn = new AbortController();
    const invocation = {
      program: this.program,
      args: this.arguments(args, options),
      // Where a person would get a browser, omnictl then only prints the address.
      env: { ...added, BROWSER: 'echo', ...endpointOf(access?.value) },
      deadline,
      signal: signal ? AbortSignal.any([signal, signIn.signal]) : signIn.signal,
      ...(input === undefined ? {} : { input }),
      ...(cwd === undefined ? {} : { cwd }),
    };
    const ended = await collect(invocation, options.onOutput, () => signIn.abort());
    if (signIn.signal.aborted) return this.#needSignIn(signInFault(access?.value), access?.value);
    if (!ended.ok) return this.#notRun(ended.fault, access?.value, deadline);
    if (ended.value.code === 0) {
      if (!offline) this.#queue.answered();
      return ended;
    }
    const fault = faultOf(commandOf(args), ended.value.stderr, access?.value);
    return !fault.ok && fault.fault.kind === 'sign-in' ? this.#needSignIn(fault.fault, access?.value) : fault;
  }

  /** The arguments that a call really gives to the program. */
  arguments(args: readonly string[], { offline }: Pick<CallOptions, 'offline'> = {}): readonly string[] {
    return offline ? args : [...this.#contextArgs(), ...args];
  }

  /** Read for each call, so that a key that was changed is used at once. */
  async #added(): Promise<Readonly<Record<string, string>>> {
    const added = await this.#environment();
    for (const name of serviceAccountKeys) redactor.learn(added[name] ?? '');
    return added;
  }

  #needSignIn(fault: Fault, access: OmniAccess | undefined): Result<never> {
    const { program, args } = this.signInCommand();
    const next = `Sign in to Omni: run \`${quote([program, ...args])}\` in a terminal.`;
    this.#signIn = access?.serviceAccount ? fault : { ...fault, next, signIn: 'omni' };
    this.#queue.refused();
    return { ok: false, fault: this.#signIn };
  }

  #notRun(fault: Fault, access: OmniAccess | undefined, deadline: number | undefined): Result<never> {
    if (fault.kind === 'program-missing')
      return failed('program-missing', fault.message, {
        next: 'Install omnictl, or name it: `omniScale.omni.omnictlPath` (`--omnictl`).',
      });
    const timedOut = fault.kind === 'timeout' && access && deadline !== undefined;
    return timedOut ? timeoutFault(deadline, access) : { ok: false, fault };
  }

  #contextArgs(): readonly string[] {
    const { omniconfig, context } = this.#settings;
    return [...(omniconfig ? ['--omniconfig', absolute(omniconfig)] : []), ...(context ? ['--context', context] : [])];
  }
}

/** The words of a read of resources. */
export function getArguments(type: string, { id, namespace, selector }: Query): readonly string[] {
  return [
    ...['get', type, ...(id === undefined ? [] : [id]), '-o', 'json'],
    ...(namespace === undefined ? [] : ['-n', namespace]),
    ...(selector === undefined ? [] : ['-l', selector]),
  ];
}

/** Reads what a call without `--watch` prints as it comes; nothing at all is an empty list. */
class ResourceList {
  readonly #json = new JsonStream();
  readonly #resources: OmniResource[] = [];
  readonly #broken = new AbortController();
  #fault: Result<never> | undefined;

  /** Aborted when what came can not be read: the rest is not worth waiting for. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  take(from: 'stdout' | 'stderr', text: string): void {
    if (from !== 'stdout' || this.#fault) return;
    const objects = this.#json.push(text);
    const resources = objects.ok ? objects.value.map(normalise).filter((resource) => resource !== undefined) : [];
    for (const resource of resources) this.#resources.push(resource);
    if (!objects.ok) this.#break(objects);
    else if (resources.length < objects.value.length)
      this.#break(failed('unreadable', '`omnictl` printed JSON that is no resource.'));
  }

  /** The list, once the call has ended. */
  result(called: Result<Output>): Result<readonly OmniResource[]> {
    if (this.#fault) return this.#fault;
    if (!called.ok) return called;
    const end = this.#json.end();
    return end.ok ? ok(this.#resources) : end;
  }

  #break(fault: Result<never>): void {
    this.#fault = fault;
    this.#broken.abort();
  }
}

/** Runs, watching for the wish to sign in; collects the output unless somebody takes it as it comes. */
async function collect(
  invocation: Invocation,
  onOutput: CallOptions['onOutput'],
  askedToSignIn: () => void,
): Promise<Result<Output>> {
  const parts: string[] = [];
  const tooMuch = new AbortController();
  let size = 0;
  let stderr = '';
  const keep = (text: string) => {
    size += text.length;
    if (size > keptOutput) tooMuch.abort();
    else parts.push(text);
  };
  const handlers: OutputHandlers = {
    stdout: (text) => (onOutput ? onOutput('stdout', text) : keep(text)),
    stderr: (text) => {
      stderr = `${stderr}${text}`.slice(-keptErrors);
      if (asksToSignIn(stderr)) askedToSignIn();
      else onOutput?.('stderr', text);
    },
  };
  const signals = [tooMuch.signal, ...(invocation.signal ? [invocation.signal] : [])];
  const ended = await stream({ ...invocation, signal: AbortSignal.any(signals) }, handlers);
  if (tooMuch.signal.aborted) return failed('failed', '`omnictl` printed more than can be read.');
  return ended.ok ? ok({ code: ended.value, stdout: parts.join(''), stderr }) : ended;
}

const keptOutput = 64 * 1024 * 1024;

/** Characters of standard error that are kept: the error stands at its end. */
const keptErrors = 16 * 1024;

/** False for what omnictl would take for a flag; nothing in Omni is called so. */
export function isName(word: string): boolean {
  return word !== '' && !word.startsWith('-');
}

/** With a service account omnictl reads no context, so it has to be told where Omni is. */
function endpointOf(access: OmniAccess | undefined): Readonly<Record<string, string>> {
  return access?.serviceAccount && access.url !== undefined ? { OMNI_ENDPOINT: access.url } : {};
}

/** The words of a command, for messages: no flag, no value. */
function commandOf(args: readonly string[]): string {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  return `omnictl ${(end < 0 ? args : args.slice(0, end)).join(' ')}`.trim();
}
