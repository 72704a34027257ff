// Reads a command line as omnictl does, from the table of its commands: an unknown flag or command is an error.
import { type OmnictlFlag, omnictl } from '../../../server/src/core/versions/omnictl-commands.ts';

export interface CommandLine {
  /** The command's full words, short forms resolved: `cluster delete`. */
  readonly command: string;
  readonly positionals: readonly string[];
  /** Flags by long name; the empty text for one without a value. */
  readonly flags: Readonly<Record<string, string>>;
}

const longNames: Readonly<Record<string, string>> = { g: 'get', c: 'cluster', t: 'template', l: 'machine-logs' };

/** A command line, or what omnictl says is wrong with it. */
export function readArguments(args: readonly string[]): CommandLine | string {
  let command = omnictl;
  const words: string[] = [];
  const positionals: string[] = [];
  const given: [string, string | undefined][] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg.startsWith('-') && arg !== '-') {
      const read = readFlag(arg, rest, (name, short) => find(everyFlag(command), name, short));
      if (typeof read === 'string') return read;
      given.push(...read);
      continue;
    }
    const next = positionals.length === 0 ? command.commands.get(arg) : undefined;
    if (next) {
      command = next;
      words.push(words.length === 0 || arg === 't' ? (longNames[arg] ?? arg) : arg);
    } else if (words.length === 0) return `unknown command "${arg}" for "omnictl"`;
    else positionals.push(arg);
  }
  const flags = Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
  const missing = command.flags.filter((flag) => flag.required && flags[flag.name] === undefined);
  if (missing.length > 0) return `required flag(s) ${missing.map(({ name }) => `"${name}"`).join(', ')} not set`;
  return { command: words.join(' '), positionals, flags };
}

function everyFlag(command: typeof omnictl): readonly OmnictlFlag[] {
  return [...command.flags, ...omnictl.flags];
}

function find(flags: readonly OmnictlFlag[], name: string, short: boolean): OmnictlFlag | undefined {
  return flags.find((flag) => (short ? flag.short === name : flag.name === name));
}

type Found = (name: string, short: boolean) => OmnictlFlag | undefined;

function readFlag(arg: string, rest: string[], found: Found): [string, string | undefined][] | string {
  if (arg.startsWith('--')) {
    const [name = '', value] = split(arg.slice(2));
    const flag = found(name, false);
    if (!flag) return `unknown flag: --${name}`;
    if (!flag.takesValue) return [[name, value]];
    const taken = value ?? rest.shift();
    return taken === undefined ? `flag needs an argument: --${name}` : [[name, taken]];
  }
  const read: [string, string | undefined][] = [];
  for (let at = 1; at < arg.length; at++) {
    const short = arg[at] ?? '';
    const flag = found(short, true);
    if (!flag) return `unknown shorthand flag: '${short}' in ${arg}`;
    if (!flag.takesValue) {
      read.push([flag.name, undefined]);
      continue;
    }
    const value = at + 1 < arg.length ? arg.slice(at + 1).replace(/^=/, '') : rest.shift();
    if (value === undefined) return `flag needs an argument: '${short}' in ${arg}`;
    return [...read, [flag.name, value]];
  }
  return read;
}

function split(text: string): [string, string | undefined] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)];
}
