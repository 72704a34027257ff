// `omni-scale class`: machine classes compared with Omni, applied, and deleted.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { failed, ok, type Result } from '../live/fault.ts';
import type { Omnictl } from '../live/omni/omnictl.ts';
import {
  applyClasses,
  classDiff,
  classesOf,
  type Difference,
  deleteClass,
  mayDeleteClass,
  validateClasses,
} from '../live/omni/operations.ts';
import { confirmed, deletionConfirmed, ownErrors, printDifference, printRefusals } from './before-sending.ts';
import type { Command, Terminal } from './command.ts';
import { omniHelp, omniOptions } from './live-settings.ts';
import { failWith, omnictlOf } from './omni-options.ts';

export const machineClass: Command = {
  name: 'class',
  summary: 'Compare machine classes with Omni, apply and delete them',
  usage: 'omni-scale class diff|apply FILE | delete FILE|ID [options]',
  help: [
    'diff    what Omni has against what the file declares; fields that mean the same look the same',
    'apply   checks the file with our own rules, then omnictl’s, shows the difference, asks, and sends',
    'delete  asks for the id of the class to be typed, and deletes it; not while machine sets use it',
    '',
    'Options',
    ...omniHelp,
    '  --yes                apply without asking',
    '  --confirm ID         delete the class of this id without asking',
    '',
    'Exit: 0 the same, applied, or deleted; 1 errors, or a difference; 2 could not run.',
    '',
    'Example: omni-scale class diff machine-classes/rack-worker.yaml',
  ],
  run,
};

interface Job {
  readonly omnictl: Omnictl;
  /** As it was typed: a file, or for a deletion an id. */
  readonly subject: string;
  readonly path: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly yes: boolean;
  readonly confirm: string | undefined;
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...omniOptions, yes: { type: 'boolean', default: false }, confirm: { type: 'string' } },
  });
  const [action, subject, ...more] = positionals;
  if (subject === undefined || more.length > 0)
    return terminal.fail(`one file is needed; usage: ${machineClass.usage}`);
  const path = resolve(terminal.cwd, subject);
  const { yes, confirm } = values;
  const omnictl = omnictlOf(values, terminal);
  const job: Job = { omnictl, subject, path, terminal, signal: terminal.interrupted(), yes, confirm };
  if (action === 'delete') return remove(job);
  if (action !== 'diff' && action !== 'apply')
    return terminal.fail(`\`class\` has diff, apply and delete; not \`${action}\``);
  if (!existsSync(path)) return terminal.fail(`${subject} does not exist`);
  return action === 'diff' ? diff(job) : apply(job);
}

async function diff(job: Job): Promise<number> {
  const changed = await changes(job);
  if (!changed.ok) return failWith(job.terminal, changed.fault);
  return changed.value.length > 0 ? 1 : 0;
}

async function apply(job: Job): Promise<number> {
  const { omnictl, subject: file, path, terminal, signal, yes } = job;
  if ((await ownErrors(path, terminal)) > 0) return 1;
  const refused = await validateClasses(omnictl, path, signal);
  if (!refused.ok) return failWith(terminal, refused.fault);
  if (printRefusals(file, refused.value, terminal) > 0) return 1;
  const changed = await changes(job);
  if (!changed.ok) return failWith(terminal, changed.fault);
  if (changed.value.length === 0) return 0;
  const names = namesOf(changed.value);
  if (!(await confirmed(`This changes ${names} in Omni.`, 'apply', yes, terminal))) return 2;
  const applied = await applyClasses(omnictl, path, { signal, onLine: (line) => terminal.progress(line) });
  if (!applied.ok) return failWith(terminal, applied.fault);
  terminal.progress(`Applied ${names}.`);
  return 0;
}

/** Prints what differs, or that nothing does. */
async function changes({
  omnictl,
  subject: file,
  path,
  terminal,
  signal,
}: Job): Promise<Result<readonly Difference[]>> {
  const differences = await classDiff(omnictl, path, signal);
  if (!differences.ok) return differences;
  const changed = differences.value.filter((difference) => printDifference(difference, file, terminal));
  if (changed.length === 0) terminal.progress(`Omni has ${namesOf(differences.value)} as ${file} declares it.`);
  return ok(changed);
}

async function remove(job: Job): Promise<number> {
  const { omnictl, terminal, signal, yes, confirm } = job;
  if (yes) return terminal.fail('a deletion takes `--confirm ID`, not `--yes`');
  const id = await idOf(job);
  if (!id.ok) return failWith(terminal, id.fault);
  const allowed = await mayDeleteClass(omnictl, id.value, signal);
  if (!allowed.ok) return failWith(terminal, allowed.fault);
  if (!(await deletionConfirmed(`This deletes the machine class \`${id.value}\`.`, id.value, confirm, terminal)))
    return 2;
  const deleted = await deleteClass(omnictl, id.value, { signal, onLine: (line) => terminal.progress(line) });
  if (!deleted.ok) return failWith(terminal, deleted.fault);
  terminal.progress(`The machine class \`${id.value}\` is gone.`);
  return 0;
}

/** The one class that a file declares, or the id that was typed. */
async function idOf({ subject, path }: Job): Promise<Result<string>> {
  if (!existsSync(path))
    return /[/\\]|\.ya?ml$/.test(subject) ? failed('not-found', `${subject} does not exist`) : ok(subject);
  const declared = await classesOf(path);
  if (!declared.ok) return declared;
  const [only, ...others] = declared.value;
  if (only === undefined) return failed('not-found', `${subject} declares no machine class`);
  if (others.length === 0) return ok(only);
  return failed(
    'conflict',
    `${subject} declares several machine classes; give the id of one: ${declared.value.join(', ')}`,
  );
}

function namesOf(differences: readonly Difference[]): string {
  return differences.map(({ name }) => `\`${name}\``).join(', ');
}
