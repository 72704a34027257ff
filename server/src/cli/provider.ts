// `omni-scale provider`: status, log and restart of the provider's container.
import { parseArgs } from 'node:util';
import { describe, isWell, ProviderContainer } from '../live/provider/container.ts';
import { LogFollower } from '../live/provider/follow.ts';
import { type LogEntry, type LogFilter, logLevels, renderLogEntry } from '../live/provider/log-lines.ts';
import { SshHost } from '../live/provider/ssh-host.ts';
import type { ContainerStatus } from '../live/status/facts.ts';
import type { Command, Terminal } from './command.ts';
import { type LiveFlags, liveSettings, providerHelp, providerOptions } from './live-settings.ts';
import { failWith } from './omni-options.ts';
import { terminalPerson } from './terminal-person.ts';

export const provider: Command = {
  name: 'provider',
  summary: 'Status, log and restart of the provider’s container',
  usage: 'omni-scale provider status | logs | restart [options]',
  help: [
    'Reaches the provider’s container over SSH.',
    '',
    '  status               say how the container does',
    '  logs                 print the last lines of its log',
    '  restart              restart it, and wait until it runs and is healthy (30 s)',
    '',
    'Options of logs',
    '  -n LINES             how many lines (default: 25); with a filter, lines that pass it',
    '  --follow             go on with what comes; the filter holds for all',
    '  --level LEVEL        this level and graver: debug, info, warn, error, fatal',
    '  --request ID         only what is about this machine request',
    '  --raw                lines as the provider writes them',
    '',
    'Options of restart',
    '  --yes                do not ask',
    '',
    'Options',
    ...providerHelp,
    '',
    'Exit: 0 done, for status: running and healthy; 1 not running or not healthy; 2 could not be asked.',
    '',
    'Example: omni-scale provider logs -n 50 --level warn --host root@rack-a --lxc 200',
  ],
  run,
};

const restartOptions = { ...providerOptions, yes: { type: 'boolean' } } as const;

const logOptions = {
  ...providerOptions,
  lines: { type: 'string', short: 'n' },
  follow: { type: 'boolean' },
  raw: { type: 'boolean' },
  level: { type: 'string' },
  request: { type: 'string' },
} as const;

async function run([action, ...args]: readonly string[], terminal: Terminal): Promise<number> {
  if (action === 'status') {
    const { values } = parseArgs({ args, options: providerOptions });
    return withContainer(values, terminal, (container) => status(container, terminal));
  }
  if (action === 'logs') {
    const { values } = parseArgs({ args, options: logOptions });
    return withContainer(values, terminal, (container) => logs(container, values, terminal));
  }
  if (action === 'restart') {
    const { values } = parseArgs({ args, options: restartOptions });
    return withContainer(values, terminal, (container) => restart(container, values, terminal));
  }
  return terminal.fail('say what to do: status, logs or restart');
}

async function withContainer(
  flags: LiveFlags,
  terminal: Terminal,
  use: (container: ProviderContainer) => Promise<number>,
): Promise<number> {
  const settings = liveSettings(flags, terminal).provider;
  if (!settings.host)
    return terminal.fail('no host is set up for the provider; name it with --host or OMNI_SCALE_PROVIDER_HOST');
  const host = new SshHost(settings, terminalPerson(terminal));
  try {
    return await use(new ProviderContainer(host, settings));
  } finally {
    host.close();
  }
}

async function status(container: ProviderContainer, terminal: Terminal): Promise<number> {
  const found = await container.status(terminal.interrupted());
  if (found.ok) {
    terminal.print(sentence(found.value, container.name));
    return isWell(found.value) ? 0 : 1;
  }
  const code = failWith(terminal, found.fault);
  // Docker was asked and has no such container: that is an answer.
  return found.fault.kind === 'not-found' ? 1 : code;
}

async function restart(
  container: ProviderContainer,
  { yes }: { readonly yes?: boolean | undefined },
  terminal: Terminal,
): Promise<number> {
  const signal = terminal.interrupted();
  const before = await container.status(signal);
  if (!before.ok) return failWith(terminal, before.fault);
  if (!yes) {
    const answer = await terminal.ask(`Restart ${sentence(before.value, container.name)} [y/N] `);
    if (answer === undefined) return terminal.fail('nobody can be asked here; restart with --yes');
    if (!/^y(es)?$/i.test(answer.trim())) {
      terminal.progress('Nothing was restarted.');
      return 0;
    }
  }
  terminal.progress(`Restarting \`${before.value.name}\` …`);
  const after = await container.restart(signal);
  if (!after.ok) {
    const code = failWith(terminal, after.fault);
    return after.fault.kind === 'timeout' ? 1 : code;
  }
  terminal.print(sentence(after.value, container.name));
  return 0;
}

interface LogFlags {
  readonly lines?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly raw?: boolean | undefined;
  readonly level?: string | undefined;
  readonly request?: string | undefined;
}

const usualLines = 25;
const mostLines = 100_000;

async function logs(container: ProviderContainer, flags: LogFlags, terminal: Terminal): Promise<number> {
  const lines = Number(flags.lines ?? usualLines);
  if (!Number.isInteger(lines) || lines < 0 || lines > mostLines)
    return terminal.fail(`-n takes a number up to ${mostLines}; not \`${flags.lines}\``);
  const level = logLevels.find((candidate) => candidate === flags.level);
  if (flags.level !== undefined && !level)
    return terminal.fail(`--level takes ${logLevels.join(', ')}; not \`${flags.level}\``);
  const filter: LogFilter = {
    ...(level ? { level } : {}),
    ...(flags.request === undefined ? {} : { request: flags.request }),
  };
  const print = (entry: LogEntry) => terminal.print(flags.raw ? entry.raw : renderLogEntry(entry));
  if (flags.follow) return follow(container, lines, filter, print, terminal);
  const found = await container.logs(lines, filter, terminal.interrupted());
  if (!found.ok) return failWith(terminal, found.fault);
  for (const entry of found.value) print(entry);
  return 0;
}

/** Until Ctrl+C, or until only a person can mend the connection. */
function follow(
  container: ProviderContainer,
  lines: number,
  filter: LogFilter,
  print: (entry: LogEntry) => void,
  terminal: Terminal,
): Promise<number> {
  return new Promise((resolve) => {
    const follower = new LogFollower(container, {
      lines,
      filter,
      onEntry: print,
      onState: ({ phase, fault, retryAt }) => {
        if (phase !== 'waiting' || !fault) return;
        if (retryAt !== undefined) return terminal.progress(`${fault.message} Trying again.`);
        end(failWith(terminal, fault));
      },
    });
    const end = (code: number) => {
      follower.stop();
      resolve(code);
    };
    terminal.interrupted().addEventListener('abort', () => end(0), { once: true });
    follower.start();
  });
}

/** `proxmox-provider-1` on root@rack-a is running, healthy, since 2026-08-01 10:00Z, 2 restarts. */
function sentence(status: ContainerStatus, host: string): string {
  const { name, startedAt, restarts } = status;
  const since =
    startedAt === undefined ? '' : ` since ${new Date(startedAt).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  const often = restarts === 0 ? '' : `; Docker restarted it ${restarts === 1 ? 'once' : `${restarts} times`}`;
  return `\`${name}\` on ${host}: ${describe(status)}${since}${often}.`;
}
