// Follows the provider's log across lost connections and restarts: no line is lost and none comes twice. It begins with a
// look at the end of the log, which is taken whole or not at all; from there on the time stamps of the lines say where to
// read on, so that no clock but Docker's counts.
import type { Fault } from '../fault.ts';
import { redactor } from '../redact.ts';
import { type Connection, type SourceState, Supervisor } from '../supervisor.ts';
import type { ProviderContainer } from './container.ts';
import {
  type LogEntry,
  type LogFilter,
  lastPassing,
  linesToRead,
  matchesFilter,
  readLogLine,
  type StampedLine,
  splitStamp,
} from './log-lines.ts';
import { faultOfProgram } from './remote-faults.ts';
import { SeenLines } from './seen-lines.ts';

export interface FollowOptions {
  /** How many lines before now to begin with: the last that pass the filter. */
  readonly lines: number;
  /** Only entries that pass it are handed on. */
  readonly filter?: LogFilter;
  onEntry(entry: LogEntry): void;
  /** Tells when the log is lost and found again. */
  onState(state: SourceState): void;
}

/** A log may be quiet for days; that its connection is alive is the connection's matter. */
const noLimit = 2 ** 31 - 1;
const longestPause = 10_000;
/** What the end of a program's error output is kept of. */
const errorLimit = 4_000;
/** The two outputs may be a little out of order, so more of the log's end is known than is shown. */
const leastKnown = 100;

export class LogFollower {
  readonly #container: ProviderContainer;
  readonly #options: FollowOptions;
  readonly #seen = new SeenLines();
  readonly #redact = redactor.lines();
  readonly #supervisor: Supervisor;
  #begun = false;

  constructor(container: ProviderContainer, options: FollowOptions) {
    this.#container = container;
    this.#options = options;
    this.#supervisor = new Supervisor({
      connect: (connection) => this.#follow(connection),
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
  async #follow(connection: Connection): Promise<Fault | undefined> {
    const { signal } = connection;
    const id = await this.#container.find(signal);
    if (!id.ok) return id.fault;
    connection.heard();
    const fault = this.#begun ? undefined : await this.#begin(id.value, signal);
    if (fault) return fault;
    const since = this.#seen.resume();
    // A log that was empty at the beginning is new from its first line.
    const from = since === undefined ? [] : ['--since', since];
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
    const failure = faultOfProgram('docker', this.#container.name, { code: ended.value, stdout: '', stderr: errors });
    return failure.ok ? undefined : failure.fault;
  }

  /** Hands on the last lines and remembers them. */
  async #begin(id: string, signal: AbortSignal): Promise<Fault | undefined> {
    const { lines, filter = {}, onEntry } = this.#options;
    const known = await this.#container.lastLines(id, Math.max(linesToRead(lines, filter), leastKnown), signal);
    if (!known.ok) return known.fault;
    if (signal.aborted) return undefined;
    this.#begun = true;
    const entries = known.value.flatMap((line) => this.#read(line) ?? []);
    for (const entry of lastPassing(entries, lines, filter)) onEntry(entry);
    return undefined;
  }

  /** Hands on a line of the log; false for what Docker itself says, which has no time stamp. */
  #take(line: string): boolean {
    const stamped = splitStamp(line);
    if (stamped.at === undefined) return false;
    const entry = this.#read(stamped);
    if (entry && matchesFilter(entry, this.#options.filter ?? {})) this.#options.onEntry(entry);
    return true;
  }

  /** The entry of a line, unless it was read before. */
  #read({ line, at, text }: StampedLine): LogEntry | undefined {
    if (at === undefined || !this.#seen.isNew(line, at)) return undefined;
    return readLogLine(this.#redact(text), at);
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
