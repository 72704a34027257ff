// What people read of a run: the timeline while it goes on, and a report in Markdown, verdict first.
import { redactor } from '../redact.ts';
import { currentPhase, type PhaseState, type PhaseStatus, type RunState } from './engine.ts';

/** A phase as a row of the timeline. Times in milliseconds. */
export interface TimelineRow {
  readonly id: string;
  readonly title: string;
  readonly status: PhaseStatus;
  readonly elapsed: number;
  /** What its work may take; absent where a person takes as long as they like. */
  readonly limit?: number;
  /** Why it was skipped, what it waits for, why it failed. */
  readonly text?: string;
  readonly destructive: boolean;
}

/** The phases of a run with the time each has taken until `now` (ms since 1970). */
export function timeline(state: RunState, now: number): readonly TimelineRow[] {
  return state.phases.map((phase) => {
    const text = textOf(phase);
    return {
      id: phase.id,
      title: phase.title,
      status: phase.status,
      elapsed: elapsedOf(phase, now),
      destructive: phase.destructive === true,
      ...(phase.limit === undefined ? {} : { limit: phase.limit }),
      ...(text === undefined ? {} : { text }),
    };
  });
}

/** The report of a run as Markdown, without secrets. */
export function report(state: RunState, now: number): string {
  const what = `${state.title} of \`${state.cluster}\`${state.drill ? ' (drill)' : ''}`;
  const lines = [
    `# ${what}: ${verdict(state)}`,
    '',
    ...action(state),
    `Started ${time(state.startedAt)}, ${state.status === 'finished' ? 'finished' : 'last active'} ${time(state.lastAt)}; ${duration(totalOf(state, now))} of work.`,
    '',
    '| phase | result | time | limit |',
    '|---|---|---|---|',
    ...timeline(state, now).map(
      ({ title, status, elapsed, limit, text }) =>
        `| ${cell(title)} | ${words[status]}${text && status !== 'done' ? `: ${cell(text)}` : ''} | ${elapsed > 0 ? duration(elapsed) : ''} | ${limit === undefined ? '' : duration(limit)} |`,
    ),
    ...notesOf(state),
    '',
  ];
  return redactor.redact(lines.join('\n'));
}

/** Where a run stands, in a few words. */
export function verdict(state: RunState): string {
  const phase = currentPhase(state);
  const at = phase ? ` at “${phase.title}”` : '';
  switch (state.status) {
    case 'finished':
      return state.drill ? 'the drill went through' : 'done';
    case 'aborted':
      return `aborted${at}`;
    case 'failed':
      return `failed${at}`;
    case 'stopped':
      return `stopped${at}`;
    case 'asking':
      return `waits for an answer${at}`;
    case 'running':
      return `under way${at}`;
  }
}

export const words: Readonly<Record<PhaseStatus, string>> = {
  pending: 'not begun',
  running: 'under way',
  asking: 'waits for an answer',
  failed: 'failed',
  stopped: 'stopped',
  done: 'done',
  already: 'skipped',
  drill: 'left out of the drill',
};

/** A duration for people: `850 ms`, `12 s`, `4 min 10 s`, `1 h 5 min`. Takes milliseconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function elapsedOf({ spent, since }: PhaseState, now: number): number {
  return spent + (since === undefined ? 0 : Math.max(0, now - since));
}

/** Time of work; while a run lies there nothing is counted. */
function totalOf(state: RunState, now: number): number {
  return state.phases.reduce((sum, phase) => sum + elapsedOf(phase, now), 0);
}

/** What has to be done now. */
function action(state: RunState): readonly string[] {
  const phase = currentPhase(state);
  if (!phase || state.status === 'running') return [];
  if (state.status === 'asking') return [`Question: ${phase.question ?? ''}`, ''];
  const said = phase.fault ? [phase.fault.message] : state.why ? [`Reason: ${state.why}.`] : [];
  const next = phase.fault?.next ? [phase.fault.next] : [];
  return [...said, ...next, ...(phase.fault ? (phase.look ?? []) : [])].flatMap((line) => [line, '']);
}

function notesOf(state: RunState): readonly string[] {
  const notes = state.phases.flatMap((phase) => {
    const found = phase.status === 'done' && phase.text ? [...phase.notes, phase.text] : phase.notes;
    return found.map((note) => `- ${phase.title}: ${oneLine(note)}`);
  });
  return notes.length === 0 ? [] : ['', ...notes];
}

function textOf({ status, text, question, fault }: PhaseState): string | undefined {
  if (status === 'failed') return fault?.message;
  return status === 'asking' ? question : text;
}

function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
