// What every command does before it sends a file: our own rules, the difference, and a person's word.
import type { Difference } from '../live/omni/operations.ts';
import { diagnose } from './check.ts';
import type { Terminal } from './command.ts';
import { toText } from './output.ts';
import { paintDiff, unifiedDiff } from './unified-diff.ts';

/** Prints what our own rules report on a file; gives how many errors stand against sending it. */
export async function ownErrors(path: string, terminal: Terminal): Promise<number> {
  const { diagnostics } = await diagnose([path], terminal);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  for (const error of errors) terminal.print(toText(error, terminal.coloured));
  return errors.length;
}

/** Prints a difference; says whether there is one. */
export function printDifference({ name, live, local }: Difference, file: string, terminal: Terminal): boolean {
  const lines = unifiedDiff(live, local, [live === '' ? '/dev/null' : `Omni ${name}`, file]);
  for (const line of lines) terminal.print(terminal.coloured ? paintDiff(line) : line);
  return lines.length > 0;
}

/** True when a person typed the word, or `--yes` was given; tells why not. */
export async function confirmed(what: string, word: string, yes: boolean, terminal: Terminal): Promise<boolean> {
  if (yes) return true;
  const typed = await terminal.ask(`${what} Type \`${word}\` to go on: `);
  if (typed?.trim() === word) return true;
  terminal.fail(
    typed === undefined
      ? `nobody can confirm this here; give \`--yes\` to go on without`
      : 'not confirmed; nothing was sent',
  );
  return false;
}
