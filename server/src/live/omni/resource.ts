// An Omni resource as the rest of the program sees it: the quirks of `omnictl get -o json` are gone.

/** The resource types that are watched, by the plural that `omnictl get` takes. Source: Omni's resource definitions. */
export const watchedTypes = [
  'clusters',
  'clusterstatuses',
  'machinesetstatuses',
  'clustermachinestatuses',
  'clustermachineidentities',
  'clustermachinerequeststatuses',
  'machinestatuses',
  'machineclasses',
  'controlplanestatuses',
  'loadbalancerstatuses',
  'kubernetesstatuses',
  'kubernetesupgradestatuses',
  'talosupgradestatuses',
  'clusterdestroystatuses',
  'infraproviderstatuses',
  'infraproviderhealthstatuses',
  'etcdbackupstatuses',
] as const;

export type OmniType = (typeof watchedTypes)[number];

export interface OmniResource {
  readonly id: string;
  readonly namespace: string;
  /** Full type name as Omni prints it, `ClusterStatuses.omni.sidero.dev`. */
  readonly type: string;
  /** Counts its changes; starts anew when it is created again. */
  readonly version?: number;
  /** The controller that made it; absent for what a person made. */
  readonly owner?: string;
  /** `tearingDown` when it is being destroyed. */
  readonly phase: 'running' | 'tearingDown';
  /** Values are always text; a label without a value has the empty text. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly created?: number;
  readonly updated?: number;
  /** Keys in lower case, enums as numbers, as Omni prints them. */
  readonly spec: Readonly<Record<string, unknown>>;
}
