// `omni-scale template`: a cluster template validated, compared with Omni, and synced.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Omnictl } from '../live/omni/omnictl.ts';
import { type Difference, diffTemplate, syncTemplate, validateTemplate } from '../live/omni/operations.ts';
import { confirmed, ownErrors, printDifference } from './before-sending.ts';
import type { Command, Terminal } from './command.ts';
import { failWith, omnictlOf, omniHelp, omniOptions } from './omni-options.ts';

export const template: Command = {
  name: 'template',
  summary: 'Validate a cluster template, compare it with Omni, sync it',
  usage: 'omni-scale template validate|diff|sync FILE [options]',
  help: [
    'validate  our own rules, then omnictl’s; nothing is contacted',
    'diff      what a sync would change: the cluster’s resources in Omni against what the template renders to',
    'sync      validates, shows the difference, asks for the cluster’s name to be typed, and sends',
    '',
    'Options',
    ...omniHelp,
    '  --yes                sync without asking',
    '',
    'Exit: 0 valid, the same, or synced; 1 errors, or a difference; 2 could not run.',
    '',
    'Example: omni-scale template diff clusters/prod-01.yaml',
  ],
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...omniOptions, yes: { type: 'boolean', default: false } },
  });
  const [action, file, ...more] = positionals;
  if (file === undefined || more.length > 0) return terminal.fail(`one template is needed; usage: ${template.usage}`);
  const path = resolve(terminal.cwd, file);
  if (!existsSync(path)) return terminal.fail(`${file} does not exist`);
  const omnictl = omnictlOf(values, terminal);
  const job: Job = { omnictl, file, path, terminal, signal: terminal.interrupted(), yes: values.yes };
  if (action === 'validate') return validate(job);
  if (action === 'diff') return diff(job);
  if (action === 'sync') return sync(job);
  return terminal.fail(`\`template\` has validate, diff and sync; not \`${action}\``);
}

interface Job {
  readonly omnictl: Omnictl;
  readonly file: string;
  readonly path: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly yes: boolean;
}

async function validate({ omnictl, file, path, terminal, signal }: Job): Promise<number> {
  const own = await ownErrors(path, terminal);
  if (own > 0) return 1;
  const problems = await validateTemplate(omnictl, path, signal);
  if (!problems.ok) return failWith(terminal, problems.fault);
  for (const problem of problems.value) terminal.print(`${file}: error: ${problem} [omnictl]`);
  if (problems.value.length > 0) return 1;
  terminal.progress(`${file} is valid.`);
  return 0;
}

async function diff({ omnictl, file, path, terminal, signal }: Job): Promise<number> {
  const difference = await diffTemplate(omnictl, path, signal);
  if (!difference.ok) return failWith(terminal, difference.fault);
  return told(difference.value, file, terminal) ? 1 : 0;
}

async function sync(job: Job): Promise<number> {
  const { omnictl, file, path, terminal, signal, yes } = job;
  const invalid = await validate(job);
  if (invalid !== 0) return invalid;
  const difference = await diffTemplate(omnictl, path, signal);
  if (!difference.ok) return failWith(terminal, difference.fault);
  if (!told(difference.value, file, terminal)) return 0;
  const { name } = difference.value;
  if (!(await confirmed(`This changes the cluster \`${name}\`.`, name, yes, terminal))) return 2;
  const synced = await syncTemplate(omnictl, path, { signal, onLine: (line) => terminal.progress(line) });
  if (!synced.ok) return failWith(terminal, synced.fault);
  terminal.progress(`\`${name}\` is synced; Omni carries it out from here.`);
  return 0;
}

/** Prints the difference, or that there is none; says whether there is one. */
function told(difference: Difference, file: string, terminal: Terminal): boolean {
  const differs = printDifference(difference, file, terminal);
  if (!differs) terminal.progress(`Omni has \`${difference.name}\` as ${file} declares it.`);
  return differs;
}
