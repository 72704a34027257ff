// A double of `docker`: ps, inspect, restart and logs, as far as the provider's container needs them. It prints what
// Docker 27 prints.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeContainer, type FakeState, readLines, readState, writeState } from './state.ts';

const folder = process.env.FAKE ?? '';
const [command, ...args] = process.argv.slice(2);
appendFileSync(join(folder, 'calls'), `${JSON.stringify([command, ...args])}\n`);
const state = readState(folder);

if (state.refusal) end(state.refusal.says, state.refusal.code);
if (command === 'ps') ps(state);
else if (command === 'inspect') inspect(container(args.at(-1)));
else if (command === 'restart') await restart(container(args.at(-1)));
else if (command === 'logs') await logs(container(args.at(-1)));
else end(`docker: '${command}' is not a docker command.`, 1);

function end(says: string, code: number): never {
  process.stderr.write(`${says}\n`);
  process.exit(code);
}

function option(name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function container(id: string | undefined): FakeContainer {
  const found = readState(folder).containers.find((candidate) => candidate.id === id || candidate.name === id);
  return found ?? end(`Error response from daemon: No such container: ${id}`, 1);
}

function ps({ containers }: FakeState): void {
  const [key = '', value = ''] = (option('--filter') ?? '').split(/=(.*)/s);
  for (const one of containers) {
    const fits =
      key === 'name' ? new RegExp(value).test(one.name) : value === `com.docker.compose.service=${one.service}`;
    if (fits) process.stdout.write(`${one.id} ${one.state} ${one.name}\n`);
  }
}

function inspect({ name, state: status, startedAt, restarts, health }: FakeContainer): void {
  process.stdout.write(
    `${JSON.stringify([`/${name}`, 'ghcr.io/siderolabs/omni-infra-provider-proxmox:latest', status, startedAt, restarts, health ?? null])}\n`,
  );
}

async function restart(one: FakeContainer): Promise<void> {
  const { afterRestart, laterHealth } = state;
  if (afterRestart?.state === 'refused')
    end(`Error response from daemon: Cannot restart: ${one.name} cannot be restarted`, 1);
  const restarted = { ...one, state: 'running', startedAt: `${new Date().toISOString()}`, ...afterRestart };
  change(one.id, restarted);
  process.stdout.write(`${one.id}\n`);
  if (!laterHealth) return;
  await sleep(laterHealth.after);
  change(one.id, { ...restarted, health: laterHealth.health });
}

function change(id: string, to: FakeContainer): void {
  const now = readState(folder);
  writeState(folder, { ...now, containers: now.containers.map((one) => (one.id === id ? to : one)) });
}

interface LogRecord {
  readonly at: string;
  readonly text: string;
  readonly output: 'stdout' | 'stderr';
}

/** Prints what is there, and with `--follow` what comes, until the container stops. */
async function logs(one: FakeContainer): Promise<void> {
  const file = join(folder, 'log');
  const records = (): LogRecord[] => readLines(file).map((line) => JSON.parse(line) as LogRecord);
  const since = option('--since');
  const tail = option('--tail');
  const all = records();
  let shown = all.length;
  const chosen = all.filter(({ at }) => since === undefined || nanoseconds(at) >= nanoseconds(since));
  (tail === undefined ? chosen : chosen.slice(Math.max(0, chosen.length - Number(tail)))).forEach(show);
  if (!args.includes('--follow')) return;
  while (container(one.id).state === 'running') {
    for (const record of records().slice(shown)) {
      show(record);
      shown++;
    }
    await sleep(20);
  }
}

function nanoseconds(stamp: string): bigint {
  const [, fraction = ''] = /\.(\d+)/.exec(stamp) ?? [];
  return BigInt(Math.floor(Date.parse(stamp) / 1000)) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function show({ at, text, output }: LogRecord): void {
  process[output].write(`${args.includes('--timestamps') ? `${at} ` : ''}${text}\n`);
}
