// A person at the keyboard, in tests: answers as told and remembers everything that was shown.
import type { Answer, Operator, Question } from '../../../server/src/live/runbooks/runner.ts';

export interface TestOperator extends Operator {
  /** Every text that a person would have seen. */
  readonly seen: string[];
  readonly questions: Question[];
}

/**
 * Lets the time of a step be up when it tells something; until then it has all the time it needs, so that a loaded machine
 * changes nothing.
 */
export function timeIsUpWhen(
  tells: (phase: string, text: string) => boolean,
  answer?: Parameters<typeof operator>[0],
): { readonly person: TestOperator; readonly deadline: () => AbortSignal } {
  let clock = new AbortController();
  const person = operator(answer);
  const progress: Operator['progress'] = (phase, text) => {
    person.progress(phase, text);
    if (!tells(phase.id, text)) return;
    const ended = clock;
    clock = new AbortController();
    ended.abort();
  };
  return { person: { ...person, progress }, deadline: () => clock.signal };
}

/** The same at whatever is told first, or for the so-manieth time. */
export function timeIsUpAfter(looks = 1): ReturnType<typeof timeIsUpWhen> {
  let told = 0;
  return timeIsUpWhen(() => ++told === looks);
}

/** A clock for what never answers: every step is ended after a second. */
export const oneSecond = (): AbortSignal => AbortSignal.timeout(1_000);

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
