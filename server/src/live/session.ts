// One connection of this program to the live systems: from the settings to the sources, from their facts to the status.
// Nothing is started before somebody watches; what nobody watches any more is stopped.
import type { OmniType } from './omni/resource.ts';
import type { LiveSettings } from './settings.ts';
import { type Changes, changesOf } from './status/changes.ts';
import type { Facts, KubernetesWish } from './status/facts.ts';
import type { SectionName, Status } from './status/model.ts';
import { type StatusReader, statusReader, watchedBy } from './status/status.ts';

/**
 * What can be watched: a section of the status, or what files may refer to, which only findings read: on Omni and Proxmox,
 * and in the Kubernetes cluster.
 */
export type Watchable = SectionName | 'inventory' | 'cluster inventory';

interface Needs {
  readonly omni: readonly OmniType[];
  readonly kubernetes: readonly KubernetesWish[];
  readonly provider: boolean;
  readonly proxmox: boolean;
}

/** What templates and classes are compared with. */
const inventoryTypes: readonly OmniType[] = [
  'clusters',
  'clusterstatuses',
  'kubernetesupgradestatuses',
  'machineclasses',
  'machinesetstatuses',
  'clustermachinestatuses',
  'infraproviderstatuses',
];

/** What manifests are compared with; Applications also tell which files the cluster may be asked about. */
const clusterInventory: readonly KubernetesWish[] = ['Application', 'SecretStore', 'ClusterSecretStore', 'inventory'];

/** What each has to be started for. */
function needsOf(what: Watchable): Needs {
  if (what === 'cluster inventory') return { omni: [], kubernetes: clusterInventory, provider: false, proxmox: false };
  if (what === 'inventory') return { omni: inventoryTypes, kubernetes: [], provider: false, proxmox: true };
  const { omni, kubernetes } = watchedBy;
  return { omni: omni[what] ?? [], kubernetes: kubernetes[what] ?? [], provider: what === 'provider', proxmox: false };
}

export type StatusListener = (status: Status, changes: Changes) => void;

/** What views, reports and findings see of the live systems, be they real or those of the demo. */
export interface Session {
  /** True when what is shown is invented. */
  readonly isDemo: boolean;
  readonly facts: Facts;
  readonly status: Status;
  /** Watches something until the returned function is called; counted, so that several may watch the same. */
  watch(what: Watchable): () => void;
  /**
   * Calls the listener when the status changed, and every ten seconds while something is watched, for the ages. Returns
   * a function that ends it.
   */
  onStatus(listener: StatusListener): () => void;
  /** A person wants everything that failed to be tried again now. */
  retry(): void;
  /** A person signed in to Omni. */
  signedIn(): void;
  /** Ends every process and connection. The session can not be used any more. */
  close(): void;
}

/** A source of facts. What it was started for stays until it is stopped; to start it again adds to that. */
export interface Source<W> {
  start(watches: readonly W[]): void;
  stop(): void;
  retry(): void;
  signedIn?(): void;
}

type FactsOf<K extends keyof Facts> = NonNullable<Facts[K]>;

type Maker<K extends keyof Facts, W> = (onFacts: (facts: FactsOf<K>) => void) => Source<W>;

/** Makes each source when it is first needed; one that is not set up is absent. */
export interface SourceMakers {
  readonly omni?: Maker<'omni', OmniType>;
  readonly kubernetes?: Maker<'kubernetes', KubernetesWish>;
  readonly provider?: Maker<'provider', never>;
  readonly proxmox?: Maker<'proxmox', never>;
}

/** A source that is made when it is first started. */
class LazySource<K extends keyof Facts, W> {
  readonly #make: Maker<K, W> | undefined;
  readonly #onFacts: (facts: FactsOf<K>) => void;
  #source: Source<W> | undefined;

  constructor(make: Maker<K, W> | undefined, onFacts: (facts: FactsOf<K>) => void) {
    this.#make = make;
    this.#onFacts = onFacts;
  }

  /** What there is to act on: nothing before the first start. */
  get made(): Source<W> | undefined {
    return this.#source;
  }

  start(watches: readonly W[]): void {
    this.#source ??= this.#make?.(this.#onFacts);
    this.#source?.start(watches);
  }
}

/** All in milliseconds. */
export interface SessionTiming {
  /** Least time between two computations of the status, so that a burst of facts costs one. */
  readonly batch: number;
  /** Between two looks at the clock. */
  readonly tick: number;
  /** Longest time without telling listeners. */
  readonly tell: number;
  /** How long a source goes on when nobody watches it: a view that is hidden and shown again keeps its connection. */
  readonly linger: number;
}

const usual: SessionTiming = { batch: 100, tick: 1_000, tell: 10_000, linger: 30_000 };

export class LiveSession implements Session {
  readonly isDemo: boolean = false;
  readonly #staleAfter: number;
  readonly #timing: SessionTiming;
  readonly #read: StatusReader = statusReader();
  readonly #listeners = new Set<StatusListener>();
  readonly #watchers = new Map<Watchable, number>();
  readonly #lingering = new Map<Watchable, NodeJS.Timeout>();
  readonly #omni: LazySource<'omni', OmniType>;
  readonly #kubernetes: LazySource<'kubernetes', KubernetesWish>;
  readonly #provider: LazySource<'provider', never>;
  readonly #proxmox: LazySource<'proxmox', never>;
  #facts: Facts;
  #told: Status | undefined;
  #toldAt = 0;
  #readAt = 0;
  #soon: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(makers: SourceMakers, settings: Pick<LiveSettings, 'staleAfter'>, timing: Partial<SessionTiming> = {}) {
    this.#staleAfter = settings.staleAfter;
    this.#timing = { ...usual, ...timing };
    // What is set up is there from the beginning, though nobody watches it.
    const { omni, kubernetes, provider, proxmox } = idleFacts();
    this.#facts = {
      ...(makers.omni ? { omni } : {}),
      ...(makers.kubernetes ? { kubernetes } : {}),
      ...(makers.provider ? { provider } : {}),
      ...(makers.proxmox ? { proxmox } : {}),
    };
    this.#omni = new LazySource(makers.omni, (omni) => this.#learn({ omni }));
    this.#kubernetes = new LazySource(makers.kubernetes, (kubernetes) => this.#learn({ kubernetes }));
    this.#provider = new LazySource(makers.provider, (provider) => this.#learn({ provider }));
    this.#proxmox = new LazySource(makers.proxmox, (proxmox) => this.#learn({ proxmox }));
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** The status as of now. */
  get status(): Status {
    return this.#read(this.#facts, Date.now(), this.#staleAfter);
  }

  watch(what: Watchable): () => void {
    if (this.#closed) return () => {};
    clearTimeout(this.#lingering.get(what));
    this.#lingering.delete(what);
    this.#watchers.set(what, (this.#watchers.get(what) ?? 0) + 1);
    this.#start(what);
    this.#clock ??= setInterval(() => this.#compute(), this.#timing.tick);
    let watches = true;
    return () => {
      if (watches) this.#release(what);
      watches = false;
    };
  }

  onStatus(listener: StatusListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): void {
    for (const source of this.#made()) source.retry();
  }

  signedIn(): void {
    this.#omni.made?.signedIn?.();
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#lingering.values()) clearTimeout(timer);
    this.#lingering.clear();
    this.#watchers.clear();
    this.#listeners.clear();
    clearTimeout(this.#soon);
    clearInterval(this.#clock);
    for (const source of this.#made()) source.stop();
  }

  #made(): readonly Pick<Source<never>, 'stop' | 'retry'>[] {
    return [this.#omni, this.#kubernetes, this.#provider, this.#proxmox].flatMap(({ made }) => made ?? []);
  }

  #start(what: Watchable): void {
    const { omni, kubernetes, provider, proxmox } = needsOf(what);
    if (omni.length > 0) this.#omni.start(omni);
    if (kubernetes.length > 0) this.#kubernetes.start(kubernetes);
    if (provider) this.#provider.start([]);
    if (proxmox) this.#proxmox.start([]);
  }

  #release(what: Watchable): void {
    const left = (this.#watchers.get(what) ?? 1) - 1;
    if (left > 0) {
      this.#watchers.set(what, left);
      return;
    }
    const end = (): void => {
      this.#lingering.delete(what);
      this.#watchers.delete(what);
      this.#stopUnwatched();
    };
    this.#watchers.set(what, 0);
    this.#lingering.set(what, setTimeout(end, this.#timing.linger));
  }

  /** A source stops when none of what it serves is watched. */
  #stopUnwatched(): void {
    const watched = [...this.#watchers.keys()].map(needsOf);
    if (!watched.some(({ omni }) => omni.length > 0)) this.#omni.made?.stop();
    if (!watched.some(({ kubernetes }) => kubernetes.length > 0)) this.#kubernetes.made?.stop();
    if (!watched.some(({ provider }) => provider)) this.#provider.made?.stop();
    if (!watched.some(({ proxmox }) => proxmox)) this.#proxmox.made?.stop();
    if (watched.length > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #learn(facts: Facts): void {
    if (this.#closed) return;
    this.#facts = { ...this.#facts, ...facts };
    if (this.#soon) return;
    const wait = Math.max(0, this.#readAt + this.#timing.batch - Date.now());
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.#compute();
    }, wait);
  }

  #compute(): void {
    const now = Date.now();
    this.#readAt = now;
    const status = this.status;
    const changes = changesOf(this.#told, status);
    const quiet = changes.rows.size === 0 && changes.sections.size === 0;
    if (quiet && now - this.#toldAt < this.#timing.tell) return;
    this.#told = status;
    this.#toldAt = now;
    for (const listener of [...this.#listeners]) listener(status, changes);
  }
}

/** Facts of sources that nobody has started. */
export function idleFacts(): Required<Facts> {
  const state = { phase: 'idle' } as const;
  return {
    omni: { state, source: 'omnictl', resources: {}, watches: {} },
    kubernetes: { state, source: 'kubeconfig', objects: {}, unserved: new Set(), watches: {} },
    provider: { state, source: 'SSH' },
    proxmox: { state, source: 'SSH' },
  };
}
