// Follows the provider's log across lost connections and restarts: no line is lost and none comes twice.
import type { Fault } from '../fault.ts';
import { redactor } from '../redact.ts';
import { type Connection, type SourceState, Supervisor } from '../supervisor.ts';
import type { ProviderContainer } from './container.ts';
import { type LogEntry, readLogLine, splitStamp } from './log-lines.ts';
import { faultOfProgram } from './remote-faults.ts';
import { SeenLines } from './seen-lines.ts';

export interface FollowOptions {
  /** How many lines before now to begin with. */
  readonly lines: number;
  onEntry(entry: LogEntry): void;
  /** Tells when the log is lost and found again. */
  onState(state: SourceState): void;
}

/** A log may be quiet for days; that its connection is alive is the connection's matter. */
const noLimit = 2 ** 31 - 1;
const longestPause = 10_000;
/** What the end of a program's error output is kept of. */
const errorLimit = 4_000;

export class LogFollower {
  readonly #container: ProviderContainer;
  readonly #options: FollowOptions;
  readonly #seen = new SeenLines();
  readonly #redact = redactor.lines();
  readonly #supervisor: Supervisor;

  constructor(container: ProviderContainer, options: FollowOptions) {
    this.#container = container;
    this.#options = options;
    this.#supervisor = new Supervisor({
      connect: (connection) => this.#read(connection),
      onState: (state) => options.onState(state),
      quietLimit: noLimit,
      longestPause,
    });
  }

  start(): void {
    this.#supervisor.start();
  }

  stop(): void {
    this.#supervisor.stop();
  }

  /** Tries again at once. */
  retry(): void {
    this.#supervisor.retry();
  }

  /** Reads until the container stops or the connection is lost. */
  async #read(connection: Connection): Promise<Fault | undefined> {
    const { signal } = connection;
    const id = await this.#container.find(signal);
    if (!id.ok) return id.fault;
    connection.heard();
    const since = this.#seen.resume();
    const from = since === undefined ? ['--tail', `${this.#options.lines}`] : ['--since', since];
    const command = ['docker', 'logs', '--follow', '--timestamps', ...from, id.value];
    let errors = '';
    const read = (line: string): boolean => {
      if (signal.aborted) return true;
      connection.heard();
      return this.#take(line);
    };
    const [stdout, stderr] = [new Lines(read), new Lines(read)];
    const ended = await this.#container.host.stream(
      'containers',
      command,
      { deadline: undefined, signal },
      {
        stdout: (text) => stdout.add(text),
        stderr: (text) => {
          errors = (errors + text).slice(-errorLimit);
          stderr.add(text);
        },
      },
    );
    if (!ended.ok) return ended.fault;
    if (ended.value === 0) {
      stdout.end();
      stderr.end();
      return undefined;
    }
    const fault = faultOfProgram('docker', this.#container.name, { code: ended.value, stdout: '', stderr: errors });
    return fault.ok ? undefined : fault.fault;
  }

  /** Hands on a line of the log; false for what Docker itself says, which has no time stamp. */
  #take(line: string): boolean {
    const { at, text } = splitStamp(line);
    if (at === undefined) return false;
    if (this.#seen.isNew(line, at)) this.#options.onEntry(readLogLine(this.#redact(text), at));
    return true;
  }
}

/** Puts lines together. What follows the last line end is kept back: if the connection is lost, it comes again whole. */
class Lines {
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line.replace(/\r$/, ''));
  }

  end(): void {
    if (this.#rest !== '') this.#onLine(this.#rest);
    this.#rest = '';
  }
}
