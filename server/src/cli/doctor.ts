// `omni-scale doctor`: whether everything that the live parts need is there and works, each with its repair.
import { parseArgs } from 'node:util';
import type { Check, Verdict } from '../live/doctor/check.ts';
import { checkPrerequisites, verdictOf } from '../live/doctor/doctor.ts';
import { openSession } from '../live/open-session.ts';
import { redactor } from '../live/redact.ts';
import type { Command, Terminal } from './command.ts';
import { liveHelp, liveOptions, liveSettings } from './live-settings.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check that omnictl, the cluster and the provider’s host can be reached',
  usage: 'omni-scale doctor [--format text|json]',
  help: [
    'Checks omnictl, its context and sign-in, the Kubernetes cluster, the provider’s host, git, helm and talosctl, all at the',
    'same time. What is not set up is skipped, with how to set it up.',
    '',
    'Options',
    '  --format text|json   text for people (default) or JSON for programs',
    ...liveHelp,
    '',
    'JSON: {verdict, checks: [{id, name, verdict: ok|warning|problem|skipped, found, repair, fault, signIn}]}.',
    '',
    'Exit: 0 no problem, 1 problems, 2 could not run.',
    '',
    'Example: omni-scale doctor --host root@rack-a',
  ],
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...liveOptions, format: { type: 'string', default: 'text' } },
  });
  const { format, ...flags } = values;
  if (format !== 'text' && format !== 'json') return terminal.fail(`--format takes text or json; not \`${format}\``);
  const settings = liveSettings(flags, terminal);
  const systems = openSession(settings);
  try {
    const signal = terminal.interrupted();
    const checks = await checkPrerequisites(systems, settings, signal);
    if (signal.aborted) return terminal.fail('interrupted');
    const report =
      format === 'json' ? JSON.stringify({ verdict: verdictOf(checks), checks }) : toText(checks, terminal.coloured);
    terminal.print(redactor.redact(report));
    return checks.some((check) => check.verdict === 'problem') ? 1 : 0;
  } finally {
    systems.close();
  }
}

const colours: Readonly<Record<Verdict, string>> = { ok: '32', warning: '33', problem: '31', skipped: '90' };

function toText(checks: readonly Check[], coloured: boolean): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.flatMap(({ verdict, name, found, repair }) => {
    const word = verdict.padEnd(7);
    const head = `${coloured ? `\u001b[${colours[verdict]}m${word}\u001b[0m` : word}  ${name.padEnd(width)}  ${found}`;
    return repair ? [head, `${' '.repeat(width + 11)}${repair}`] : [head];
  });
  return [verdictOf(checks), '', ...lines].join('\n');
}
