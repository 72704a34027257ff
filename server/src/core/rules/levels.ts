// How grave a finding is: the rule's own word, then the team's file, then the person's settings.
import type { Conventions, Level } from '../kinds/conventions.ts';
import { matchesGlob } from '../text/glob.ts';
import type { RawFinding } from './engine.ts';

/** Severities a person set in the editor or on the command line; they win over the team's file. */
export type PersonalLevels = Readonly<Record<string, Level>>;

export function levelOf(
  { rule, report }: RawFinding,
  path: string,
  conventions: Conventions,
  personal: PersonalLevels,
): Level {
  const asked = personal[rule.id] ?? agreedLevel(rule.id, path, conventions);
  return asked ?? (rule.onlyWhenAsked ? 'off' : (report.severity ?? rule.severity));
}

function agreedLevel(rule: string, path: string, conventions: Conventions): Level | undefined {
  for (const override of [...conventions.overrides].reverse()) {
    const level = override.rules[rule];
    if (level !== undefined && override.files.some((glob) => matchesGlob(path, glob))) return level;
  }
  return conventions.rules[rule];
}

/** True when the team or the person excludes the file from checks. */
export function isExcluded(path: string, conventions: Conventions, exclude: readonly string[]): boolean {
  return [...conventions.ignore, ...exclude].some((glob) => matchesGlob(path, glob));
}
