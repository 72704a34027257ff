// A person at a terminal who watches a run and answers its questions. Where nobody sits at one, no question is answered
// and the run stops until somebody does.
import { currentPhase, type Event, type PhaseState, type RunState } from '../live/runbooks/engine.ts';
import { type LiveSystems, liveSystems } from '../live/runbooks/live-systems.ts';
import { duration, words } from '../live/runbooks/report.ts';
import type { Answer, Operator, Question } from '../live/runbooks/runner.ts';
import type { LiveSettings } from '../live/settings.ts';
import { diagnose } from './check.ts';
import type { Terminal } from './command.ts';
import { readHidden } from './hidden-input.ts';
import { terminalPerson } from './terminal-person.ts';

export function terminalOperator(terminal: Terminal): Operator {
  const progress = new Progress(terminal);
  return {
    changed: (state, event) => progress.changed(state, event),
    progress: (phase, text) => progress.tell(phase, text),
    async ask(question, signal) {
      terminal.progress('');
      for (const line of question.lines) terminal.progress(line);
      const answer = await answerTo(question, terminal);
      return signal.aborted ? undefined : answer;
    },
  };
}

/** The live systems, with a person at the terminal who is asked for what only a person has. */
export function terminalSystems(
  settings: LiveSettings,
  cluster: string,
  signal: AbortSignal,
  terminal: Terminal,
): LiveSystems {
  return liveSystems({
    ...{ settings, cluster, signal, person: terminalPerson(terminal) },
    askSecret: (name, until) => readHidden(`${name}: `, until),
    async templateProblems(path) {
      const { diagnostics } = await diagnose([path], terminal);
      return diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    },
  });
}

async function answerTo(question: Question, terminal: Terminal): Promise<Answer | undefined> {
  switch (question.kind) {
    case 'typed': {
      const typed = await terminal.ask(`${question.text} `);
      return typed === undefined ? undefined : { said: 'yes', typed: typed.trim() };
    }
    case 'confirm': {
      const typed = await terminal.ask(`${question.text} Type \`yes\` to go on: `);
      return typed?.trim() === 'yes' ? { said: 'yes' } : undefined;
    }
    case 'undecided': {
      const typed = await terminal.ask(
        `${question.text} Type \`done\` if it was, or \`${question.expected}\` to do it now: `,
      );
      if (typed?.trim() === 'done') return { said: 'was-done' };
      return typed?.trim() === question.expected ? { said: 'repeat', typed: typed.trim() } : undefined;
    }
  }
}

/** Lines on the way: one when a phase begins, one when it ends, and what changes in between. */
class Progress {
  readonly #terminal: Terminal;
  #last = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  changed(state: RunState, event: Event): void {
    const id = 'phase' in event ? event.phase : event.type === 'resumed' ? currentPhase(state)?.id : undefined;
    const index = state.phases.findIndex((phase) => phase.id === id);
    const phase = state.phases[index];
    if (!phase) return;
    const place = `[${index + 1}/${state.phases.length}]`;
    const begins = event.type === 'entered' || (event.type === 'resumed' && phase.status !== 'pending');
    if (begins) this.#say(`${place} ${phase.title}${limitOf(phase)}`);
    if (event.type === 'noted' || event.type === 'found') this.#say(`      ${event.text}`);
    if (event.type === 'intended') for (const command of event.commands) this.#say(`      ${command}`);
    if (event.type === 'ended') {
      const text = phase.text ? `: ${phase.text}` : '';
      this.#say(`      ${words[phase.status]}${text} (${duration(phase.spent)})`);
    }
  }

  tell(_phase: PhaseState, text: string): void {
    if (text !== this.#last) this.#say(`      ${text}`);
    this.#last = text;
  }

  #say(line: string): void {
    this.#last = '';
    this.#terminal.progress(line);
  }
}

function limitOf({ limit }: PhaseState): string {
  return limit === undefined ? '' : ` (at most ${duration(limit)})`;
}
