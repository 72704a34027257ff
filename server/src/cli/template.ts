// `omni-scale template`: a cluster template validated, compared with Omni, and synced; its cluster deleted.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Omnictl } from '../live/omni/omnictl.ts';
import {
  clusterToDelete,
  type Difference,
  deleteCluster,
  diffTemplate,
  syncTemplate,
  validateTemplate,
} from '../live/omni/operations.ts';
import { confirmed, deletionConfirmed, ownErrors, printDifference, printRefusals } from './before-sending.ts';
import type { Command, Terminal } from './command.ts';
import { omniHelp, omniOptions } from './live-settings.ts';
import { failWith, omnictlOf } from './omni-options.ts';

export const template: Command = {
  name: 'template',
  summary: 'Validate a cluster template, compare it with Omni, sync it; delete its cluster',
  usage: 'omni-scale template validate|diff|sync|delete FILE [options]',
  help: [
    'validate  our own rules, then omnictl’s; nothing is contacted',
    'diff      what a sync would change: the cluster’s resources in Omni against what the template renders to',
    'sync      validates, shows the difference, asks for the cluster’s name to be typed, and sends',
    'delete    asks for the cluster’s name to be typed, deletes the cluster and its machines, and waits until they are gone',
    '',
    'Options',
    ...omniHelp,
    '  --yes                sync without asking',
    '  --confirm NAME       delete the cluster of this name without asking',
    '',
    'Exit: 0 valid, the same, synced, or deleted; 1 errors, or a difference; 2 could not run.',
    '',
    'Example: omni-scale template diff clusters/prod-01.yaml',
  ],
  run,
};

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...omniOptions, yes: { type: 'boolean', default: false }, confirm: { type: 'string' } },
  });
  const [action, file, ...more] = positionals;
  if (file === undefined || more.length > 0) return terminal.fail(`one template is needed; usage: ${template.usage}`);
  const path = resolve(terminal.cwd, file);
  if (!existsSync(path)) return terminal.fail(`${file} does not exist`);
  const omnictl = omnictlOf(values, terminal);
  const { yes, confirm } = values;
  const job: Job = { omnictl, file, path, terminal, signal: terminal.interrupted(), yes, confirm };
  if (action === 'validate') return validate(job);
  if (action === 'diff') return diff(job);
  if (action === 'sync') return sync(job);
  if (action === 'delete') return remove(job);
  return terminal.fail(`\`template\` has validate, diff, sync and delete; not \`${action}\``);
}

interface Job {
  readonly omnictl: Omnictl;
  readonly file: string;
  readonly path: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly yes: boolean;
  readonly confirm: string | undefined;
}

async function validate({ omnictl, file, path, terminal, signal }: Job): Promise<number> {
  const own = await ownErrors(path, terminal);
  if (own > 0) return 1;
  const problems = await validateTemplate(omnictl, path, signal);
  if (!problems.ok) return failWith(terminal, problems.fault);
  if (printRefusals(file, problems.value, terminal) > 0) return 1;
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

async function remove({ omnictl, path, terminal, signal, yes, confirm }: Job): Promise<number> {
  if (yes) return terminal.fail('a deletion takes `--confirm NAME`, not `--yes`');
  const cluster = await clusterToDelete(omnictl, path, signal);
  if (!cluster.ok) return failWith(terminal, cluster.fault);
  const name = cluster.value;
  const what = `This deletes the cluster \`${name}\` and all its machines.`;
  if (!(await deletionConfirmed(what, name, confirm, terminal))) return 2;
  const deleted = await deleteCluster(omnictl, name, { signal, onLine: (line) => terminal.progress(line) });
  if (!deleted.ok) return failWith(terminal, deleted.fault);
  terminal.progress(`The cluster \`${name}\` is gone.`);
  return 0;
}

/** Prints the difference, or that there is none; says whether there is one. */
function told(difference: Difference, file: string, terminal: Terminal): boolean {
  const differs = printDifference(difference, file, terminal);
  if (!differs) terminal.progress(`Omni has \`${difference.name}\` as ${file} declares it.`);
  return differs;
}
