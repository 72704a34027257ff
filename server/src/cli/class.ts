// `omni-scale class`: machine classes compared with Omni, and applied.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { applyClasses, classDiff, type Difference } from '../live/omni/operations.ts';
import { confirmed, ownErrors, printDifference } from './before-sending.ts';
import type { Command, Terminal } from './command.ts';
import { failWith, omnictlOf, omniHelp, omniOptions } from './omni-options.ts';

export const machineClass: Command = {
  name: 'class',
  summary: 'Compare machine classes with Omni, apply them',
  usage: 'omni-scale class diff|apply FILE [options]',
  help: [
    'diff   what Omni has against what the file declares; fields that mean the same look the same',
    'apply  checks the file with our own rules, shows the difference, asks, and sends',
    '',
    'Options',
    ...omniHelp,
    '  --yes                apply without asking',
    '',
    'Exit: 0 the same, or applied; 1 errors, or a difference; 2 could not run.',
    '',
    'Example: omni-scale class diff machine-classes/rack-worker.yaml',
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
  if (file === undefined || more.length > 0) return terminal.fail(`one file is needed; usage: ${machineClass.usage}`);
  if (action !== 'diff' && action !== 'apply') return terminal.fail(`\`class\` has diff and apply; not \`${action}\``);
  const path = resolve(terminal.cwd, file);
  if (!existsSync(path)) return terminal.fail(`${file} does not exist`);
  const omnictl = omnictlOf(values, terminal);
  const signal = terminal.interrupted();
  if (action === 'apply' && (await ownErrors(path, terminal)) > 0) return 1;
  const differences = await classDiff(omnictl, path, signal);
  if (!differences.ok) return failWith(terminal, differences.fault);
  const changed = differences.value.filter((difference) => printDifference(difference, file, terminal));
  if (changed.length === 0) terminal.progress(`Omni has ${namesOf(differences.value)} as ${file} declares it.`);
  if (action === 'diff' || changed.length === 0) return changed.length > 0 ? 1 : 0;
  if (!(await confirmed(`This changes ${namesOf(changed)} in Omni.`, 'apply', values.yes, terminal))) return 2;
  const applied = await applyClasses(omnictl, path, { signal, onLine: (line) => terminal.progress(line) });
  if (!applied.ok) return failWith(terminal, applied.fault);
  terminal.progress(`Applied ${namesOf(changed)}.`);
  return 0;
}

function namesOf(differences: readonly Difference[]): string {
  return differences.map(({ name }) => `\`${name}\``).join(', ');
}
