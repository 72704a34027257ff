// What is known of the running system, for rules that compare files with it. It holds only what was heard of recently: a
// part that is not connected, that may not be read or whose facts are old is absent, and then nothing is said that rests
// on it.
import type { Field } from '../schema/fields.ts';
import type { ListPlace } from '../versions/external-secrets.ts';
import type { AppProjectFact } from './facts.ts';
import type { ServicePort } from './kubernetes-facts.ts';

export interface LiveCluster {
  readonly name: string;
  /** How it is doing, in a few words: `Running, 6 of 6 machines healthy`. */
  readonly state: string;
  /** The versions that it is to have, as Omni writes them, without `v`; absent where they are not known. */
  readonly talos?: string;
  readonly kubernetes?: string;
  readonly diskEncryption?: boolean;
  /** The Kubernetes versions that Omni would take it to next; absent while an upgrade is under way, or unknown. */
  readonly kubernetesUpgrades?: readonly string[];
}

/** A Talos release that Omni knows. */
export interface LiveTalosVersion {
  /** Without `v`. */
  readonly version: string;
  /** The Kubernetes releases that Omni offers with it, without `v`. */
  readonly kubernetes: readonly string[];
  /** Too old for Omni: no cluster is taken to it that has a newer one. */
  readonly deprecated?: true;
  /** Too new for Omni. */
  readonly unsupported?: true;
}

/** The system extensions that are built for some Talos releases. */
export interface LiveExtensions {
  /** Without `v`. */
  readonly talos: readonly string[];
  /** `siderolabs/iscsi-tools` */
  readonly names: readonly string[];
}

/** Both in seconds, and both allowed. */
export interface LiveBackupInterval {
  readonly shortest: number;
  readonly longest: number;
}

/** A storage of one Proxmox node, in the order of Proxmox's own list. */
export interface LiveStorage {
  readonly name: string;
  readonly node: string;
  /** Proxmox's type: `rbd`, `zfspool`, `dir`. */
  readonly type: string;
  readonly availableBytes: number;
  /** What it may hold: `images`, `iso`, `rootdir`. */
  readonly content: readonly string[];
  /** Set where its node does not reach it now. */
  readonly inactive?: true;
}

/** A virtual machine that Omni made for a machine class. */
export interface LiveMachine {
  readonly name: string;
  readonly machineClass: string;
  /** The Proxmox node it runs on. */
  readonly node: string;
  /** State of its HA resource; absent when Proxmox does not manage it. */
  readonly ha?: string;
}

/** What a provider told Omni of the `providerdata` of its classes; Omni judges a class by it. */
export interface LiveProviderSchema {
  readonly provider: string;
  readonly data: Field;
}

/** A source of an Application in the cluster. */
export interface LiveSource {
  readonly repoURL: string;
  readonly path?: string;
  readonly chart?: string;
  readonly targetRevision?: string;
  /** The version of the chart that was deployed last; absent for git. */
  readonly deployed?: string;
}

/** An Application of the cluster's Argo CD. */
export interface LiveApplication {
  readonly namespace: string;
  readonly name: string;
  /** The cluster it deploys to, by address or by name; the one Argo CD runs in by its address. */
  readonly destination?: string;
  readonly destinationNamespace?: string;
  readonly sources: readonly LiveSource[];
}

export interface LiveProject extends Pick<AppProjectFact, 'sourceNamespaces'> {
  readonly namespace: string;
  readonly name: string;
}

export interface LiveService {
  readonly name: string;
  readonly ports: readonly ServicePort[];
}

/** The stores of External Secrets. */
export interface LiveStores {
  /** Names of ClusterSecretStores. */
  readonly cluster: readonly string[];
  readonly local: readonly { readonly namespace: string; readonly name: string }[];
}

/** A field that the definition of ExternalSecret fills in inside a list. */
export interface LiveDefault {
  readonly place: ListPlace;
  readonly field: string;
  /** As YAML. */
  readonly value: string;
}

/** How the cluster's one Argo CD is set up; what could not be read is absent. */
export interface LiveArgoCd {
  /** Without `v`. */
  readonly version?: string;
  /** Whether there is a health check for Applications, so that waves of them wait. */
  readonly applicationsWait?: boolean;
  /** Whether all Applications overlook what External Secrets fills in. */
  readonly overlooksExternalSecrets?: boolean;
}

export interface LiveKnowledge {
  /** The release of the Omni server, without `v`. */
  readonly omniVersion?: string;
  readonly clusters?: readonly LiveCluster[];
  readonly machineClasses?: readonly string[];
  /** Classes that a machine set takes its machines from. */
  readonly usedClasses?: readonly string[];
  /** Ids of the infrastructure providers that Omni knows. */
  readonly providers?: readonly string[];
  /** Of those providers whose schema can be read. */
  readonly providerSchemas?: readonly LiveProviderSchema[];
  readonly talosVersions?: readonly LiveTalosVersion[];
  readonly extensions?: readonly LiveExtensions[];
  /** How often Omni's configuration lets a cluster be backed up. */
  readonly backupInterval?: LiveBackupInterval;
  /** Proxmox nodes that are online. */
  readonly nodes?: readonly string[];
  readonly storages?: readonly LiveStorage[];
  readonly bridges?: readonly { readonly node: string; readonly name: string }[];
  /** PCI mappings; `nodes` names the node of each device, so one with two devices stands in it twice. */
  readonly mappings?: readonly { readonly name: string; readonly nodes: readonly string[] }[];
  readonly machines?: readonly LiveMachine[];
  /** What the Kubernetes cluster has, from here on. */
  readonly applications?: readonly LiveApplication[];
  readonly namespaces?: readonly string[];
  readonly projects?: readonly LiveProject[];
  /** Services of the namespaces that Applications deploy to; nothing is known of other namespaces. */
  readonly services?: readonly { readonly namespace: string; readonly services: readonly LiveService[] }[];
  /** Names of Secrets, by the same namespaces. */
  readonly secrets?: readonly { readonly namespace: string; readonly names: readonly string[] }[];
  /** Every kind that is served, those of the core group left out: `tailscale.com/DNSConfig`. */
  readonly kinds?: readonly string[];
  readonly stores?: LiveStores;
  readonly proxyClasses?: readonly string[];
  readonly proxyGroups?: readonly string[];
  readonly externalSecretDefaults?: readonly LiveDefault[];
  readonly argocd?: LiveArgoCd;
}

export type LivePart = keyof LiveKnowledge;

export const liveParts: readonly LivePart[] = [
  'omniVersion',
  'clusters',
  'machineClasses',
  'usedClasses',
  'providers',
  'providerSchemas',
  'talosVersions',
  'extensions',
  'backupInterval',
  'nodes',
  'storages',
  'bridges',
  'mappings',
  'machines',
  'applications',
  'namespaces',
  'projects',
  'services',
  'secrets',
  'kinds',
  'stores',
  'proxyClasses',
  'proxyGroups',
  'externalSecretDefaults',
  'argocd',
];
