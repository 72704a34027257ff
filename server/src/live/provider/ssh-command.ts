// Runs one command on a connection and hands on what it prints; ends it when its deadline passes or nobody waits any more.
import type { Client, ClientChannel } from 'ssh2';
import { failed, ok, type Result } from '../fault.ts';
import type { OutputHandlers } from '../process.ts';
import { redactor } from '../redact.ts';
import type { RemoteOptions } from './host.ts';

export interface RemoteCommand {
  /** For people: the program’s name and the host’s. */
  readonly program: string;
  readonly host: string;
  /** What the remote shell gets. */
  readonly line: string;
  /** True for a command that its standard input keeps alive. */
  readonly held: boolean;
}

/**
 * Resolves to the exit code once the command and its output have ended. Faults: `timeout`, `cancelled`, `unreachable`
 * (the connection ended first), `failed` (refused, or ended by a signal).
 */
export function runOn(
  client: Client,
  command: RemoteCommand,
  { deadline, signal, input, onSend }: RemoteOptions,
  handlers: OutputHandlers,
): Promise<Result<number>> {
  const { program, host, line, held } = command;
  if (signal?.aborted) return Promise.resolve(failed('cancelled', `\`${program}\` was cancelled.`));
  return new Promise((resolve) => {
    let channel: ClientChannel | undefined;
    let over = false;
    const finish = (result: Result<number>) => {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(result);
    };
    const giveUp = (fault: Result<never>) => {
      if (over) return;
      finish(fault);
      channel?.close();
    };
    const late = () => giveUp(failed('timeout', `\`${program}\` on ${host} did not end within ${seconds(deadline)}.`));
    const timer = deadline === undefined ? undefined : setTimeout(late, deadline);
    const cancel = () => giveUp(failed('cancelled', `\`${program}\` was cancelled.`));
    signal?.addEventListener('abort', cancel, { once: true });

    const opened = (error: Error | undefined, started: ClientChannel) => {
      if (error) return over ? undefined : finish(notStarted(command, error));
      channel = started;
      if (over) return started.close();
      const told = readOutput(started, {
        stdout: (text) => over || handlers.stdout(text),
        stderr: (text) => over || handlers.stderr(text),
      });
      started.on('close', () => over || finish(outcome(command, told())));
      started.on('error', () => {});
      if (!held) started.end(input ?? '');
    };
    try {
      client.exec(line, opened);
      onSend?.();
    } catch (error) {
      // The connection has just ended.
      finish(notStarted(command, error));
    }
  });
}

interface Told {
  readonly code?: number;
  readonly signal?: string;
}

/** Hands on the output, whole characters only; gives what the server has told about the command's end. */
function readOutput(
  channel: ClientChannel,
  handlers: { stdout(text: string): unknown; stderr(text: string): unknown },
) {
  let told: Told = {};
  channel.on('exit', (code: number | null, name?: string) => {
    told = code === null ? { signal: name ?? 'a signal' } : { code };
  });
  channel.setEncoding('utf8').on('data', (text: string) => handlers.stdout(text));
  channel.stderr.setEncoding('utf8').on('data', (text: string) => handlers.stderr(text));
  return () => told;
}

function outcome({ program, host }: RemoteCommand, { code, signal }: Told): Result<number> {
  if (code !== undefined) return ok(code);
  if (signal !== undefined) return failed('failed', `\`${program}\` on ${host} was ended by ${signal}.`);
  return failed('unreachable', `The connection to ${host} was lost while \`${program}\` ran.`);
}

function notStarted({ program, host }: RemoteCommand, error: unknown): Result<never> {
  const told = error instanceof Error ? error.message : String(error);
  const details = redactor.redact(told);
  return /not connected|no response|closed/i.test(told)
    ? failed('unreachable', `The connection to ${host} was lost before \`${program}\` could start.`, { details })
    : failed('failed', `${host} did not let \`${program}\` run.`, { details });
}

function seconds(milliseconds = 0): string {
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}
