// Keeps the facts of a cluster up to date: one supervised watch a kind and a look at the inventory, all through one
// connection to the server, which is asked at most once a second while it does not answer.
import { Announcer } from '../announcer.ts';
import type { Fault, Result } from '../fault.ts';
import type { KubernetesFacts, KubernetesWish, LiveObject, WatchedKind } from '../status/facts.ts';
import { type Connection, type SourceState, Supervisor } from '../supervisor.ts';
import { deploysHere, readApplication } from './application-answers.ts';
import { type Cluster, connect } from './cluster.ts';
import { Inventory, inventoryInterval, type Scope } from './inventory.ts';
import type { KubernetesSettings } from './kubeconfig.ts';
import { ResourceWatch, type WatchTiming } from './resource-watch.ts';
import type { Transport } from './transport.ts';

/** All in milliseconds. */
export interface KubernetesTiming extends WatchTiming {
  /** How long a watch may say nothing; longer than the server lets one last. */
  readonly quietLimit: number;
  /** Longest pause before a lost connection is tried again. */
  readonly longestPause: number;
  /** Least time between two notifications. */
  readonly batch: number;
  /** Between two looks at the inventory. */
  readonly inventory: number;
}

/**
 * A healthy watch is heard every 25 s; a dead one is given up at 31 s, so that its facts show as stale at 35. A server that
 * is back is asked within 2.5 s.
 */
const usual: KubernetesTiming = {
  watch: 25_000,
  recheck: 20_000,
  quietLimit: 31_000,
  longestPause: 2_500,
  batch: 100,
  inventory: inventoryInterval,
};

/** Milliseconds beyond the time between two looks in which nothing at all is answered. */
const inventoryPatience = 60_000;

interface Watched {
  readonly watch: ResourceWatch;
  readonly supervisor: Supervisor;
}

export class KubernetesSource {
  readonly #settings: KubernetesSettings;
  readonly #announcer: Announcer;
  readonly #timing: KubernetesTiming;
  readonly #watched = new Map<WatchedKind, Watched>();
  readonly #inventory: Inventory;
  #looking: Supervisor | undefined;
  #cluster: Promise<Result<Cluster>> | undefined;
  #name = 'kubeconfig';
  #facts: KubernetesFacts | undefined;

  constructor(
    settings: KubernetesSettings,
    onFacts: (facts: KubernetesFacts) => void,
    timing: Partial<KubernetesTiming> = {},
  ) {
    this.#settings = settings;
    this.#timing = { ...usual, ...timing };
    this.#announcer = new Announcer(() => onFacts(this.facts), this.#timing.batch);
    this.#inventory = new Inventory(
      () => this.#name,
      () => this.#changed(),
      this.#timing.inventory,
    );
  }

  /** What is known now; the same object until something changes. */
  get facts(): KubernetesFacts {
    this.#facts ??= this.#tell();
    return this.#facts;
  }

  /** Starts watching these, besides those that are watched already. */
  start(wishes: readonly KubernetesWish[]): void {
    for (const kind of wishes) {
      if (kind === 'inventory') {
        this.#looking ??= this.#lookAtInventory();
        this.#looking.start();
        continue;
      }
      const watched = this.#watched.get(kind) ?? this.#watchOf(kind);
      this.#watched.set(kind, watched);
      watched.supervisor.start();
    }
  }

  /** Ends every connection; what is known stays, as old as it is. */
  stop(): void {
    for (const { supervisor } of this.#watched.values()) supervisor.stop();
    this.#looking?.stop();
    this.#disconnect();
    this.#facts = undefined;
    this.#announcer.now();
  }

  /** A person wants it to be tried again now; the kubeconfig is read anew. */
  retry(): void {
    const allWait = [...this.#watched.values()].every(({ supervisor }) => supervisor.state.phase !== 'live');
    if (allWait) this.#disconnect();
    for (const { supervisor } of this.#watched.values()) supervisor.retry();
    this.#inventory.forgetRefusals();
    this.#looking?.retry();
  }

  #watchOf(kind: WatchedKind): Watched {
    const { quietLimit, longestPause } = this.#timing;
    const watch = new ResourceWatch(kind, this.#timing, () => this.#changed());
    const supervisor = new Supervisor({
      connect: (connection) => this.#connected((transport) => watch.connect(transport, connection)),
      onState: () => this.#changed(),
      quietLimit,
      longestPause,
    });
    return { watch, supervisor };
  }

  #lookAtInventory(): Supervisor {
    const look = (connection: Connection) =>
      this.#connected((transport) => this.#inventory.connect(transport, () => this.#scope(), connection));
    // Watches go first when a server comes back: the inventory only serves findings.
    return new Supervisor({ connect: look, onState: () => {}, quietLimit: this.#timing.inventory + inventoryPatience });
  }

  /** Where the Applications deploy to; undefined while they are not known. */
  #scope(): Scope | undefined {
    const applications = this.#watched.get('Application')?.watch.rows;
    if (!applications) return undefined;
    const namespaces = [...applications.values()].flatMap((object) => {
      const application = readApplication(object);
      return deploysHere(application) ? (application.destinationNamespace ?? []) : [];
    });
    const { argocdNamespace: argocd } = this.#settings;
    return { namespaces: [...new Set(namespaces)].sort(), ...(argocd ? { argocd } : {}) };
  }

  async #connected(keep: (transport: Transport) => Promise<Fault | undefined>): Promise<Fault | undefined> {
    this.#cluster ??= connect(this.#settings);
    const mine = this.#cluster;
    const cluster = await mine;
    if (!cluster.ok) {
      // The next attempt reads the kubeconfig again.
      if (this.#cluster === mine) this.#cluster = undefined;
      return cluster.fault;
    }
    this.#name = cluster.value.name;
    return keep(cluster.value.transport);
  }

  #disconnect(): void {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    void cluster?.then((result) => result.ok && result.value.close());
  }

  #changed(): void {
    this.#facts = undefined;
    this.#announcer.changed();
  }

  #tell(): KubernetesFacts {
    const objects: Partial<Record<WatchedKind, ReadonlyMap<string, LiveObject>>> = {};
    const watches: Partial<Record<WatchedKind, SourceState>> = {};
    const unserved = new Set<WatchedKind>();
    for (const [kind, { watch, supervisor }] of this.#watched) {
      if (watch.rows) objects[kind] = watch.rows;
      if (watch.unserved) unserved.add(kind);
      watches[kind] = supervisor.state;
    }
    const inventory = this.#looking ? { inventory: this.#inventory.parts } : {};
    return { state: worst(Object.values(watches)), source: this.#name, objects, unserved, watches, ...inventory };
  }
}

/** The state of all: that of the worst watch. What this person may not see harms no other kind. */
function worst(watches: readonly SourceState[]): SourceState {
  const harmless = (state: SourceState) => state.fault?.kind === 'forbidden';
  const counted = watches.filter((state) => !harmless(state));
  const heard = counted.flatMap(({ heardAt }) => heardAt ?? []);
  return (
    counted.find(({ phase }) => phase === 'waiting') ??
    counted.find(({ phase }) => phase === 'connecting') ??
    (heard.length > 0
      ? { phase: counted[0]?.phase ?? 'idle', heardAt: Math.min(...heard) }
      : (counted[0] ?? watches[0] ?? { phase: 'idle' }))
  );
}
