// Runs a local program: an argument list, never a shell; always with a deadline; always ended when nobody waits any more.
import { type ChildProcess, spawn } from 'node:child_process';
import { failed, ok, type Result } from './fault.ts';

export interface Invocation {
  /** Name on PATH or absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. Secrets go this way and never as an argument. */
  readonly input?: string;
  /** Milliseconds until the program is ended; `undefined` only for a watch that its signal ends. */
  readonly deadline: number | undefined;
  readonly signal?: AbortSignal;
}

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gets text as it comes, whole characters only. A handler may end the program through the invocation's signal. */
export interface OutputHandlers {
  stdout(text: string): void;
  stderr(text: string): void;
}

const graceMilliseconds = 2_000;
/** For what a program that was ended has written last. */
const drainMilliseconds = 200;
const outputLimit = 64 * 1024 * 1024;

/** Programs that still run; ended with this process, unless that is killed outright (SIGKILL), which leaves them running. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Runs a program to its end and collects what it prints.
 * Faults: `program-missing`, `timeout`, `cancelled`, `failed` (could not start, or printed more than 64 MiB). An exit
 * code other than 0 is an Output: what it means depends on the program.
 */
export function run(invocation: Invocation): Promise<Result<Output>> {
  const { program, signal } = invocation;
  return collect(program, signal, (limited, handlers) => stream({ ...invocation, signal: limited }, handlers));
}

/**
 * Collects what a program prints: `start` streams it and ends it when the signal it gets says so. Adds to the faults of
 * `start` that the program printed more than 64 MiB (`failed`).
 */
export async function collect(
  program: string,
  signal: AbortSignal | undefined,
  start: (signal: AbortSignal, handlers: OutputHandlers) => Promise<Result<number>>,
): Promise<Result<Output>> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  let size = 0;
  const tooMuch = new AbortController();
  const keep = (parts: string[]) => (text: string) => {
    size += text.length;
    if (size > outputLimit) tooMuch.abort();
    else parts.push(text);
  };
  const limited = AbortSignal.any([tooMuch.signal, ...(signal ? [signal] : [])]);
  const ended = await start(limited, { stdout: keep(stdout), stderr: keep(stderr) });
  if (tooMuch.signal.aborted) return failed('failed', `\`${program}\` printed more than can be read.`);
  if (!ended.ok) return ended;
  return ok({ code: ended.value, stdout: stdout.join(''), stderr: stderr.join('') });
}

/**
 * Runs a program and hands on what it prints as it comes; resolves to its exit code when it has ended.
 * A program that is no longer wanted (deadline, signal) gets SIGINT, and SIGKILL two seconds later.
 */
export function stream(invocation: Invocation, handlers: OutputHandlers): Promise<Result<number>> {
  const { program, signal, deadline } = invocation;
  if (signal?.aborted) return Promise.resolve(failed('cancelled', `\`${program}\` was cancelled.`));
  return new Promise((resolve) => {
    const child = spawn(program, [...invocation.args], {
      cwd: invocation.cwd,
      env: { ...process.env, ...invocation.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    running.add(child);
    let reason: Result<never> | undefined;
    let kill: NodeJS.Timeout | undefined;
    const end = (why: Result<never>) => {
      if (reason) return;
      reason = why;
      child.kill('SIGINT');
      kill = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
    };
    const limit =
      deadline === undefined
        ? undefined
        : setTimeout(
            () => end(failed('timeout', `\`${program}\` did not answer within ${seconds(deadline)}.`)),
            deadline,
          );
    const cancel = () => end(failed('cancelled', `\`${program}\` was cancelled.`));
    signal?.addEventListener('abort', cancel, { once: true });
    const finish = (result: Result<number>) => {
      running.delete(child);
      clearTimeout(limit);
      clearTimeout(kill);
      signal?.removeEventListener('abort', cancel);
      resolve(reason ?? result);
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => handlers.stdout(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => handlers.stderr(text));
    child.on('error', (error: NodeJS.ErrnoException) => finish(notStarted(program, error)));
    child.on('exit', () => {
      // What it started may live on and hold its output open; nobody waits for that.
      if (reason)
        for (const output of [child.stdout, child.stderr]) setTimeout(() => output.destroy(), drainMilliseconds);
    });
    child.on('close', (code, killedBy) => finish(code === null ? endedBy(program, killedBy) : ok(code)));
    // A program that ends without reading its input is no fault of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(invocation.input ?? '');
  });
}

function notStarted(program: string, error: NodeJS.ErrnoException): Result<never> {
  return error.code === 'ENOENT'
    ? failed('program-missing', `\`${program}\` was not found.`)
    : failed('failed', `\`${program}\` could not be started (${error.code ?? error.message}).`);
}

function endedBy(program: string, signal: NodeJS.Signals | null): Result<never> {
  return failed('failed', `\`${program}\` was ended by ${signal ?? 'a signal'}.`);
}

function seconds(milliseconds: number): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
