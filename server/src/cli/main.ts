// The command line `omni-scale`.
import { createInterface } from 'node:readline/promises';
import manifest from '../../../package.json' with { type: 'json' };
import { check } from './check.ts';
import { machineClass } from './class.ts';
import type { Command, Terminal } from './command.ts';
import { doctor } from './doctor.ts';
import { provider } from './provider.ts';
import { explain, rules } from './rules.ts';
import { runbook } from './runbook.ts';
import { secrets } from './secrets.ts';
import { status } from './status.ts';
import { template } from './template.ts';

const commands: readonly Command[] = [
  check,
  rules,
  explain,
  secrets,
  template,
  machineClass,
  provider,
  status,
  doctor,
  runbook,
];

const terminal: Terminal = {
  cwd: process.cwd(),
  coloured: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  print: (line) => process.stdout.write(`${line}\n`),
  progress: (line) => process.stderr.write(`${line}\n`),
  fail: (reason) => {
    process.stderr.write(`omni-scale: ${reason}\n`);
    return 2;
  },
  ask,
  interrupted,
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const command = commands.find((candidate) => candidate.name === name);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return help();
  if (name === '--version') {
    terminal.print(manifest.version);
    return 0;
  }
  if (!command) return terminal.fail(`there is no command \`${name}\`; \`omni-scale --help\` lists them`);
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.print([command.usage, '', ...command.help].join('\n'));
    return 0;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    return terminal.fail(error instanceof Error ? error.message : String(error));
  }
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl+D and Ctrl+C close it without an answer.
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return await Promise.race([lines.question(question), closed]);
  } finally {
    lines.close();
  }
}

function interrupted(): AbortSignal {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  return interrupt.signal;
}

function help(): number {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  terminal.print(
    [
      'omni-scale <command> [arguments]',
      '',
      ...lines,
      '',
      '`omni-scale <command> --help` shows a command’s options.',
    ].join('\n'),
  );
  return 0;
}

// `omni-scale check | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

// The exit code is set and not forced, so that a pipe gets all of the output.
main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
