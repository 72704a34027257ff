import type { Span } from '../text/span.ts';
import { MAX_PROBLEMS } from './limits.ts';

/**
 * What kind of mistake a problem is. `syntax`, `reserved`, `literal` and `macro` come from reading the text, the next
 * four from checking types. `limit` means that the expression is too long or too deep for cel-go.
 */
export type CelProblemCode =
  | 'empty'
  | 'syntax'
  | 'reserved'
  | 'literal'
  | 'macro'
  | 'undeclared'
  | 'overload'
  | 'type'
  | 'field'
  | 'limit';

export interface CelProblem {
  readonly code: CelProblemCode;
  readonly span: Span;
  readonly message: string;
  /** The identifier or operator concerned, as written. */
  readonly name?: string;
}

/** Collects problems; like cel-go's error list it takes a hundred and no more. */
export class ProblemList {
  private readonly problems: CelProblem[] = [];

  add(code: CelProblemCode, span: Span, message: string, name?: string): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    this.problems.push(name === undefined ? { code, span, message } : { code, span, message, name });
  }

  get isEmpty(): boolean {
    return this.problems.length === 0;
  }

  /** By position; problems at one place stay in the order in which they were found. */
  sorted(): readonly CelProblem[] {
    return [...this.problems].sort((a, b) => a.span.start - b.span.start);
  }
}
