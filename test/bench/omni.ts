// 10,000 machines: how long Omni's facts take, how much of a processor, and how long the event loop stands still. The
// program that prints them is `cat`, so what is measured is ours. Prints a table; asserts nothing, because machines differ.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { OmniSource } from '../../server/src/live/omni/source.ts';
import { printed, typeOf } from '../support/omnictl/types.ts';

const machines = 10_000;
const changes = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'omni-bench-'));
const type = typeOf('machinestatuses');
if (!type) throw new Error('the type is missing');

/** A machine status as large as real ones: hardware, network, labels. */
const machine = (n: number, round: number) => ({
  id: `00000000-0000-4000-a000-${String(n).padStart(12, '0')}`,
  version: round,
  updated: new Date(1_785_578_400_000 + round * 1000).toISOString(),
  labels: Object.fromEntries(
    ['cluster', 'machine-set', 'arch', 'cores', 'mem', 'storage', 'platform', 'talos-version', 'connected'].map(
      (key) => [`omni.sidero.dev/${key}`, key === 'cores' ? '8' : 'value'],
    ),
  ),
  spec: {
    talosversion: 'v1.13.6',
    connected: true,
    round,
    hardware: {
      blockdevices: Array.from({ length: 4 }, (_, i) => ({
        linuxname: `/dev/sd${i}`,
        size: 107374182400,
        model: 'QEMU',
      })),
      memorymodules: Array.from({ length: 4 }, () => ({ sizemb: 8192, description: 'DIMM of the usual kind' })),
      processors: [{ corecount: 8, threadcount: 8, frequency: 2000, description: 'A processor' }],
    },
    network: {
      hostname: `node-${n}`,
      addresses: [`10.20.${n >> 8}.${n & 255}/16`],
      networklinks: Array.from({ length: 4 }, (_, i) => ({
        linuxname: `eth${i}`,
        hardwareaddress: '02:00:00:00:00:01',
      })),
    },
  },
});

const list = Array.from({ length: machines }, (_, n) => printed(type, machine(n, 0), 'created')).join('');
const events = Array.from({ length: changes }, (_, n) => printed(type, machine(n % 50, n + 1), 'updated')).join('');
writeFileSync(join(folder, 'list'), list);
writeFileSync(join(folder, 'events'), events);
writeFileSync(join(folder, 'config'), 'context: lab\ncontexts: {lab: {url: "https://omni.example.internal"}}\n');
const program = join(folder, 'omnictl');
writeFileSync(
  program,
  `#!/bin/sh\ncase "$*" in\n*machinestatuses*--watch*) cat '${folder}/list'; sleep 3; cat '${folder}/events'; exec sleep 60;;\n*--watch*) exec sleep 60;;\nesac\n`,
);
chmodSync(program, 0o755);

let told = 0;
const source = new OmniSource({ omnictlPath: program, omniconfig: join(folder, 'config') }, () => told++);
const rows = () => source.facts.resources.machinestatuses;
const delay = monitorEventLoopDelay({ resolution: 5 });

async function measure(what: string, done: () => boolean): Promise<void> {
  delay.reset();
  const [started, used, before] = [performance.now(), process.cpuUsage(), told];
  while (!done()) await sleep(5);
  const { user, system } = process.cpuUsage(used);
  console.log(
    `${what.padEnd(34)} ${String(Math.round(performance.now() - started)).padStart(6)} ms, processor ${String(Math.round((user + system) / 1000)).padStart(5)} ms, longest stop ${String(Math.round(delay.max / 1e6)).padStart(4)} ms, told ${told - before} times`,
  );
}

delay.enable();
source.start(['clusterstatuses', 'machinestatuses']);
console.log(
  `${machines} machines, ${Math.round(list.length / 1e6)} MB; ${changes} changes, ${Math.round(events.length / 1e6)} MB`,
);
await measure('the list', () => rows()?.size === machines);
await measure('the changes', () => [...(rows()?.values() ?? [])].some(({ spec }) => spec.round === changes));
console.log(`memory: ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
source.stop();
delay.disable();
rmSync(folder, { recursive: true, force: true });
