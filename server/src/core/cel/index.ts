export * from './ast.ts';
export { type CelParse, type CelResult, checkCel, parseCel } from './check.ts';
export { type CelEnvironment, storageSelectorEnvironment } from './environment.ts';
export type { CelProblem, CelProblemCode } from './problem.ts';
export { type CelType, type CelTypeKind, formatType } from './types.ts';
