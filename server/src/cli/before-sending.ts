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
  return yes || typedWord(what, word, 'give `--yes` to go on without', terminal);
}

/** The same for a deletion: where nobody can type the name, `--confirm` has to give it. */
export async function deletionConfirmed(
  what: string,
  name: string,
  given: string | undefined,
  terminal: Terminal,
): Promise<boolean> {
  if (given === undefined) return typedWord(what, name, `give \`--confirm ${name}\``, terminal);
  if (given === name) return true;
  terminal.fail(`--confirm names \`${given}\`, not \`${name}\`; nothing was deleted`);
  return false;
}

async function typedWord(what: string, word: string, otherwise: string, terminal: Terminal): Promise<boolean> {
  const typed = await terminal.ask(`${what} Type \`${word}\` to go on: `);
  if (typed?.trim() === word) return true;
  terminal.fail(typed === undefined ? `nobody can confirm this here; ${otherwise}` : 'not confirmed; nothing was sent');
  return false;
}

/** Prints what omnictl refuses; gives how many problems there are. */
export function printRefusals(file: string, problems: readonly string[], terminal: Terminal): number {
  for (const problem of problems) terminal.print(`${file}: error: ${problem} [omnictl]`);
  return problems.length;
}
