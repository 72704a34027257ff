// The provider's container through a real SSH server, with `docker` and `pct` played by doubles.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Result } from '../../../server/src/live/fault.ts';
import { isWell, ProviderContainer } from '../../../server/src/live/provider/container.ts';
import { renderLogEntry } from '../../../server/src/live/provider/log-lines.ts';
import { nobody } from '../../../server/src/live/provider/person.ts';
import { ProviderSource } from '../../../server/src/live/provider/source.ts';
import { SshHost } from '../../../server/src/live/provider/ssh-host.ts';
import type { ProviderFacts } from '../../../server/src/live/status/facts.ts';
import { startGate } from '../../support/ssh/double.ts';
import { FakePrograms, provider } from '../../support/ssh/programs/state.ts';
import { type Sshd, startSshd } from '../../support/ssh/sshd.ts';

const folder = mkdtempSync(join(tmpdir(), 'omni-scale-container-'));
const programs = new FakePrograms(folder);
let sshd: Sshd;
let host: SshHost;
before(async () => {
  sshd = await startSshd({ programs: programs.bin });
  host = new SshHost({ host: sshd.address }, nobody, sshd.environment);
});
afterEach(() => programs.set({ containers: [provider] }));
after(async () => {
  host.close();
  await sshd.stop();
  rmSync(folder, { recursive: true, force: true });
});

function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? '' : `${result.fault.kind}: ${result.fault.message} ${result.fault.details}`);
  return result.value;
}

async function faultOf(result: Promise<Result<unknown>>) {
  const settled = await result;
  assert.ok(!settled.ok, 'a fault was expected');
  return settled.fault;
}

/** A PATH with what every system has, and nothing else. */
function bareFolder(): string {
  const bare = join(folder, 'bare');
  mkdirSync(bare);
  for (const name of ['sh', 'cat']) symlinkSync(`/bin/${name}`, join(bare, name));
  return bare;
}

const byService = () => new ProviderContainer(host, {});

test('the container is found by its service, and its status told', async () => {
  programs.set({
    containers: [
      { ...provider, id: 'a'.repeat(60), service: 'other' },
      { ...provider, health: 'healthy' },
    ],
  });
  const status = value(await byService().status());
  assert.deepEqual(status, {
    name: 'proxmox-provider-1',
    image: 'ghcr.io/siderolabs/omni-infra-provider-proxmox:latest',
    state: 'running',
    health: 'healthy',
    startedAt: Date.UTC(2026, 7, 1, 10),
    restarts: 2,
  });
  assert.ok(isWell(status));
});

test('a name wins over the service, and means exactly this name', async () => {
  programs.set({
    containers: [
      { ...provider, name: 'my.provider-2', id: 'b'.repeat(60) },
      { ...provider, name: 'my.provider' },
    ],
  });
  const container = new ProviderContainer(host, { container: 'my.provider' });
  assert.equal(value(await container.find()), provider.id);
  assert.equal((await faultOf(new ProviderContainer(host, { container: 'myxprovider' }).find())).kind, 'not-found');
});

test('a setting that tries to be a command stays a name', async () => {
  const container = new ProviderContainer(host, { container: "x'; touch /tmp/injected; '$(id)" });
  assert.equal((await faultOf(container.find())).kind, 'not-found');
  const call = programs.calls().at(-1) ?? [];
  assert.equal(call[4], "name=^/?x'; touch /tmp/injected; '\\$\\(id\\)$");
});

test('of several the running one is meant; several running ones are told', async () => {
  const left = { ...provider, id: 'c'.repeat(60), name: 'left', state: 'exited' };
  programs.set({ containers: [left, provider] });
  assert.equal(value(await byService().find()), provider.id);
  programs.set({ containers: [{ ...left, state: 'running' }, provider] });
  const fault = await faultOf(byService().find());
  assert.equal(fault.kind, 'conflict');
  assert.match(fault.message, /`left`, `proxmox-provider-1`/);
});

test('through an LXC the same words arrive', async () => {
  programs.set({ containers: [provider], lxcs: { 200: true, 201: false } });
  const inside = (lxc: string) => {
    const through = new SshHost({ host: sshd.address, lxc }, nobody, sshd.environment);
    return new ProviderContainer(through, { container: "it's $(mine)" });
  };
  const ask = async (lxc: string) => {
    const container = inside(lxc);
    const fault = await faultOf(container.status());
    container.host.close();
    return fault;
  };
  assert.match((await ask('200')).message, /There is no container `it's \$\(mine\)`/);
  assert.equal(programs.calls().at(-1)?.[4], "name=^/?it's \\$\\(mine\\)$");
  assert.match((await ask('201')).message, /LXC 201 does not run/);
  assert.match((await ask('202')).message, /There is no LXC 202/);
});

test('what keeps Docker from working is told plainly', async () => {
  const refused = async (says: string, code: number) => {
    programs.set({ containers: [provider], refusal: { says, code } });
    return faultOf(byService().status());
  };
  const socket = 'unix:///var/run/docker.sock';
  assert.equal(
    (await refused(`permission denied while trying to connect to the Docker daemon socket at ${socket}`, 1)).kind,
    'forbidden',
  );
  assert.equal(
    (await refused(`Cannot connect to the Docker daemon at ${socket}. Is the docker daemon running?`, 1)).kind,
    'unreachable',
  );
  const other = await refused('something broke: password=hunter2222', 5);
  assert.equal(other.kind, 'failed');
  assert.doesNotMatch(JSON.stringify(other), /hunter2222/);
});

test('a host without Docker, and one without Proxmox, are told apart', async () => {
  const bare = await startSshd({ programs: bareFolder(), only: true });
  const plain = new SshHost({ host: bare.address }, nobody, bare.environment);
  const withLxc = new SshHost({ host: bare.address, lxc: '200' }, nobody, bare.environment);
  try {
    const docker = await faultOf(new ProviderContainer(plain, {}).status());
    assert.equal(docker.kind, 'program-missing');
    assert.match(docker.message, /no `docker`/);
    const pct = await faultOf(new ProviderContainer(withLxc, {}).status());
    assert.equal(pct.kind, 'program-missing');
    assert.match(pct.message, /no `pct`/);
  } finally {
    plain.close();
    withLxc.close();
    await bare.stop();
  }
});

test('a restart is one command, waits until the container is healthy, and starts one that is stopped', async () => {
  for (const state of ['running', 'exited']) {
    programs.set({
      containers: [{ ...provider, state, health: 'unhealthy' }],
      afterRestart: { health: 'starting' },
      laterHealth: { after: 1_500, health: 'healthy' },
    });
    const before = programs.calls().filter(([command]) => command === 'restart').length;
    const status = value(await byService().restart());
    assert.equal(status.health, 'healthy');
    assert.ok((status.startedAt ?? 0) > Date.UTC(2026, 7, 1, 10));
    assert.equal(programs.calls().filter(([command]) => command === 'restart').length - before, 1);
  }
});

test('a container that does not come up again is told within the limit, and not restarted again', async () => {
  programs.set({ containers: [provider], afterRestart: { state: 'restarting' } });
  const before = programs.calls().filter(([command]) => command === 'restart').length;
  const fault = await faultOf(new ProviderContainer(host, {}, 6_000).restart());
  assert.equal(fault.kind, 'timeout');
  assert.match(fault.message, /is restarting/);
  assert.equal(programs.calls().filter(([command]) => command === 'restart').length - before, 1);
});

test('when the connection is lost meanwhile, the container is looked at again and not restarted again', async () => {
  programs.set({ containers: [provider], laterHealth: { after: 1_000, health: 'healthy' } });
  const gate = await startGate(sshd.port);
  appendFileSync(join(sshd.environment.home, '.ssh', 'known_hosts'), `[127.0.0.1]:${gate.port} ${sshd.hostKey}\n`);
  const through = new SshHost({ host: `${sshd.user}@127.0.0.1:${gate.port}` }, nobody, sshd.environment);
  try {
    const before = programs.calls().filter(([command]) => command === 'restart').length;
    const restarted = new ProviderContainer(through, {}).restart();
    while (programs.get().containers[0]?.startedAt === provider.startedAt) await sleep(20);
    gate.cut();
    assert.equal(value(await restarted).state, 'running');
    assert.equal(programs.calls().filter(([command]) => command === 'restart').length - before, 1);
  } finally {
    through.close();
    await gate.stop();
  }
});

test('what Docker refuses to restart is told as it is', async () => {
  programs.set({ containers: [provider], afterRestart: { state: 'refused' } });
  const fault = await faultOf(byService().restart());
  assert.equal(fault.kind, 'failed');
  assert.match(fault.message, /cannot be restarted/);
  assert.doesNotMatch(fault.message, /not known/);
});

test('a restart that is cancelled says that nothing is known', async () => {
  programs.set({ containers: [provider], afterRestart: { state: 'restarting' } });
  const stop = new AbortController();
  const fault = faultOf(byService().restart(stop.signal));
  while (programs.get().containers[0]?.state === 'running') await sleep(20);
  stop.abort();
  assert.equal((await fault).kind, 'cancelled');
  assert.match((await fault).message, /not known/);
});

test('the last lines of both outputs come in order, redacted', async () => {
  programs.log('{"level":"info","msg":"one"}', '2026-08-01T10:00:01.000000001Z');
  programs.log('panic: two password=hunter2222', '2026-08-01T10:00:02.000000001Z', 'stdout');
  programs.log('{"level":"warn","msg":"three","id":"r-1"}', '2026-08-01T10:00:03.000000001Z');
  const shown = value(await byService().logs(2)).map(renderLogEntry);
  assert.deepEqual(shown, [
    '2026-08-01 10:00:02Z panic: two password=[redacted]',
    '2026-08-01 10:00:03Z WARN  r-1 | three',
  ]);
  assert.equal(value(await byService().logs(2, { level: 'warn' })).length, 2, 'what is no JSON passes');
  assert.deepEqual(
    value(await byService().logs(2, { request: 'r-1' })).map(({ message }) => message),
    ['three'],
  );
  assert.deepEqual(value(await byService().logs(0, { request: 'r-1' })), []);
});

test('the source tells status after status, a fault with the last status, and nothing once stopped', async () => {
  const told: ProviderFacts[] = [];
  const source = new ProviderSource(host, {}, (facts) => told.push(facts), 50);
  const until = async (fits: (facts: ProviderFacts) => boolean) => {
    while (!told.some(fits)) await sleep(20);
  };
  source.start();
  await until(({ state, container }) => state.phase === 'live' && container?.value.state === 'running');
  programs.set({ containers: [] });
  await until(({ state, container }) => state.fault?.kind === 'not-found' && container !== undefined);
  programs.set({ containers: [{ ...provider, restarts: 7 }] });
  source.retry();
  await until(({ state, container }) => state.phase === 'live' && container?.value.restarts === 7);
  source.stop();
  const count = told.length;
  await sleep(300);
  assert.equal(told.length, count);
  assert.equal(source.facts.state.phase, 'idle');
});
