// Tells what Proxmox has, every twenty seconds while somebody looks: nodes, storages, bridges, mappings, virtual machines.
// `pvesh` on the node that SSH reaches is asked; it answers for the whole cluster.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, failed, ok, type Result } from '../fault.ts';
import type { ProviderHost } from '../provider/host.ts';
import { faultOfProgram } from '../provider/remote-faults.ts';
import type { ProxmoxFacts, ProxmoxInventory, ProxmoxVm } from '../status/facts.ts';
import { type Connection, Supervisor } from '../supervisor.ts';
import { looksLikeTalos, readBridges, readMappings, readResources, readUuids, rowsOf } from './answers.ts';

/**
 * Milliseconds. Short enough that facts do not go stale between two looks. Bridges and mappings seldom change, and each
 * node costs a call.
 */
const usual = { interval: 20_000, slowInterval: 300_000 };
const deadline = 20_000;
/** Only a net: every call has a deadline of its own, and a person may have to type a passphrase first. */
const quietLimit = 180_000;
/** Files that one command is given; far below what a command line can hold. */
const filesAtOnce = 200;

type Rows = NonNullable<ReturnType<typeof rowsOf>>;

export class ProxmoxSource {
  readonly #host: ProviderHost;
  readonly #onFacts: (facts: ProxmoxFacts) => void;
  readonly #timing: typeof usual;
  readonly #supervisor: Supervisor;
  /** Bridges by node, as last told: a node that does not answer keeps its own. */
  readonly #bridges = new Map<string, readonly string[]>();
  /** Uuids by id and name: an id is used again for another machine. */
  readonly #uuids = new Map<string, string | undefined>();
  #mappings: ProxmoxInventory['mappings'] = [];
  #slowAt = 0;
  #facts: ProxmoxFacts;

  constructor(host: ProviderHost, onFacts: (facts: ProxmoxFacts) => void, timing: Partial<typeof usual> = {}) {
    this.#host = host;
    this.#onFacts = onFacts;
    this.#timing = { ...usual, ...timing };
    this.#facts = { state: { phase: 'idle' }, source: host.name };
    this.#supervisor = new Supervisor({
      connect: (connection) => this.#poll(connection),
      onState: (state) => this.#tell({ ...this.#facts, state }),
      quietLimit,
    });
  }

  get facts(): ProxmoxFacts {
    return this.#facts;
  }

  start(): void {
    this.#supervisor.start();
  }

  stop(): void {
    this.#supervisor.stop();
  }

  retry(): void {
    this.#supervisor.retry();
  }

  async #poll(connection: Connection): Promise<Fault | undefined> {
    const { signal } = connection;
    while (!signal.aborted) {
      const read = await this.#read(connection);
      if (signal.aborted) return undefined;
      if (!read.ok) return read.fault;
      // The state follows at once and tells both.
      this.#facts = { ...this.#facts, inventory: { value: read.value, source: 'pvesh', at: Date.now() } };
      connection.heard();
      if (Date.now() - this.#slowAt >= this.#timing.slowInterval) await this.#readSlow(read.value.nodes, connection);
      await sleep(this.#timing.interval, undefined, { signal }).catch(() => {});
    }
    return undefined;
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

  #tell(facts: ProxmoxFacts): void {
    this.#facts = facts;
    this.#onFacts(facts);
  }
}

function keyOf({ id, name }: ProxmoxVm): string {
  return `${id} ${name}`;
}

function withUuid(vm: ProxmoxVm, uuid: string | undefined): ProxmoxVm {
  return uuid === undefined ? vm : { ...vm, uuid };
}
