// Whether the sync windows of an AppProject let an Application be synced now. A sync that is asked for by a patch passes
// Argo CD's own check, so it is made here. Source: argo-cd pkg/apis/application/v1alpha1/types.go (SyncWindows.CanSync).
import { parseGoDuration } from '../../core/text/go-duration.ts';
import { matchesGoGlob } from '../../core/text/go-glob.ts';
import type { LiveObject } from '../status/facts.ts';
import { isRecord } from './objects.ts';

interface SyncWindow {
  readonly kind: string;
  readonly schedule: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly manualSync: boolean;
  readonly timeZone: string;
}

/** The window that forbids a sync by hand now, as people read it; undefined when none does. @param now ms since 1970 */
export function forbiddingWindow(application: LiveObject, project: LiveObject, now: number): string | undefined {
  const windows = windowsOf(application, project);
  const active = windows.filter((window) => isActive(window, now));
  const denies = active.filter(({ kind }) => kind === 'deny');
  if (denies.length > 0) return nameOf(denies.find(({ manualSync }) => !manualSync));
  if (active.length > 0) return undefined;
  return nameOf(windows.find(({ kind, manualSync }) => kind === 'allow' && !manualSync));
}

function nameOf(window: SyncWindow | undefined): string | undefined {
  return window && `${window.kind} ${window.schedule} for ${window.duration / 60_000} min (${window.timeZone})`;
}

function windowsOf(application: LiveObject, { spec }: LiveObject): readonly SyncWindow[] {
  const all = Array.isArray(spec?.syncWindows) ? spec.syncWindows : [];
  return all.flatMap((window: unknown) => {
    if (!isRecord(window) || !concerns(window, application)) return [];
    const { kind, schedule, duration, manualSync, timeZone } = window;
    const length = typeof duration === 'string' ? parseGoDuration(duration) : undefined;
    if (typeof kind !== 'string' || typeof schedule !== 'string' || length === undefined) return [];
    const zone = typeof timeZone === 'string' && timeZone !== '' ? timeZone : 'UTC';
    return [{ kind, schedule, duration: length * 1_000, manualSync: manualSync === true, timeZone: zone }];
  });
}

function concerns(window: Record<string, unknown>, { metadata, spec }: LiveObject): boolean {
  const destination = isRecord(spec?.destination) ? spec.destination : {};
  const matches = (patterns: unknown, ...values: readonly unknown[]) =>
    Array.isArray(patterns) &&
    patterns.some((pattern) =>
      values.some((value) => typeof value === 'string' && matchesGoGlob(value, String(pattern))),
    );
  const results = [
    [window.applications, matches(window.applications, metadata.name)],
    [window.namespaces, matches(window.namespaces, destination.namespace)],
    [window.clusters, matches(window.clusters, destination.server, destination.name)],
  ] as const;
  const asked = results.filter(([patterns]) => Array.isArray(patterns) && patterns.length > 0);
  if (window.andOperator === true) return asked.length > 0 && asked.every(([, matched]) => matched);
  return asked.some(([, matched]) => matched);
}

const minute = 60_000;
/** Longer windows are taken for this long; looking back costs a step a minute. */
const longest = 14 * 24 * 60;

/** True when a start of the window lies within its duration before now. */
function isActive({ schedule, duration, timeZone }: SyncWindow, now: number): boolean {
  const fields = parseCron(schedule);
  if (!fields) return false;
  const local = now + offsetOf(timeZone, now);
  const last = Math.floor(local / minute);
  const steps = Math.min(Math.ceil(duration / minute), longest);
  for (let back = 0; back < steps; back++) if (matchesCron(fields, (last - back) * minute)) return true;
  return false;
}

function offsetOf(timeZone: string, now: number): number {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).formatToParts(now);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):?(\d\d)?/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minute;
  } catch {
    return 0;
  }
}

type Field = ReadonlySet<number> | 'any';

const ranges = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const names: Readonly<Record<string, number>> = Object.fromEntries([
  ...['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((name, index) => [name, index]),
  ...['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].map((name, index) => [
    name,
    index + 1,
  ]),
]);

const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function parseCron(text: string): readonly Field[] | undefined {
  const parts = (descriptors[text] ?? text).trim().split(/\s+/);
  if (parts.length !== 5) return undefined;
  const fields = parts.map((part, index) => parseField(part.toLowerCase(), ranges[index] ?? [0, 0]));
  return fields.every((field) => field !== undefined) ? fields : undefined;
}

function parseField(text: string, [low, high]: readonly [number, number]): Field | undefined {
  if (text === '*' || text === '?') return 'any';
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step = '1'] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [from = '', to] = range === '*' ? [String(low), String(high)] : range.split('-');
    const start = numberOf(from);
    const end = to === undefined ? (part.includes('/') ? high : start) : numberOf(to);
    if (!Number.isInteger(start) || !Number.isInteger(end) || Number(step) < 1) return undefined;
    for (let value = start; value <= Math.min(end, high); value += Number(step)) values.add(value);
  }
  return values;
}

function numberOf(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : (names[text] ?? Number.NaN);
}

/** @param at a time in the window's own time zone, as if it were UTC */
function matchesCron([minutes, hours, days, months, weekdays]: readonly Field[], at: number): boolean {
  const date = new Date(at);
  const has = (field: Field | undefined, ...values: readonly number[]) =>
    field === 'any' || values.some((value) => field?.has(value));
  if (!has(minutes, date.getUTCMinutes()) || !has(hours, date.getUTCHours()) || !has(months, date.getUTCMonth() + 1))
    return false;
  const weekday = date.getUTCDay();
  const byDay = has(days, date.getUTCDate());
  const byWeekday = has(weekdays, weekday, weekday === 0 ? 7 : weekday);
  // Where both are given, either will do, as in every cron.
  return days !== 'any' && weekdays !== 'any' ? byDay || byWeekday : byDay && byWeekday;
}
