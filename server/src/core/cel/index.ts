export * from './ast.ts';
export { type CelParse, type CelResult, checkCel, parseCel } from './check.ts';
export { type CelEnvironment, storageSelectorEnvironment } from './environment.ts';
export type { CelProblem, CelProblemCode } from './problem.ts';
export type { CelEdit } from './repair.ts';
export { applyCelEdits, type CelFix, storageSelectorFixes } from './selector-fixes.ts';
export {
  diskSelectorEnvironment,
  diskSelectorKnows,
  volumeSelectorEnvironment,
  volumeSelectorKnows,
} from './talos-environments.ts';
export { type CelType, type CelTypeKind, formatType } from './types.ts';
