// What a runbook would do, before it does it: every phase with its commands. Nothing is contacted for it.
import type { Phase } from './phase.ts';
import { duration } from './report.ts';

export interface PlannedPhase {
  readonly title: string;
  /** `destroys`, `asks`, `at most 10 min`. */
  readonly marks: readonly string[];
  readonly commands: readonly string[];
}

export function plannedPhases(phases: readonly Phase[], drill: boolean): readonly PlannedPhase[] {
  return phases.map(({ title, action, verify, gate, drill: leftOut }) => {
    if (drill && leftOut) return { title, marks: [`left out: ${leftOut}`], commands: [] };
    const limit = verify?.limit ?? action?.limit;
    const marks = [
      ...(action?.once?.destructive ? ['destroys'] : []),
      ...(gate ? [gate.kind === 'typed' ? `\`${gate.expected}\` has to be typed` : 'asks'] : []),
      ...(limit === undefined ? [] : [`at most ${duration(limit)}`]),
    ];
    return { title, marks, commands: action?.commands ?? [] };
  });
}

export function planMarkdown(title: string, phases: readonly Phase[], drill: boolean): string {
  const steps = plannedPhases(phases, drill).flatMap(({ title: phase, marks, commands }, index) => [
    `${index + 1}. ${phase}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
    ...commands.map((command) => `   - \`${command}\``),
  ]);
  return [`# ${title}: what would be done`, '', 'Nothing is contacted and nothing is changed.', '', ...steps, ''].join(
    '\n',
  );
}
