// Keeps the facts of a cluster up to date: one supervised watch a kind, all through one connection to the server, which is
// asked at most once a second while it does not answer.
import { Announcer } from '../announcer.ts';
import type { Result } from '../fault.ts';
import type { KubernetesFacts, LiveObject, WatchedKind } from '../status/facts.ts';
import { type Connection, type SourceState, Supervisor } from '../supervisor.ts';
import { type Cluster, connect } from './cluster.ts';
import type { KubernetesSettings } from './kubeconfig.ts';
import { ResourceWatch, type WatchTiming } from './resource-watch.ts';

/** All in milliseconds. */
export interface KubernetesTiming extends WatchTiming {
  /** How long a watch may say nothing; longer than the server lets one last. */
  readonly quietLimit: number;
  /** Longest pause before a lost connection is tried again. */
  readonly longestPause: number;
  /** Least time between two notifications. */
  readonly batch: number;
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
};

interface Watched {
  readonly watch: ResourceWatch;
  readonly supervisor: Supervisor;
}

export class KubernetesSource {
  readonly #settings: KubernetesSettings;
  readonly #announcer: Announcer;
  readonly #timing: KubernetesTiming;
  readonly #watched = new Map<WatchedKind, Watched>();
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
  }

  /** What is known now; the same object until something changes. */
  get facts(): KubernetesFacts {
    this.#facts ??= this.#tell();
    return this.#facts;
  }

  /** Starts watching these kinds, besides those that are watched already. */
  start(kinds: readonly WatchedKind[]): void {
    for (const kind of kinds) {
      const watched = this.#watched.get(kind) ?? this.#watchOf(kind);
      this.#watched.set(kind, watched);
      watched.supervisor.start();
    }
  }

  /** Ends every connection; what is known stays, as old as it is. */
  stop(): void {
    for (const { supervisor } of this.#watched.values()) supervisor.stop();
    this.#disconnect();
    this.#facts = undefined;
    this.#announcer.now();
  }

  /** A person wants it to be tried again now; the kubeconfig is read anew. */
  retry(): void {
    const allWait = [...this.#watched.values()].every(({ supervisor }) => supervisor.state.phase !== 'live');
    if (allWait) this.#disconnect();
    for (const { supervisor } of this.#watched.values()) supervisor.retry();
  }

  #watchOf(kind: WatchedKind): Watched {
    const { quietLimit, longestPause } = this.#timing;
    const watch = new ResourceWatch(kind, this.#timing, () => this.#changed());
    const supervisor = new Supervisor({
      connect: (connection) => this.#keep(watch, connection),
      onState: () => this.#changed(),
      quietLimit,
      longestPause,
    });
    return { watch, supervisor };
  }

  async #keep(watch: ResourceWatch, connection: Connection) {
    this.#cluster ??= connect(this.#settings);
    const mine = this.#cluster;
    const cluster = await mine;
    if (!cluster.ok) {
      // The next attempt reads the kubeconfig again.
      if (this.#cluster === mine) this.#cluster = undefined;
      return cluster.fault;
    }
    this.#name = cluster.value.name;
    return watch.connect(cluster.value.transport, connection);
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
    return { state: worst(Object.values(watches)), source: this.#name, objects, unserved, watches };
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
