// Omni's enums in words, with what each means for a person. Source: client/api/omni/specs/omni.proto of siderolabs/omni; the
// index in each list is the number that omnictl prints.
import type { Level } from './model.ts';

export interface Word {
  readonly word: string;
  readonly level: Level;
}

const unknown: Word = { word: 'Unknown', level: 'unknown' };

function words(...list: readonly (readonly [string, Level])[]): readonly Word[] {
  return [unknown, ...list.map(([word, level]) => ({ word, level }))];
}

/** ClusterStatusSpec.Phase */
export const clusterPhases = words(
  ['Scaling up', 'busy'],
  ['Scaling down', 'busy'],
  ['Running', 'healthy'],
  ['Destroying', 'busy'],
);

/** MachineSetPhase */
export const machineSetPhases = words(
  ['Scaling up', 'busy'],
  ['Scaling down', 'busy'],
  ['Running', 'healthy'],
  ['Destroying', 'busy'],
  ['Failed', 'error'],
  ['Reconfiguring', 'busy'],
  ['Upgrading', 'busy'],
);

/** ClusterMachineStatusSpec.Stage */
export const machineStages = words(
  ['Booting', 'busy'],
  ['Installing', 'busy'],
  ['Configuring', 'busy'],
  ['Running', 'healthy'],
  ['Destroying', 'busy'],
  ['Upgrading', 'busy'],
  ['Rebooting', 'busy'],
  ['Shutting down', 'busy'],
  ['Before destroy', 'busy'],
  ['Powering on', 'busy'],
  ['Powered off', 'error'],
);

/** ClusterMachineRequestStatusSpec.Stage */
export const requestStages = words(
  ['Pending', 'busy'],
  ['Provisioning', 'busy'],
  ['Provisioned', 'busy'],
  ['Deprovisioning', 'busy'],
  ['Failed', 'error'],
);

/** KubernetesUpgradeStatusSpec.Phase and TalosUpgradeStatusSpec.Phase, which has one more. */
export const upgradePhases = words(
  ['Upgrading', 'busy'],
  ['Done', 'healthy'],
  ['Failed', 'error'],
  ['Reverting', 'busy'],
  ['Updating schematics', 'busy'],
);

/** ControlPlaneStatusSpec.Condition.Status */
export const conditionStates = words(['Ready', 'healthy'], ['Not ready', 'error']);

/** ConditionType of a control plane. */
export const conditionTypes = words(['Etcd', 'healthy'], ['Wireguard connection', 'healthy']);

/** EtcdBackupStatusSpec.Status */
export const backupStates = words(['Ok', 'healthy'], ['Error', 'warning'], ['Running', 'busy']);

/** The word for a number; a number that is not known, from a newer Omni, reads as unknown. */
export function wordOf(list: readonly Word[], number: number | undefined): Word {
  return list[number ?? 0] ?? unknown;
}
