// Checks of programs that only some features need.

import { run } from '../process.ts';
import type { LiveSettings } from '../settings.ts';
import { type CheckPlan, type Outcome, ofFault, passed, type Repairs, skipped } from './check.ts';

interface Program {
  readonly id: string;
  readonly program: string;
  /** Prints its version. */
  readonly args: readonly string[];
  /** What does not work without it. */
  readonly usedFor: string;
  readonly install: string;
  /** True where a setting names it, so that it has to be there. */
  readonly named?: boolean;
}

const runDeadline = 8_000;
/** Longer than the program is given, and the 2 s to end it. */
const deadline = 12_000;

export function programChecks({ helmPath }: Pick<LiveSettings, 'helmPath'>): readonly CheckPlan[] {
  return [
    programCheck({
      ...{ id: 'git', program: 'git', args: ['--version'] },
      usedFor: 'Knowing which files git ignores needs it.',
      install: 'Install git.',
    }),
    programCheck({
      ...{ id: 'helm', program: helmPath ?? 'helm', args: ['version', '--short'], named: helmPath !== undefined },
      usedFor: 'The runbook Bootstrap GitOps needs it.',
      install: 'Install helm, or name it: `omniScale.helm.path` (`--helm`).',
    }),
    programCheck({
      ...{ id: 'talosctl', program: 'talosctl', args: ['version', '--client', '--short'] },
      usedFor: 'No feature needs it; repairs that are suggested may.',
      install: 'Install talosctl in the version of your clusters.',
    }),
  ];
}

function programCheck(program: Program): CheckPlan {
  const timeout = `Run \`${[program.program, ...program.args].join(' ')}\` in a terminal and see what it waits for.`;
  return {
    ...{ id: program.id, name: program.id, deadline, repairs: { timeout } },
    run: (signal) => outcomeOf(program, signal, { timeout }),
  };
}

async function outcomeOf(
  { program, args, usedFor, install, named }: Program,
  signal: AbortSignal,
  repairs: Repairs,
): Promise<Outcome> {
  const ended = await run({ program, args, deadline: runDeadline, signal });
  if (!ended.ok && ended.fault.kind === 'program-missing' && !named) return skipped(`Not found. ${usedFor}`, install);
  if (!ended.ok) return ofFault(ended.fault, { 'program-missing': install, failed: install, ...repairs });
  const { code, stdout, stderr } = ended.value;
  if (code === 0) return passed(versionIn(stdout) ?? 'It runs.');
  return {
    verdict: 'problem',
    found: `\`${program} ${args.join(' ')}\` ended with ${code}${stderr.trim() ? `: ${firstLine(stderr)}` : ''}.`,
    repair: install,
  };
}

function versionIn(text: string): string | undefined {
  return /v?\d+\.\d+(?:\.\d+)?[\w.+-]*/.exec(text)?.[0];
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, 200);
}
