// Starts, resumes and aborts runs: one lock for the cluster, one journal, one runner, and a report at the end.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failed, ok, type Result } from '../fault.ts';
import type { LiveSettings } from '../settings.ts';
import { type Event, isOver, left, outline, type RunState, replay } from './engine.ts';
import { Journal, type JournalFile, listJournals } from './journal.ts';
import { holderOf, Lock } from './lock.ts';
import type { Phase } from './phase.ts';
import { report } from './report.ts';
import { type Operator, Runner } from './runner.ts';

/** Where runs are kept. */
export interface RunFolders {
  /** Of journals and reports. */
  readonly runs: string;
  readonly locks: string;
}

export interface RunOptions {
  readonly folders: RunFolders;
  readonly phases: readonly Phase[];
  readonly operator: Operator;
  readonly signal: AbortSignal;
  /** See `RunnerOptions`. */
  readonly pace?: number;
  readonly deadline?: (milliseconds: number) => AbortSignal;
}

export interface NewRun extends RunOptions {
  readonly runbook: string;
  readonly title: string;
  readonly cluster: string;
  readonly drill: boolean;
  /** What the phases were made from, to make them again when the run is resumed; holds no secret. */
  readonly inputs: unknown;
  readonly target?: LiveSettings;
}

/** A run that is ready to go; it has the lock until `close`. */
export interface Run {
  readonly id: string;
  readonly runner: Runner;
  /** Path of the Markdown report, which is written at every stop and at the end. */
  readonly report: string;
  /** Works until the run is finished, failed or stopped, then writes the report. Again after a failure: tries again. */
  proceed(): ReturnType<Runner['run']>;
  close(): void;
}

/** Begins a run. Faults: `conflict` when one is under way or unfinished for this cluster, `failed`. */
export function startRun(options: NewRun): Result<Run> {
  const { folders, runbook, title, cluster, drill, inputs, target, phases } = options;
  const lock = Lock.acquire(folders.locks, cluster, title);
  if (!lock.ok) return lock;
  const open = unfinished(folders.runs, cluster).find(({ state }) => state.runbook === runbook && !state.drill);
  if (open && !drill) {
    lock.value.release();
    return failed('conflict', `A run of ${title} for \`${cluster}\` is not finished: \`${open.id}\`.`, {
      next: `Resume it with \`omni-scale runbook resume ${open.id}\`, or end it with \`omni-scale runbook abort ${open.id}\`.`,
    });
  }
  const journal = Journal.create(folders.runs, runbook, cluster, Date.now());
  if (!journal.ok) {
    lock.value.release();
    return journal;
  }
  const started: Event = {
    type: 'started',
    at: Date.now(),
    runbook,
    title,
    cluster,
    drill,
    inputs,
    ...(target === undefined ? {} : { target }),
    phases: phases.map(outline),
  };
  return take(options, lock.value, journal.value, [], started);
}

/** Takes up a run that was stopped, failed or killed. Faults: `conflict`, `unreadable`, `failed`. */
export function resumeRun(file: JournalFile, options: RunOptions): Result<Run> {
  if (isOver(file.state))
    return failed('conflict', `\`${file.id}\` is ${file.state.status}; there is nothing to resume.`);
  const lock = Lock.acquire(options.folders.locks, file.state.cluster, file.state.title);
  if (!lock.ok) return lock;
  const journal = Journal.open(file);
  if (!journal.ok) {
    lock.value.release();
    return journal;
  }
  return take(options, lock.value, journal.value, file.events, { type: 'resumed', at: Date.now() });
}

/** Ends a run for good. Faults: `conflict` while a process works on it. */
export function abortRun(file: JournalFile, folders: RunFolders, why: string): Result<string> {
  if (isOver(file.state)) return failed('conflict', `\`${file.id}\` is already ${file.state.status}.`);
  const lock = Lock.acquire(folders.locks, file.state.cluster, 'abort');
  if (!lock.ok) return lock;
  const journal = Journal.open(file);
  const written = journal.ok ? journal.value.append({ type: 'aborted', at: Date.now(), why }) : journal;
  if (journal.ok) journal.value.close();
  lock.value.release();
  if (!written.ok) return written;
  const state = replay([...file.events, written.value]);
  return ok(state ? writeReport(folders.runs, file.id, state) : '');
}

/**
 * A run as it stands now: its journal tells of a run that was killed as if it went on. `holder` says who works on it, for
 * people. A process that has the cluster's lock and began before the last event is the one that wrote it.
 */
export function asOfNow({ state }: JournalFile, locks: string): { readonly state: RunState; readonly holder?: string } {
  const holder = isOver(state) ? undefined : holderOf(locks, state.cluster);
  return holder && holder.since <= state.lastAt ? { state, holder: holder.text } : { state: left(state) };
}

/** Runs that can be resumed, the latest first. */
export function unfinished(folder: string, cluster?: string): readonly JournalFile[] {
  return listJournals(folder).runs.filter(
    ({ state }) => !isOver(state) && (cluster === undefined || state.cluster === cluster),
  );
}

function take(options: RunOptions, lock: Lock, journal: Journal, before: readonly Event[], first: Event): Result<Run> {
  const written = journal.append(first);
  const state = written.ok ? replay([...before, written.value]) : undefined;
  const close = () => {
    journal.close();
    lock.release();
  };
  if (!written.ok || !state) {
    close();
    return written.ok ? failed('unreadable', `The journal \`${journal.path}\` has no beginning.`) : written;
  }
  const runner = new Runner(state, {
    phases: options.phases,
    operator: options.operator,
    signal: options.signal,
    append: (event) => journal.append(event),
    mayAct: () => lock.held(),
    ...(options.pace === undefined ? {} : { pace: options.pace }),
    ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
  });
  options.operator.changed(state, written.value);
  const path = join(options.folders.runs, `${journal.id}.md`);
  return ok({
    id: journal.id,
    runner,
    report: path,
    async proceed() {
      const result = await (runner.state.status === 'failed' ? runner.retry() : runner.run());
      writeReport(options.folders.runs, journal.id, runner.state);
      return result;
    },
    close,
  });
}

/** Writes the report of a run beside its journal. */
function writeReport(folder: string, id: string, state: Parameters<typeof report>[0]): string {
  const path = join(folder, `${id}.md`);
  try {
    writeFileSync(path, report(state, Date.now()), { mode: 0o600 });
  } catch {
    // The journal has everything; the report can be made from it at any time.
  }
  return path;
}
