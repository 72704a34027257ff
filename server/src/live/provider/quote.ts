// Turns an argument list into the one text that SSH carries, so that each argument arrives as it is. SSH hands a command
// to the login shell of the remote user; whatever a setting holds, it stays one word and never becomes a command.
import { failed, ok, type Result } from '../fault.ts';
import type { Place } from './host.ts';

/** Words of these characters mean themselves to every POSIX shell. `=` is not among them: `A=b` first would set a variable. */
const plain = /^[A-Za-z0-9_/:.,@%+-]+$/;

/** Plain words that a shell does not take for the name of a program. */
const reserved: ReadonlySet<string> = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);

/** One text for a POSIX shell that the shell splits into exactly these words. No word may hold a NUL character. */
export function quote(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

function quoteWord(word: string): string {
  if (plain.test(word) && !reserved.has(word)) return word;
  // Within single quotes everything means itself except the quote, which is put between the quotes.
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * The text that runs a command at a place.
 * `pct exec` hands its words to the program itself, without a shell inside the LXC, so they are quoted only once.
 * Faults: `wrong-setting` for an LXC id that is no number, `failed` for words that no Unix program can be given.
 */
export function remoteCommand(place: Place, command: readonly string[], lxc: string | undefined): Result<string> {
  if (command.length === 0 || command.some((word) => word.includes('\0')))
    return failed('failed', 'The command holds a character that no program can be given.');
  if (place === 'node' || lxc === undefined || lxc === '') return ok(quote(command));
  if (!/^[1-9]\d{0,8}$/.test(lxc))
    return failed('wrong-setting', `\`${lxc}\` is not the id of an LXC.`, {
      next: 'Set `omniScale.provider.lxc` (`--lxc`) to its number, such as 200.',
    });
  return ok(quote(['pct', 'exec', lxc, '--', ...command]));
}

/**
 * Runs its arguments and ends them when its standard input ends, which is what a closed channel looks like. OpenSSH passes
 * no signals on to a session of root, and without this a `docker ps` that hangs would stay there, one for each attempt.
 */
const tied =
  'exec 3<&0; "$@" </dev/null 3<&- & p=$!; { cat <&3; kill "$p"; } >/dev/null 2>&1 & wait "$p"; c=$?; exec 3<&-; exit "$c"';

/** The command, tied to its channel: it ends with it. Its standard input has to be held open. */
export function tiedToInput(command: readonly string[]): readonly string[] {
  return ['sh', '-c', tied, 'sh', ...command];
}
