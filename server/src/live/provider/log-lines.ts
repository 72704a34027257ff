// Lines of the provider's log. It writes JSON as zap does; people read `time LEVEL request | step | job | message: error`.
// What is no JSON (a panic, a library that prints) stays as it is.

export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogEntry {
  /** The line as the container wrote it, redacted. */
  readonly raw: string;
  /** When Docker received it, as Docker writes it. */
  readonly at?: string;
  /** When the program wrote it, in milliseconds since 1970; when Docker received it, where the line does not say. */
  readonly time?: number;
  /** Absent for a line that is no JSON. */
  readonly level?: LogLevel;
  /** Id of the machine request. */
  readonly request?: string;
  readonly step?: string;
  readonly job?: string;
  readonly message: string;
  readonly error?: string;
  readonly schematic?: string;
}

export interface LogFilter {
  /** This level and graver ones. */
  readonly level?: LogLevel;
  /** Only what is about this machine request. */
  readonly request?: string;
}

export interface StampedLine {
  /** The whole line, as Docker prints it. */
  readonly line: string;
  /** Its time stamp; absent for what Docker itself says. */
  readonly at: string | undefined;
  readonly text: string;
}

/** Reads a line that Docker has stamped with the time, as `--timestamps` does. */
export function splitStamp(line: string): StampedLine {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?/.exec(line);
  return match ? { line, at: match[1], text: line.slice(match[0].length) } : { line, at: undefined, text: line };
}

export function readLogLine(raw: string, at?: string): LogEntry {
  const stamp = { ...(at === undefined ? {} : { at }) };
  const received = at === undefined ? Number.NaN : Date.parse(at);
  const fields = objectOf(raw);
  const message = text(fields?.msg) ?? text(fields?.message);
  if (!fields || message === undefined)
    return { raw, ...stamp, ...(Number.isNaN(received) ? {} : { time: received }), message: raw };
  const time = timeOf(fields.ts ?? fields.time) ?? (Number.isNaN(received) ? undefined : received);
  return {
    raw,
    ...stamp,
    ...(time === undefined ? {} : { time }),
    level: levelOf(text(fields.level)),
    ...optional('request', text(fields.id)),
    ...optional('step', text(fields.step)),
    ...optional('job', text(fields.job)),
    message,
    ...optional('error', text(fields.error)),
    ...optional('schematic', text(fields.schematic)),
  };
}

/** One line for people. */
export function renderLogEntry(entry: LogEntry): string {
  const time = entry.time === undefined ? '' : `${new Date(entry.time).toISOString().slice(0, 19).replace('T', ' ')}Z `;
  if (entry.level === undefined) return `${time}${entry.message}`;
  const { request, step, job, message, error } = entry;
  const said = error === undefined || message.includes(error) ? message : `${message}: ${error}`;
  const parts = [request, step, job, said, schematicOf(entry)].filter((part) => part !== undefined && part !== '');
  return `${time}${entry.level.toUpperCase().padEnd(5)} ${parts.join(' | ')}`;
}

/** A schematic is 64 characters long, so it is shown only where it is what the line is about, or where something failed. */
function schematicOf({ schematic, message, step = '', level }: LogEntry): string | undefined {
  if (schematic === undefined || message.includes(schematic)) return undefined;
  const matters = /schematic|\biso\b|image/i.test(`${message} ${step}`) || level === 'error' || level === 'fatal';
  return matters ? `schematic ${schematic}` : undefined;
}

/** Lines without a level pass every level: what is no JSON is seldom unimportant. */
export function matchesFilter(entry: LogEntry, { level, request }: LogFilter): boolean {
  if (level !== undefined && entry.level !== undefined && logLevels.indexOf(entry.level) < logLevels.indexOf(level))
    return false;
  return request === undefined || entry.request === request || entry.raw.includes(request);
}

/** How many lines are read to find those that pass a filter. */
const searchedLines = 5_000;

/** How many last lines to read for so many that pass a filter. */
export function linesToRead(lines: number, { level, request }: LogFilter): number {
  return level === undefined && request === undefined ? lines : Math.max(lines, searchedLines);
}

/** The last of the entries that pass a filter. */
export function lastPassing(entries: readonly LogEntry[], lines: number, filter: LogFilter): readonly LogEntry[] {
  const passing = entries.filter((entry) => matchesFilter(entry, filter));
  return passing.slice(Math.max(0, passing.length - lines));
}

/** zap's names; what panics is as grave as what ends the program. */
function levelOf(name = 'info'): LogLevel {
  const lower = name.toLowerCase();
  if (lower === 'warning') return 'warn';
  if (/^(?:d?panic|fatal)$/.test(lower)) return 'fatal';
  return logLevels.find((level) => level === lower) ?? 'info';
}

/** zap writes seconds since 1970 with a fraction, or ISO 8601. */
function timeOf(value: unknown): number | undefined {
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) && Math.abs(time) < 8.64e15 ? time : undefined;
}

function objectOf(raw: string): Readonly<Record<string, unknown>> | undefined {
  if (!raw.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(raw) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [name in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in K]: string });
}
