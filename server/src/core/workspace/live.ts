// What is known of the running system, for rules that compare files with it. It holds only what was heard of recently: a
// part that is not connected, or whose facts are old, is absent, and then nothing is said that rests on it.

export interface LiveCluster {
  readonly name: string;
  /** How it is doing, in a few words: `Running, 6 of 6 machines healthy`. */
  readonly state: string;
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

export interface LiveKnowledge {
  readonly clusters?: readonly LiveCluster[];
  readonly machineClasses?: readonly string[];
  /** Ids of the infrastructure providers that Omni knows. */
  readonly providers?: readonly string[];
  readonly talosVersions?: readonly string[];
  /** Names of all system extensions that Omni offers for any Talos version. */
  readonly extensions?: readonly string[];
  /** Proxmox nodes that are online. */
  readonly nodes?: readonly string[];
  readonly storages?: readonly LiveStorage[];
  readonly bridges?: readonly { readonly node: string; readonly name: string }[];
  readonly mappings?: readonly { readonly name: string; readonly nodes: readonly string[] }[];
  readonly machines?: readonly LiveMachine[];
}

export type LivePart = keyof LiveKnowledge;

export const liveParts: readonly LivePart[] = [
  'clusters',
  'machineClasses',
  'providers',
  'talosVersions',
  'extensions',
  'nodes',
  'storages',
  'bridges',
  'mappings',
  'machines',
];
