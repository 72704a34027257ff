// The provider's container: its log, its state, a restart.
import { type Disposable, type OutputChannel, window } from 'vscode';
import { failed, type Result } from '../../../../server/src/live/fault.ts';
import { describe, ProviderContainer } from '../../../../server/src/live/provider/container.ts';
import { LogFollower } from '../../../../server/src/live/provider/follow.ts';
import {
  type LogFilter,
  type LogLevel,
  logLevels,
  matchesFilter,
  renderLogEntry,
} from '../../../../server/src/live/provider/log-lines.ts';
import { confirm, liveSystems, register, type Workbench, withProgress } from './tools.ts';

export function registerProvider(bench: Workbench): Disposable[] {
  const follower = new FollowedLog(bench);
  return [
    ...register({
      'provider.showLogs': () => showLogs(bench),
      'provider.followLogs': () => follower.start(),
      'provider.stopLogs': () => follower.stop(),
      'provider.filterLogs': () => follower.askFilter(),
      'provider.showStatus': () => showStatus(bench),
      'provider.restart': () => restart(bench),
    }),
    follower,
  ];
}

/** Undefined with the reason told when no host is set up. */
function containerOf(bench: Workbench): ProviderContainer | undefined {
  const systems = liveSystems(bench);
  if (!systems) return undefined;
  if (systems.host) return new ProviderContainer(systems.host, bench.connection.settings.provider);
  void withProgress('Provider', async () => notSetUp());
  return undefined;
}

function notSetUp(): Result<never> {
  return failed('not-set-up', 'The host of the provider is not set up.', { next: 'Set `omniScale.provider.host`.' });
}

const lines = 200;

async function showLogs(bench: Workbench): Promise<void> {
  const container = containerOf(bench);
  if (!container) return;
  const entries = await withProgress('Reading the provider’s log', (signal) => container.logs(lines, {}, signal));
  if (!entries) return;
  const form = await window.showQuickPick(['Readable', 'Raw JSON'], { title: 'Show the Provider’s Log' });
  if (!form) return;
  const text = entries.map((entry) => (form === 'Readable' ? renderLogEntry(entry) : entry.raw)).join('\n');
  await bench.documents.show('Provider.log', text);
}

async function showStatus(bench: Workbench): Promise<void> {
  const container = containerOf(bench);
  const status = container && (await withProgress('Asking the provider’s host', (signal) => container.status(signal)));
  if (status) void window.showInformationMessage(`\`${status.name}\` on ${container?.name} is ${describe(status)}.`);
}

async function restart(bench: Workbench): Promise<void> {
  const container = containerOf(bench);
  if (!container) return;
  const detail = 'Machines that it is just making are taken up again once it runs. This takes up to 30 s.';
  if (!(await confirm(`Restart the provider on ${container.name}?`, detail, 'Restart'))) return;
  const status = await withProgress('Restarting the provider', (signal) => container.restart(signal));
  if (status) void window.showInformationMessage(`The provider was restarted and is ${describe(status)}.`);
}

/** The log as it comes, in an output channel; a filter can be changed while it runs. */
class FollowedLog implements Disposable {
  readonly #bench: Workbench;
  #channel: OutputChannel | undefined;
  #follower: LogFollower | undefined;
  #filter: LogFilter = {};

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  start(): void {
    const container = containerOf(this.#bench);
    if (!container) return;
    this.#follower?.stop();
    this.#channel ??= window.createOutputChannel('Omni Scale Provider', 'log');
    const channel = this.#channel;
    channel.clear();
    channel.show(true);
    this.#follower = new LogFollower(container, {
      lines,
      onEntry: (entry) => {
        if (matchesFilter(entry, this.#filter)) channel.appendLine(renderLogEntry(entry));
      },
      onState: ({ phase, fault }) => {
        if (phase === 'waiting') channel.appendLine(`— ${fault?.message ?? 'the log ended'}; connecting again —`);
      },
    });
    this.#follower.start();
  }

  stop(): void {
    this.#follower?.stop();
    this.#follower = undefined;
    this.#channel?.appendLine('— stopped —');
  }

  async askFilter(): Promise<void> {
    const chosen = await window.showQuickPick(['everything', ...logLevels], { title: 'Lines of at Least This Level' });
    if (!chosen) return;
    const request = await window.showInputBox({
      title: 'Lines of One Machine Request',
      prompt: 'Its id; empty for all.',
    });
    const level: LogLevel | undefined = logLevels.find((each) => each === chosen);
    this.#filter = { ...(level ? { level } : {}), ...(request ? { request } : {}) };
    if (this.#follower) this.start();
  }

  dispose(): void {
    this.#follower?.stop();
    this.#channel?.dispose();
  }
}
