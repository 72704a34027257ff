// A person in VS Code who watches a run and answers its questions. A question that is dismissed is not answered: the run
// stops and can be resumed.
import { window } from 'vscode';
import type { Event, RunState } from '../../../../server/src/live/runbooks/engine.ts';
import type { Answer, Operator, Question } from '../../../../server/src/live/runbooks/runner.ts';

export interface Watcher {
  changed(state: RunState, event: Event): void;
  progress(text: string): void;
}

export function editorOperator(watcher: Watcher): Operator {
  return {
    changed: (state, event) => watcher.changed(state, event),
    progress: (_, text) => watcher.progress(text),
    ask: async (question, signal) => (signal.aborted ? undefined : answerTo(question)),
  };
}

async function answerTo(question: Question): Promise<Answer | undefined> {
  const { text, lines } = question;
  const detail = lines.join('\n\n');
  switch (question.kind) {
    case 'confirm': {
      const chosen = await window.showWarningMessage(text, { modal: true, detail }, 'Go On');
      return chosen ? { said: 'yes' } : undefined;
    }
    case 'typed': {
      if (lines.length > 0 && !(await window.showWarningMessage(text, { modal: true, detail }, 'Go On')))
        return undefined;
      const typed = await typeName(text, question.expected);
      return typed === undefined ? undefined : { said: 'yes', typed };
    }
    case 'undecided': {
      const chosen = await window.showWarningMessage(text, { modal: true, detail }, 'It Was Done', 'Do It Now…');
      if (chosen === 'It Was Done') return { said: 'was-done' };
      const typed = chosen ? await typeName(text, question.expected) : undefined;
      return typed === undefined ? undefined : { said: 'repeat', typed };
    }
  }
}

function typeName(title: string, expected: string): Thenable<string | undefined> {
  return window.showInputBox({ title, prompt: `Type \`${expected}\` to go on.`, ignoreFocusOut: true });
}
