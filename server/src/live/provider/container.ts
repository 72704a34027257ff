// The provider's container: which one it is, how it does, restarting it. Docker is asked for the few fields that are needed:
// a container's environment holds the provider's keys and is never read.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, failed, ok, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import type { LiveSettings } from '../settings.ts';
import type { ContainerStatus } from '../status/facts.ts';
import type { ProviderHost, RemoteOptions } from './host.ts';
import {
  type LogEntry,
  type LogFilter,
  lastPassing,
  linesToRead,
  readLogLine,
  type StampedLine,
  splitStamp,
} from './log-lines.ts';
import { faultOfProgram } from './remote-faults.ts';

export const defaultService = 'omni-infra-provider-proxmox';

/** All in milliseconds. */
const limits = { query: 10_000, logs: 20_000, restart: 30_000 };
/** Seconds that the provider gets to end by itself. */
const graceSeconds = '10';

export class ProviderContainer {
  readonly #host: ProviderHost;
  readonly #settings: Pick<LiveSettings['provider'], 'service' | 'container'>;
  readonly #restartLimit: number;

  /** @param restartLimit milliseconds for a restart and all that follows it */
  constructor(
    host: ProviderHost,
    settings: Pick<LiveSettings['provider'], 'service' | 'container'>,
    restartLimit = limits.restart,
  ) {
    this.#host = host;
    this.#settings = settings;
    this.#restartLimit = restartLimit;
  }

  /** For people: where it runs. */
  get name(): string {
    return this.#host.name;
  }

  get host(): ProviderHost {
    return this.#host;
  }

  /** For people: what is looked for. */
  get wanted(): string {
    const { container, service } = this.#settings;
    return container ? `container \`${container}\`` : `service \`${service || defaultService}\``;
  }

  /**
   * The id of the container. Faults: `not-found`; `conflict` when several fit; those of the host; what Docker refuses.
   * With several replicas or left-over containers the one that runs is meant.
   */
  async find(signal?: AbortSignal): Promise<Result<string>> {
    const { container, service } = this.#settings;
    const filter = container
      ? `name=^/?${container.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
      : `label=com.docker.compose.service=${service || defaultService}`;
    const format = '{{.ID}} {{.State}} {{.Names}}';
    const listed = await this.#docker(['ps', '--all', '--no-trunc', '--filter', filter, '--format', format], {
      deadline: limits.query,
      ...(signal ? { signal } : {}),
    });
    if (!listed.ok) return listed;
    const rows = listed.value
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(' '));
    const running = rows.filter(([, state]) => state === 'running');
    const fitting = running.length > 0 ? running : rows;
    const [id] = fitting[0] ?? [];
    if (id === undefined)
      return failed('not-found', `There is no ${this.wanted} on ${this.name}.`, {
        next: 'Set `omniScale.provider.service` (`--service`) or `omniScale.provider.container` (`--container`) to what `docker ps` shows there.',
      });
    if (fitting.length === 1) return ok(id);
    const names = fitting.map(([, , name]) => `\`${name}\``).join(', ');
    return failed('conflict', `Several containers are ${this.wanted} on ${this.name}: ${names}.`, {
      next: 'Set `omniScale.provider.container` (`--container`) to one of them.',
    });
  }

  async status(signal?: AbortSignal): Promise<Result<ContainerStatus>> {
    const id = await this.find(signal);
    return id.ok ? this.#inspect(id.value, signal) : id;
  }

  /**
   * Restarts the container and waits until it runs and, where it has a health check, is healthy; 30 s for all of it, from
   * when the command is sent: connecting may wait for a person. A container that is stopped is started. The command is
   * given once, whatever comes: when the connection is lost meanwhile, only the container is looked at again.
   */
  async restart(signal?: AbortSignal): Promise<Result<ContainerStatus>> {
    const id = await this.find(signal);
    if (!id.ok) return notRestarted(id.fault);
    const before = await this.#inspect(id.value, signal);
    if (!before.ok) return notRestarted(before.fault);
    let sentAt: number | undefined;
    const onSend = () => {
      sentAt = Date.now();
    };
    const done = await this.#docker(['restart', '-t', graceSeconds, id.value], {
      deadline: this.#restartLimit,
      onSend,
      ...(signal ? { signal } : {}),
    });
    if (!done.ok && sentAt === undefined) return notRestarted(done.fault);
    if (!done.ok && !isLoss(done.fault)) return signal?.aborted ? unclear(done.fault) : done;
    return this.#settle(id.value, before.value, (sentAt ?? Date.now()) + this.#restartLimit, signal);
  }

  /** Waits until the container has started anew and is well at two looks. */
  async #settle(
    id: string,
    before: ContainerStatus,
    end: number,
    signal: AbortSignal | undefined,
  ): Promise<Result<ContainerStatus>> {
    let last: Result<ContainerStatus> | undefined;
    let well: number | undefined;
    while (Date.now() < end) {
      last = await this.#inspect(id, signal);
      if (!last.ok && (signal?.aborted || !isLoss(last.fault))) return unclear(last.fault);
      const started = last.ok && isWell(last.value) ? last.value.startedAt : undefined;
      if (last.ok && started !== undefined && started === well && started !== before.startedAt) return last;
      well = started;
      await sleep(1_000, undefined, { signal }).catch(() => {});
    }
    if (!last?.ok) return unclear(last?.fault ?? tooLate(this.name));
    if (last.value.startedAt === before.startedAt) return unclear(tooLate(this.name));
    const after = `after ${this.#restartLimit / 1000} s it is ${describe(last.value)}`;
    return failed('timeout', `The provider was restarted, but ${after}.`, {
      next: 'Its log tells why: `omni-scale provider logs`.',
    });
  }

  /** The last lines of the log that pass a filter, oldest first; with one, so many last lines are searched. */
  async logs(lines: number, filter: LogFilter = {}, signal?: AbortSignal): Promise<Result<readonly LogEntry[]>> {
    const id = await this.find(signal);
    if (!id.ok) return id;
    const stamped = await this.lastLines(id.value, linesToRead(lines, filter), signal);
    if (!stamped.ok) return stamped;
    const redactLine = redactor.lines();
    return ok(
      lastPassing(
        stamped.value.map(({ text, at }) => readLogLine(redactLine(text), at)),
        lines,
        filter,
      ),
    );
  }

  /** The last lines of a container's log as they are, oldest first. They are not redacted yet. */
  async lastLines(id: string, count: number, signal?: AbortSignal): Promise<Result<readonly StampedLine[]>> {
    const command = ['docker', 'logs', '--timestamps', '--tail', `${count}`, id];
    const options = { deadline: limits.logs, ...(signal ? { signal } : {}) };
    const printed = await this.#host.run('containers', command, options);
    if (!printed.ok) return printed;
    const { code, stdout, stderr } = printed.value;
    if (code !== 0) return faultOfProgram('docker', this.name, printed.value);
    // Both outputs of the container come apart; the time stamps, all of one length, put them together again.
    const stamped = [...linesOf(stdout), ...linesOf(stderr)].map(splitStamp);
    return ok(stamped.sort((a, b) => compare(a.at ?? '', b.at ?? '')));
  }

  async #inspect(id: string, signal: AbortSignal | undefined): Promise<Result<ContainerStatus>> {
    const health = '{{if .State.Health}}{{json .State.Health.Status}}{{else}}null{{end}}';
    const fields = ['.Name', '.Config.Image', '.State.Status', '.State.StartedAt', '.RestartCount'];
    const format = `[${fields.map((field) => `{{json ${field}}}`).join(',')},${health}]`;
    const told = await this.#docker(['inspect', '--type', 'container', '--format', format, id], {
      deadline: limits.query,
      ...(signal ? { signal } : {}),
    });
    if (!told.ok) return told;
    const status = statusOf(told.value);
    return status ? ok(status) : failed('unreadable', `Docker on ${this.name} gave an answer that can not be read.`);
  }

  async #docker(args: readonly string[], options: RemoteOptions): Promise<Result<string>> {
    const result = await this.#host.run('containers', ['docker', ...args], options);
    if (!result.ok) return result;
    return result.value.code === 0 ? ok(result.value.stdout) : faultOfProgram('docker', this.name, result.value);
  }
}

/** True for a container that runs and, where it has a health check, is healthy. */
export function isWell({ state, health }: ContainerStatus): boolean {
  return state === 'running' && (health === undefined || health === 'healthy');
}

/** For people: `running, unhealthy`. */
export function describe({ state, health }: ContainerStatus): string {
  return health === undefined ? state : `${state}, ${health}`;
}

/** True when nobody answered, so that the other side may have done what it was told. */
function isLoss({ kind }: Fault): boolean {
  return kind === 'unreachable' || kind === 'timeout';
}

function tooLate(host: string): Fault {
  return { kind: 'timeout', message: `Docker on ${host} did not restart the provider in time.` };
}

/** For what failed before the command was sent. */
function notRestarted({ kind, message, ...more }: Fault): Result<never> {
  return failed(kind, `${message} The provider was not restarted.`, more);
}

function unclear({ kind, message, ...more }: Fault): Result<never> {
  return failed(kind, `${message} Whether the provider was restarted is not known.`, {
    ...more,
    next: 'Look first: `omni-scale provider status`.',
  });
}

function statusOf(text: string): ContainerStatus | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [name, image, state, started, restarts, health]: unknown[] = fields;
  if (typeof name !== 'string' || typeof state !== 'string') return undefined;
  const startedAt = typeof started === 'string' ? Date.parse(started) : Number.NaN;
  return {
    name: name.replace(/^\//, ''),
    image: typeof image === 'string' ? image : '',
    state,
    // Docker's zero time stands for a container that never ran.
    ...(startedAt > 0 ? { startedAt } : {}),
    restarts: typeof restarts === 'number' ? restarts : 0,
    ...(health === 'healthy' || health === 'unhealthy' || health === 'starting' ? { health } : {}),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
