import type { Span } from '../text/span.ts';

export interface CelEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A repair as proposed; only what `checkCel` confirms becomes a `CelFix`. */
export interface CelRepair {
  readonly title: string;
  readonly edits: readonly CelEdit[];
}
