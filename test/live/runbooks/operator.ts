// A person at the keyboard, in tests: answers as told and remembers everything that was shown.
import type { Answer, Operator, Question } from '../../../server/src/live/runbooks/runner.ts';

export interface TestOperator extends Operator {
  /** Every text that a person would have seen. */
  readonly seen: string[];
  readonly questions: Question[];
}

/** Says yes to everything and types what is expected, unless `answer` says otherwise (`undefined`: not now). */
export function operator(answer: (question: Question) => Answer | undefined = agree): TestOperator {
  const seen: string[] = [];
  const questions: Question[] = [];
  return {
    seen,
    questions,
    changed: (state, event) => seen.push(JSON.stringify([event, state])),
    progress: (phase, text) => seen.push(`${phase.id}: ${text}`),
    async ask(question) {
      questions.push(question);
      seen.push(JSON.stringify(question));
      return answer(question);
    },
  };
}

export function agree(question: Question): Answer {
  if (question.kind === 'confirm') return { said: 'yes' };
  return { said: question.kind === 'undecided' ? 'repeat' : 'yes', typed: question.expected };
}
