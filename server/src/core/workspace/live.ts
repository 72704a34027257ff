// What is known of the running system, for rules that compare files with it. It holds only what was heard of recently: a
// part that is not connected, or whose facts are old, is absent, and then nothing is said that rests on it.
import type { Field } from '../schema/fields.ts';

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
];
