// What `pvesh get … --output-format json` answers, read with care: Proxmox writes numbers as text in places, leaves out
// what is empty, and adds fields with each release.
import type { ProxmoxStorage, ProxmoxVm } from '../status/facts.ts';

/** What `/cluster/resources` tells: nodes, storages of each node, and virtual machines, without templates. */
export interface ClusterResources {
  readonly nodes: readonly { readonly name: string; readonly online: boolean }[];
  readonly storages: readonly ProxmoxStorage[];
  readonly vms: readonly ProxmoxVm[];
}

type Fields = Readonly<Record<string, unknown>>;

/** The rows of an answer; undefined when it is no list. */
export function rowsOf(answer: string): readonly Fields[] | undefined {
  try {
    const list: unknown = JSON.parse(answer);
    return Array.isArray(list)
      ? list.filter((row): row is Fields => typeof row === 'object' && row !== null)
      : undefined;
  } catch {
    return undefined;
  }
}

export function readResources(rows: readonly Fields[]): ClusterResources {
  const of = (type: string): readonly Fields[] => rows.filter((row) => row.type === type);
  return {
    nodes: of('node').map((row) => ({ name: text(row.node), online: row.status === 'online' })),
    storages: of('storage').map(storageOf),
    vms: of('qemu')
      .filter((row) => number(row.template) !== 1)
      .map(vmOf),
  };
}

function storageOf(row: Fields): ProxmoxStorage {
  const total = number(row.maxdisk);
  const used = number(row.disk) ?? 0;
  return {
    name: text(row.storage),
    node: text(row.node),
    type: text(row.plugintype),
    content: words(row.content),
    active: row.status === 'available',
    // An unreachable storage is listed with a size of nothing.
    ...(total ? { totalBytes: total, availableBytes: Math.max(0, total - used) } : {}),
  };
}

function vmOf(row: Fields): ProxmoxVm {
  // Of the HA manager, or of the resource's configuration where the manager has not taken it up yet.
  const ha = text(row.hastate);
  return {
    id: number(row.vmid) ?? 0,
    name: text(row.name),
    node: text(row.node),
    status: text(row.status),
    tags: words(row.tags),
    ...(ha && ha !== 'ignored' ? { ha } : {}),
  };
}

/** Names of `/nodes/<node>/network?type=any_bridge`: bridges of Linux and Open vSwitch, and virtual networks. */
export function readBridges(rows: readonly Fields[]): readonly string[] {
  return rows.map((row) => text(row.iface)).filter((name) => name !== '');
}

/** PCI mappings of `/cluster/mapping/pci`, each with the node of every device that it stands for. */
export function readMappings(
  rows: readonly Fields[],
): readonly { readonly name: string; readonly nodes: readonly string[] }[] {
  return rows.map((row) => {
    const devices = Array.isArray(row.map) ? row.map.map(text) : [];
    const nodes = devices.flatMap((device) => /(?:^|,)node=([^,]+)/.exec(device)?.[1] ?? []);
    return { name: text(row.id), nodes };
  });
}

/**
 * The machine's uuid by the id of the virtual machine, from lines of configuration files as `grep -H` prints them:
 * `/etc/pve/nodes/rack-a/qemu-server/100.conf:smbios1: uuid=…`.
 */
export function readUuids(lines: string): ReadonlyMap<number, string> {
  const uuids = new Map<number, string>();
  for (const line of lines.split('\n')) {
    const [, id, uuid] = /\/(\d+)\.conf:smbios1:.*\buuid=([0-9a-fA-F-]{36})/.exec(line) ?? [];
    if (id !== undefined && uuid !== undefined) uuids.set(Number(id), uuid.toLowerCase());
  }
  return uuids;
}

/** True for a virtual machine that Omni or its provider may have made: only these are asked for their uuid. */
export function looksLikeTalos({ name, tags }: ProxmoxVm): boolean {
  return tags.some((tag) => tag.startsWith('machine-request.')) || /talos|omni/i.test([name, ...tags].join(' '));
}

function words(value: unknown): readonly string[] {
  return text(value)
    .split(/[;,\s]+/)
    .filter((word) => word !== '');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : '';
}

function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}
