// The provider's container: its log, its state, a restart.
import { type Disposable, type OutputChannel, window } from 'vscode';
import { failed, type Result } from '../../../../server/src/live/fault.ts';
import { describe, ProviderContainer } from '../../../../server/src/live/provider/container.ts';
import { LogFollower } from '../../../../server/src/live/provider/follow.ts';
import {
  type LogEntry,
  type LogFilter,
  type LogLevel,
  logLevels,
  renderLogEntry,
} from '../../../../server/src/live/provider/log-lines.ts';
import { confirm, liveSystems, register, tell, type Workbench, withProgress } from './tools.ts';

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

/** How a log is to be shown. */
interface LogForm {
  readonly lines: number;
  readonly render: (entry: LogEntry) => string;
}

async function askForm(title: string): Promise<LogForm | undefined> {
  const renderings = [
    { label: 'Readable', render: renderLogEntry },
    { label: 'Raw JSON', render: ({ raw }: LogEntry) => raw },
  ];
  const forms = renderings.flatMap((rendering) =>
    [200, 1_000, 5_000].map((lines) => ({ ...rendering, lines, description: `the last ${lines} lines` })),
  );
  return window.showQuickPick(forms, { title });
}

async function showLogs(bench: Workbench): Promise<void> {
  const container = containerOf(bench);
  const form = container && (await askForm('Show the Provider’s Log'));
  if (!form) return;
  const { lines, render } = form;
  const entries = await withProgress('Reading the provider’s log', (signal) => container.logs(lines, {}, signal));
  if (entries) await bench.documents.show('Provider.log', entries.map(render).join('\n'));
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
  #form: LogForm | undefined;
  #filter: LogFilter = {};

  constructor(bench: Workbench) {
    this.#bench = bench;
  }

  async start(): Promise<void> {
    const container = containerOf(this.#bench);
    const form = container && (await askForm('Follow the Provider’s Log'));
    if (!form) return;
    this.#form = form;
    this.#follow(container, form);
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
    if (request === undefined) return;
    const level: LogLevel | undefined = logLevels.find((each) => each === chosen);
    this.#filter = { ...(level ? { level } : {}), ...(request ? { request } : {}) };
    const container = this.#follower && containerOf(this.#bench);
    if (container && this.#form) this.#follow(container, this.#form);
  }

  dispose(): void {
    this.#follower?.stop();
    this.#channel?.dispose();
  }

  #follow(container: ProviderContainer, { lines, render }: LogForm): void {
    this.#follower?.stop();
    this.#channel ??= window.createOutputChannel('Omni Scale Provider', 'log');
    const channel = this.#channel;
    channel.clear();
    channel.show(true);
    let note = '';
    const follower = new LogFollower(container, {
      lines,
      filter: this.#filter,
      onEntry: (entry) => {
        note = '';
        channel.appendLine(render(entry));
      },
      onState: ({ phase, fault, retryAt }) => {
        if (phase !== 'waiting') return;
        const waits = fault !== undefined && retryAt === undefined;
        if (waits) void tell(fault, () => follower.retry());
        const said = `— ${fault?.message ?? 'The log ended.'} ${waits ? 'Not connected.' : 'Connecting again.'} —`;
        // Once is enough while attempt after attempt fails the same way.
        if (said !== note) channel.appendLine(said);
        note = said;
      },
    });
    this.#follower = follower;
    follower.start();
  }
}
