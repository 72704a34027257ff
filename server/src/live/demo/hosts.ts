// The demo's racks: what Proxmox has on them, and the container of the provider, which ends for a while.
import type { ContainerStatus, ProviderFacts, ProxmoxFacts, ProxmoxInventory } from '../status/facts.ts';
import { machines, outage } from './omni.ts';
import { daysBefore, Stage, scenes } from './story.ts';

const racks = ['rack-a', 'rack-b', 'rack-c'];

const image = 'ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.1';
const gigabyte = 1024 ** 3;

function container(state: string, startedAt: number, restarts: number): ContainerStatus {
  return { name: 'omni-infra-provider-proxmox', image, state, startedAt, restarts };
}

/** The provider's container; asked for every few seconds by a real source. */
export function demoProvider(): (start: number, now: number) => ProviderFacts {
  const stage = new Stage<ContainerStatus>({
    container: scenes(
      [0, ({ start }) => container('running', daysBefore(start, 3), 0)],
      [outage.from, ({ start }) => container('exited', daysBefore(start, 3), 0)],
      [outage.to, ({ scene }) => container('running', scene, 1)],
    ),
  });
  let seen: NonNullable<ProviderFacts['container']> | undefined;
  return (start, now) => {
    const value = stage.at(start, now).get('container');
    if (value && seen?.value !== value) seen = { value, source: 'demo', at: now };
    return {
      state: { phase: 'live', heardAt: now },
      source: 'demo',
      ...(seen ? { container: { ...seen, at: now } } : {}),
    };
  };
}

const inventory: ProxmoxInventory = {
  nodes: racks.map((name) => ({ name, online: true })),
  storages: racks.flatMap((node) => [
    storage('local-lvm', node, 'lvmthin', 620),
    storage('vm_nvme', node, 'rbd', 5_400),
  ]),
  bridges: racks.flatMap((node) => [
    { node, name: 'vmbr0' },
    { node, name: 'vmbr1' },
  ]),
  mappings: [{ name: 'gpu-a4000', nodes: ['rack-c'] }],
  vms: machines.flatMap(({ id, name, host }, i) =>
    host ? [{ id: 110 + i, name, node: host, status: 'running', tags: ['omni'], uuid: id }] : [],
  ),
};

function storage(name: string, node: string, type: string, gigabytes: number): ProxmoxInventory['storages'][number] {
  const totalBytes = gigabytes * gigabyte;
  return {
    name,
    node,
    type,
    content: ['images', 'rootdir'],
    active: true,
    totalBytes,
    availableBytes: totalBytes * 0.6,
  };
}

export function demoProxmox(now: number): ProxmoxFacts {
  return {
    state: { phase: 'live', heardAt: now },
    source: 'demo',
    inventory: { value: inventory, source: 'demo', at: now },
  };
}
