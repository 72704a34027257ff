// Tells what Proxmox has, every twenty seconds while somebody looks: nodes, storages, bridges, mappings, virtual machines.
// `pvesh` on the node that SSH reaches is asked; it answers for the whole cluster.
import { type Fault, failed, ok, type Result } from '../fault.ts';
import { PolledSource } from '../polled-source.ts';
import type { ProviderHost } from '../provider/host.ts';
import { faultOfProgram } from '../provider/remote-faults.ts';
import type { ProxmoxFacts, ProxmoxInventory, ProxmoxVm } from '../status/facts.ts';
import type { Connection } from '../supervisor.ts';
import { looksLikeTalos, readBridges, readMappings, readResources, readUuids, rowsOf } from './answers.ts';

/**
 * Milliseconds. Short enough that facts do not go stale between two looks. Bridges and mappings seldom change, and each
 * node costs a call.
 */
const usual = { interval: 20_000, slowInterval: 300_000 };
const deadline = 20_000;
/** Files that one command is given; far below what a command line can hold. */
const filesAtOnce = 200;

type Rows = NonNullable<ReturnType<typeof rowsOf>>;

export class ProxmoxSource extends PolledSource<ProxmoxFacts> {
  readonly #host: ProviderHost;
  /** Bridges by node, as last told: a node that does not answer keeps its own. */
  readonly #bridges = new Map<string, readonly string[]>();
  /** Uuids by id and name: an id is used again for another machine. */
  readonly #uuids = new Map<string, string | undefined>();
  #mappings: ProxmoxInventory['mappings'] = [];
  #slowAt = 0;

  constructor(host: ProviderHost, onFacts: (facts: ProxmoxFacts) => void, timing: Partial<typeof usual> = {}) {
    const { interval, slowInterval } = { ...usual, ...timing };
    super({
      idle: { state: { phase: 'idle' }, source: host.name },
      every: interval,
      onFacts,
      look: async (connection) => {
        const read = await this.#read(connection);
        return read.ok ? ok({ inventory: { value: read.value, source: 'pvesh', at: Date.now() } }) : read;
      },
      afterwards: async (connection) => {
        const nodes = this.facts.inventory?.value.nodes ?? [];
        if (Date.now() - this.#slowAt >= slowInterval) await this.#readSlow(nodes, connection);
      },
    });
    this.#host = host;
  }

  async #read(connection: Connection): Promise<Result<ProxmoxInventory>> {
    const { signal } = connection;
    const rows = await this.#get(signal, '/cluster/resources');
    if (!rows.ok) return rows;
    const { nodes, storages, vms } = readResources(rows.value);
    // Without its bridges an inventory would make every bridge look missing.
    const fault = this.#slowAt === 0 ? await this.#readSlow(nodes, connection) : undefined;
    if (fault) return { ok: false, fault };
    await this.#readUuids(vms, signal);
    return ok({
      nodes,
      storages,
      bridges: nodes.flatMap(({ name: node }) => (this.#bridges.get(node) ?? []).map((name) => ({ node, name }))),
      mappings: this.#mappings,
      vms: vms.map((vm) => withUuid(vm, this.#uuids.get(keyOf(vm)))),
    });
  }

  /**
   * One node after the other: `pvesh` is a heavy program. A node that does not answer keeps its last bridges; one that
   * never answered has none, which means that nothing is known of it.
   */
  async #readSlow(nodes: ProxmoxInventory['nodes'], { signal }: Connection): Promise<Fault | undefined> {
    for (const { name: node } of nodes.filter(({ online }) => online)) {
      const bridges = await this.#get(signal, `/nodes/${node}/network`, '--type', 'any_bridge');
      if (bridges.ok) this.#bridges.set(node, readBridges(bridges.value));
    }
    const mappings = await this.#get(signal, '/cluster/mapping/pci');
    // Releases before 8 have no mappings, and say so.
    if (!mappings.ok && !/no '?\w*'? ?handler/i.test(mappings.fault.details ?? '')) return mappings.fault;
    if (mappings.ok) this.#mappings = readMappings(mappings.value);
    this.#slowAt = Date.now();
    return undefined;
  }

  /** Reads the configuration files of machines that are new here; every node of a cluster has those of all. */
  async #readUuids(vms: readonly ProxmoxVm[], signal: AbortSignal): Promise<void> {
    const missing = vms.filter((vm) => looksLikeTalos(vm) && !this.#uuids.has(keyOf(vm)));
    for (let at = 0; at < missing.length; at += filesAtOnce) {
      const some = missing.slice(at, at + filesAtOnce);
      const files = some.map(({ node, id }) => `/etc/pve/nodes/${node}/qemu-server/${id}.conf`);
      const command = ['grep', '--with-filename', '--no-messages', '--max-count=1', '^smbios1:', ...files];
      const printed = await this.#host.run('node', command, { deadline, signal });
      if (!printed.ok) return;
      const uuids = readUuids(printed.value.stdout);
      for (const vm of some) this.#uuids.set(keyOf(vm), uuids.get(vm.id));
    }
  }

  async #get(signal: AbortSignal, path: string, ...options: string[]): Promise<Result<Rows>> {
    const command = ['pvesh', 'get', path, ...options, '--output-format', 'json'];
    const printed = await this.#host.run('node', command, { deadline, signal });
    if (!printed.ok) return printed;
    if (printed.value.code !== 0) return faultOfProgram('pvesh', this.#host.name, printed.value);
    const rows = rowsOf(printed.value.stdout);
    return rows ? ok(rows) : failed('unreadable', `\`pvesh get ${path}\` gave an answer that can not be read.`);
  }
}

function keyOf({ id, name }: ProxmoxVm): string {
  return `${id} ${name}`;
}

function withUuid(vm: ProxmoxVm, uuid: string | undefined): ProxmoxVm {
  return uuid === undefined ? vm : { ...vm, uuid };
}
