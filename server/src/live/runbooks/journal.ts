// The journal of a run: one event a line, on the disk before anything goes on, so that a run that was killed can be
// taken up where it was. Everything passes the redactor before it is written.
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { failed, ok, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import { type Event, type RunState, replay } from './engine.ts';
import { fileSafe } from './folder.ts';

/** Version of the format; a journal of another one is not taken up. */
const journalVersion = 1;

const ending = '.jsonl';

/** A journal as it was found. */
export interface JournalFile {
  /** Names the run: `disaster-recovery-prod-01-20261123-101500`. */
  readonly id: string;
  readonly path: string;
  readonly state: RunState;
  readonly events: readonly Event[];
}

export class Journal {
  readonly id: string;
  readonly path: string;
  readonly #file: number;
  #line: number;

  private constructor(id: string, path: string, file: number, line: number) {
    this.id = id;
    this.path = path;
    this.#file = file;
    this.#line = line;
  }

  /** Begins the journal of a new run. Faults: `failed` when the folder can not be written to. */
  static create(folder: string, runbook: string, cluster: string, at: number): Result<Journal> {
    const stamp = new Date(at).toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15);
    const base = `${fileSafe(runbook)}-${fileSafe(cluster)}-${stamp}`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      for (let n = 1; ; n++) {
        const id = n === 1 ? base : `${base}-${n}`;
        const path = join(folder, `${id}${ending}`);
        if (existsSync(path)) continue;
        const file = openSync(path, 'ax', 0o600);
        syncFolder(folder);
        return ok(new Journal(id, path, file, 0));
      }
    } catch (error) {
      return unwritable(folder, error);
    }
  }

  /** Opens the journal of a run that is taken up; a torn last line, which was never acknowledged, is cut off. */
  static open({ id, path, events }: JournalFile): Result<Journal> {
    try {
      const text = readFileSync(path, 'utf8');
      const file = openSync(path, 'r+');
      const { length } = Buffer.from(wholeLines(text), 'utf8');
      ftruncateSync(file, length);
      fsyncSync(file);
      closeSync(file);
      return ok(new Journal(id, path, openSync(path, 'a'), events.length));
    } catch (error) {
      return unwritable(path, error);
    }
  }

  /** Writes an event and waits until the disk has it. Gives the event as it was written. */
  append(event: Event): Result<Event> {
    const safe = redactEvent(event);
    try {
      const line = `${JSON.stringify({ v: journalVersion, n: this.#line, ...safe })}\n`;
      // Goes on until all of it is written.
      appendFileSync(this.#file, line);
      fsyncSync(this.#file);
      this.#line++;
      return ok(safe);
    } catch (error) {
      return unwritable(this.path, error);
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Reads a journal. Faults: `unreadable` when a line other than the last can not be read, `version`. */
export function readJournal(path: string): Result<JournalFile> {
  const id = path.split(/[/\\]/).at(-1)?.slice(0, -ending.length) ?? path;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return failed('not-found', `The journal \`${path}\` can not be read.`);
  }
  const events: Event[] = [];
  for (const [index, line] of wholeLines(text).split('\n').slice(0, -1).entries()) {
    const entry = parseLine(line);
    if (entry && entry.v !== journalVersion) return otherVersion(path);
    if (!entry || entry.n !== index) return torn(path, index + 1);
    const { v: _, n: __, ...event } = entry;
    events.push(event);
  }
  const state = replay(events);
  return state ? ok({ id, path, state, events }) : torn(path, 1);
}

/** What reads a journal. */
type ReadJournal = typeof readJournal;

/** The runs of a folder, the latest first; journals that can not be read are told apart. */
export function listJournals(
  folder: string,
  read: ReadJournal = readJournal,
): { readonly runs: readonly JournalFile[]; readonly unreadable: string[] } {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ending)) : [];
  const runs: JournalFile[] = [];
  const unreadable: string[] = [];
  for (const name of names) {
    const found = read(join(folder, name));
    if (found.ok) runs.push(found.value);
    else unreadable.push(found.fault.message);
  }
  return { runs: runs.sort((a, b) => b.state.startedAt - a.state.startedAt), unreadable };
}

/** Reads a journal again only when it has changed, for a view that looks every second. */
export function rememberingRead(): ReadJournal {
  const known = new Map<string, { readonly stamp: string; readonly result: Result<JournalFile> }>();
  return (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    const stamp = `${stat?.mtimeMs} ${stat?.size}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return before.result;
    const result = readJournal(path);
    known.set(path, { stamp, result });
    return result;
  };
}

/** The text up to the end of its last line that can be read. */
function wholeLines(text: string): string {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1);
  const last = lines.lastIndexOf('\n', lines.length - 2) + 1;
  return parseLine(lines.slice(last)) ? lines : lines.slice(0, last);
}

function parseLine(line: string): ({ readonly v: unknown; readonly n: unknown } & Event) | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry = typeof entry === 'object' && entry !== null && 'type' in entry && 'at' in entry && 'v' in entry;
    // The writer is this program; the version says which one.
    return isEntry ? (entry as { v: unknown; n: unknown } & Event) : undefined;
  } catch {
    return undefined;
  }
}

/** An event without secrets; names and kinds stay as they are. */
function redactEvent(event: Event): Event {
  return redactValues(event) as Event;
}

function redactValues(value: unknown): unknown {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map(redactValues);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redactValues(inner)]));
}

function torn(path: string, line: number): Result<never> {
  return failed('unreadable', `The journal \`${path}\` is damaged at line ${line}, so its run can not be taken up.`, {
    next: 'Look at the live system, then start the runbook anew: phases that are done are skipped.',
  });
}

function otherVersion(path: string): Result<never> {
  return failed('version', `The journal \`${path}\` was written by another version of Omni Scale.`, {
    next: 'Resume it with that version, or start the runbook anew: phases that are done are skipped.',
  });
}

function unwritable(path: string, error: unknown): Result<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return failed('failed', `The journal in \`${path}\` can not be written (${code}), so nothing more is done.`, {
    next: 'Make room or choose another folder with `omniScale.runbooks.directory`.',
  });
}

function syncFolder(folder: string): void {
  // Windows can not open a folder; its file systems keep the entry with the file.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
