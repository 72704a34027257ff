import { commandsOf, isCommand, type ShellCommand, type ShellWord } from '../../kinds/shell.ts';
import { nearest } from '../../text/names.ts';
import { span } from '../../text/span.ts';
import { type OmnictlCommand, type OmnictlFlag, omnictl as tree } from '../../versions/omnictl-commands.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule, Fix, Report } from '../rule.ts';

export const omnictl: DocumentRule = {
  id: 'script/omnictl',
  title: 'A command or flag that omnictl does not have, or one that it needs',
  severity: 'error',
  kinds: ['script'],
  needs: 'document',
  why: 'omnictl refuses a command line with a word or a flag it does not know, and some commands without a flag they need: `omnictl kubeconfig` takes the cluster with `-c`, and a name without it is where the file goes. In a script that recovers a cluster this shows at the worst moment.',
  ...diff(`
 === scripts/access.sh
 #!/bin/sh
-omnictl kubeconfig "$CLUSTER" --merge
+omnictl kubeconfig -c "$CLUSTER" --merge
`),
  source: 'omni client/pkg/omnictl (the command tree of 1.9.3, and what came by 1.10.4)',
  check({ document, report }) {
    for (const command of commandsOf(document)) {
      if (isCommand(command, 'omnictl')) for (const found of judge(command)) report(found);
    }
  },
};

interface Reading {
  command: OmnictlCommand;
  /** Its words, with omnictl's own. */
  readonly path: string[];
  last: ShellWord;
  readonly flags: { readonly name: string; readonly word: ShellWord }[];
  /** What follows a command without commands of its own. */
  readonly operands: ShellWord[];
  /** True when words that the shell puts in may be commands or flags. */
  open: boolean;
  readonly reports: Report[];
}

function judge({ words }: ShellCommand): readonly Report[] {
  const [first] = words;
  if (!first) return [];
  const reading: Reading = {
    command: tree,
    path: ['omnictl'],
    last: first,
    flags: [],
    operands: [],
    open: false,
    reports: [],
  };
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word || word.text === '--') break;
    if (word.text.startsWith('-')) i += readFlag(reading, word);
    else if (!readWord(reading, word)) return reading.reports;
  }
  return [...reading.reports, ...flagReports(reading), ...missing(reading)];
}

/** Takes a word that is no flag; false when nothing further can be told. */
function readWord(reading: Reading, word: ShellWord): boolean {
  if (!word.literal) {
    // One that is not quoted may be any number of words.
    const quoted = word.span.end - word.span.start > word.text.length && !/[@*]/.test(word.text);
    if (!quoted) reading.open = true;
    reading.operands.push(word);
    return reading.command.commands.size === 0;
  }
  const next = reading.command.commands.get(word.text);
  if (next) {
    reading.command = next;
    reading.path.push(word.text);
    reading.last = word;
    return true;
  }
  // What follows a command without commands of its own are its arguments.
  if (reading.command.commands.size === 0 || reading.path.at(-1) === 'import') {
    reading.operands.push(word);
    return true;
  }
  // Short forms are few letters, and some are claimed by two commands.
  if (word.text.length > 2) reading.reports.push(unknownCommand(reading, word));
  return false;
}

function unknownCommand({ command, path }: Reading, word: ShellWord): Report {
  const names = [...command.commands.keys()].filter((name) => name.length > 2);
  const meant = (others[word.text] ?? []).find((name) => name.startsWith('--') || names.includes(name));
  const near = meant ?? nearest(word.text, names);
  return {
    at: word.span,
    severity: near ? 'error' : 'warning',
    message: `\`${path.join(' ')}\` has no command \`${word.text}\`, so nothing is done here.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(word.span, near)] : [],
  };
}

/** Other words for the same; the first one that there is. */
const others: Readonly<Record<string, readonly string[]>> = {
  version: ['--version'],
  delete: ['destroy', 'delete'],
  destroy: ['delete'],
  remove: ['delete', 'destroy'],
  rm: ['delete', 'destroy'],
  ls: ['list'],
  use: ['context'],
  list: ['contexts', 'list'],
  logs: ['machine-logs'],
};

/** Takes a flag; gives how many of the next words belong to it. */
function readFlag(reading: Reading, word: ShellWord): number {
  const [long = '', name, equals] = /^--([a-z][a-z0-9-]*)(=)?/i.exec(word.text) ?? [];
  if (name !== undefined && (equals || long === word.text)) {
    reading.flags.push({ name, word });
    return !equals && takesValue(reading, name) ? 1 : 0;
  }
  const letters = name === undefined ? (/^-([A-Za-z]+)/.exec(word.text)?.[1] ?? '') : '';
  // `--${name}` and the like may be any flag.
  if (letters === '') reading.open = true;
  for (const [i, letter] of [...letters].entries()) {
    reading.flags.push({ name: `-${letter}`, word });
    // The rest of the word, else the next one, is its value.
    if (takesValue(reading, `-${letter}`)) return i + 2 === word.text.length ? 1 : 0;
  }
  return 0;
}

function takesValue({ command }: Reading, name: string): boolean {
  const flag = findFlag(command, name);
  // Before the command is known, cobra takes every flag it does not know for one with a value.
  return flag ? flag.takesValue : command.commands.size > 0;
}

function findFlag(command: OmnictlCommand, name: string): OmnictlFlag | undefined {
  return command.flags.find((flag) => flag.name === name || (flag.short !== undefined && `-${flag.short}` === name));
}

/** What people look for a flag for, and omnictl reads from the environment. */
const variables: Readonly<Record<string, string>> = {
  'omni-url': 'OMNI_ENDPOINT',
  endpoint: 'OMNI_ENDPOINT',
  url: 'OMNI_ENDPOINT',
  'service-account-key': 'OMNI_SERVICE_ACCOUNT_KEY',
};

function flagReports({ command, path, flags }: Reading): readonly Report[] {
  return flags.flatMap(({ name, word }) => {
    if (findFlag(command, name) || name === 'version' || name === '-v') return [];
    // Where it is not known which command is meant, nothing is known of its flags.
    if (command.commands.size > 0) return [];
    const shown = name.startsWith('-') ? name : `--${name}`;
    const near = name.startsWith('-')
      ? undefined
      : nearest(
          name,
          command.flags.map((flag) => flag.name),
        );
    const hint = Object.hasOwn(variables, name) ? ` The variable \`${variables[name]}\` says it.` : '';
    const at = span(word.span.start, Math.min(word.span.start + shown.length, word.span.end));
    return [
      {
        at,
        message: `\`${path.join(' ')}\` has no flag \`${shown}\`, so nothing is done here.${near ? ` Did you mean \`--${near}\`?` : hint}`,
        fixes: near ? [replaceFix(at, `--${near}`)] : [],
      },
    ];
  });
}

function missing({ command, path, last, flags, operands, open, reports }: Reading): readonly Report[] {
  if (open || reports.length > 0 || command.commands.size > 0) return [];
  if (flags.some(({ name }) => name === 'help' || name === '-h')) return [];
  return command.flags.flatMap((flag) => {
    if (!flag.required || flags.some(({ name }) => findFlag(command, name) === flag)) return [];
    const shown = flag.short === undefined ? `--${flag.name}` : `-${flag.short}`;
    return [
      {
        at: last.span,
        message: `\`${path.join(' ')}\` does nothing without \`${shown}\`; it only says that the flag is needed.`,
        fixes: insertFixes(shown, flag, operands),
      },
    ];
  });
}

/** The flag before the one word that is its value by the look of it. */
function insertFixes(shown: string, { name }: OmnictlFlag, [only, ...more]: readonly ShellWord[]): readonly Fix[] {
  if (!only || more.length > 0) return [];
  const isFile = /\.ya?ml$/.test(only.text);
  const isCluster = /^[a-z0-9][a-z0-9-]*$|^\$\{?\w*cluster\w*\}?$/i.test(only.text);
  if (!(name === 'file' ? isFile : name === 'cluster' && isCluster)) return [];
  const { start } = only.span;
  return [{ title: `Write \`${shown}\` before it`, edits: [{ span: span(start, start), newText: `${shown} ` }] }];
}
