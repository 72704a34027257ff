/**
 * The limits that keep a check short. The first five are cel-go's own (`parser/parser.go`, defaults of `NewParser`,
 * and `common/errors.go`); the last stands for the memory cel-go would run out of on types that double at each step.
 */

export const MAX_CODE_POINTS = 100_000;
export const MAX_NESTING = 250;
export const MAX_RECOVERIES = 30;
export const MAX_SKIPPED_TOKENS = 256;
export const MAX_PROBLEMS = 100;
export const MAX_TYPE_STEPS = 1_000_000;

/** Thrown and caught inside this folder only: unwinds a phase that met one of the limits. */
export class LimitReached extends Error {}
