// What a runbook would do, before it does it: every phase with its commands. Nothing is contacted for it.
import { limitOf } from './engine.ts';
import type { Phase } from './phase.ts';
import { duration } from './report.ts';

export interface PlannedPhase {
  readonly title: string;
  /** `destroys`, `asks`, `at most 10 min`. */
  readonly marks: readonly string[];
  /** What is only looked at, and what is then done. */
  readonly looks: readonly string[];
  readonly commands: readonly string[];
  /** What a person is told before the answer. */
  readonly lines: readonly string[];
}

export function plannedPhases(phases: readonly Phase[], drill: boolean): readonly PlannedPhase[] {
  return phases.map((phase) => {
    const { title, action, gate, drill: leftOut, looks = [] } = phase;
    if (drill && leftOut) return { title, marks: [`left out: ${leftOut}`], looks: [], commands: [], lines: [] };
    const limit = limitOf(phase);
    const marks = [
      ...(action?.once?.destructive ? ['destroys'] : []),
      ...(gate ? [gate.kind === 'typed' ? `\`${gate.expected}\` has to be typed` : 'asks'] : []),
      ...(limit === undefined ? [] : [`at most ${duration(limit)}`]),
    ];
    return { title, marks, looks, commands: action?.commands ?? [], lines: gate?.lines ?? [] };
  });
}

export function planMarkdown(title: string, phases: readonly Phase[], drill: boolean): string {
  const steps = plannedPhases(phases, drill).flatMap(({ title: phase, marks, looks, commands, lines }, index) => [
    `${index + 1}. ${phase}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
    ...lines.map((line) => `   - ${line}`),
    ...looks.map((command) => `   - looks: \`${command}\``),
    ...commands.map((command) => `   - \`${command}\``),
  ]);
  return [`# ${title}: what would be done`, '', 'Nothing is contacted and nothing is changed.', '', ...steps, ''].join(
    '\n',
  );
}
