// What the sources have told so far, as plain values: the one input of the status, the report and the live findings.
// Every part says how it is doing and when it was last heard of, so that nothing old is shown as new.
// Nothing in it changes in place: a change makes a new map, and what did not change stays the same value. So the cost of a
// change is that of what changed.
import type { LiveBackupInterval, LiveExtensions, LiveKnowledge, LiveTalosVersion } from '../../core/workspace/live.ts';
import type { OmniResource, OmniType } from '../omni/resource.ts';
import type { SourceState } from '../supervisor.ts';

/** A value with where it came from (a command or an address a person would recognise) and when (ms since 1970). */
export interface Observed<T> {
  readonly value: T;
  readonly source: string;
  readonly at: number;
}

/** What Omni is, offers and allows; asked again at each connection, lists only where Omni's release is another one. */
export interface OmniOffers {
  /** The release of the server, without `v`; absent where it did not say. */
  readonly version?: string;
  readonly talosVersions: readonly LiveTalosVersion[];
  readonly extensions: readonly LiveExtensions[];
  /** Absent where Omni did not say. */
  readonly backupInterval?: LiveBackupInterval;
}

export interface OmniFacts {
  /** The worst of its watches. */
  readonly state: SourceState;
  /** For people: `omnictl, context prod`. */
  readonly source: string;
  /** Address of Omni's web interface, as the context has it. */
  readonly url?: string;
  /** Resources by id. A type is absent until its first complete list has come. */
  readonly resources: Partial<Readonly<Record<OmniType, ReadonlyMap<string, OmniResource>>>>;
  /** How each watch is doing. */
  readonly watches: Partial<Readonly<Record<OmniType, SourceState>>>;
  readonly offers?: Observed<OmniOffers>;
}

/** The kinds of objects that are watched in the cluster. */
export const kubernetesKinds = [
  'Node',
  'Application',
  'ExternalSecret',
  'SecretStore',
  'ClusterSecretStore',
  'Volume',
  'LonghornNode',
] as const;

export type WatchedKind = (typeof kubernetesKinds)[number];

/** What the cluster can be asked for: to watch a kind, or to be looked at from time to time. */
export type KubernetesWish = WatchedKind | 'inventory';

/** An object as the API server sent it, without managed fields. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  /** Applications carry the sync that is asked for beside spec and status. */
  readonly operation?: unknown;
}

/** What is looked at from time to time, because findings need it and nobody watches it. */
export const inventoryParts = [
  'namespaces',
  'projects',
  'kinds',
  'externalSecretDefaults',
  'proxyClasses',
  'proxyGroups',
  'services',
  'argocd',
  'secrets',
] as const;

export type InventoryPart = (typeof inventoryParts)[number];

/** A part is absent until it was read, and from when it may not be read, or is not there to be read. */
export type KubernetesInventory = {
  readonly [P in InventoryPart]?: Observed<NonNullable<LiveKnowledge[P]>>;
};

export interface KubernetesFacts {
  readonly state: SourceState;
  /** For people: `context prod-01`. */
  readonly source: string;
  /** Objects by `namespace/name` (`name` where there is no namespace). A kind is absent until its first list has come. */
  readonly objects: Partial<Readonly<Record<WatchedKind, ReadonlyMap<string, LiveObject>>>>;
  /** Kinds whose definition the cluster does not have: nothing to show, and no fault. */
  readonly unserved: ReadonlySet<WatchedKind>;
  readonly watches: Partial<Readonly<Record<WatchedKind, SourceState>>>;
  /** Absent where nobody asked for it. */
  readonly inventory?: KubernetesInventory;
}

export interface ContainerStatus {
  readonly name: string;
  readonly image: string;
  /** Docker's word: running, exited, restarting, paused, dead, created, removing. */
  readonly state: string;
  /** Docker's health, absent where the container has no health check. */
  readonly health?: 'healthy' | 'unhealthy' | 'starting';
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly restarts: number;
}

export interface ProviderFacts {
  readonly state: SourceState;
  /** For people: `root@rack-a, container 200`. */
  readonly source: string;
  readonly container?: Observed<ContainerStatus>;
}

export interface ProxmoxStorage {
  readonly name: string;
  readonly node: string;
  readonly type: string;
  readonly content: readonly string[];
  readonly active: boolean;
  readonly availableBytes?: number;
  readonly totalBytes?: number;
}

export interface ProxmoxVm {
  readonly id: number;
  readonly name: string;
  readonly node: string;
  readonly status: string;
  readonly tags: readonly string[];
  /** The SMBIOS uuid, which is the machine's id in Omni; absent where it was not asked for. */
  readonly uuid?: string;
  /** State of its HA resource; absent when it is not under HA. */
  readonly ha?: string;
}

export interface ProxmoxInventory {
  readonly nodes: readonly { readonly name: string; readonly online: boolean }[];
  readonly storages: readonly ProxmoxStorage[];
  readonly bridges: readonly { readonly node: string; readonly name: string }[];
  /** PCI mappings by name, each with the node of every device. */
  readonly mappings: readonly { readonly name: string; readonly nodes: readonly string[] }[];
  readonly vms: readonly ProxmoxVm[];
}

export interface ProxmoxFacts {
  readonly state: SourceState;
  readonly source: string;
  readonly inventory?: Observed<ProxmoxInventory>;
}

/** All that is known. A source that is not set up is absent. */
export interface Facts {
  readonly omni?: OmniFacts;
  readonly kubernetes?: KubernetesFacts;
  readonly provider?: ProviderFacts;
  readonly proxmox?: ProxmoxFacts;
}
