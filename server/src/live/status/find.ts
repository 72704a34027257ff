// From a row back to what it was made of: to show it as YAML, to reveal it, to find its address.

import type { OmniResource, OmniType } from '../omni/resource.ts';
import type { Facts, KubernetesFacts, LiveObject, WatchedKind } from './facts.ts';
import { type Row, type Status, sectionNames, type Target } from './model.ts';
import { idOf } from './row.ts';

/** What the upstream says of a target, whole; undefined when it is gone. */
export function resourceOf(facts: Facts, target: Target): OmniResource | LiveObject | undefined {
  const omni = (type: OmniType, id: string): OmniResource | undefined => facts.omni?.resources[type]?.get(id);
  switch (target.kind) {
    case 'cluster':
      return omni('clusterstatuses', target.cluster);
    case 'machine-set':
      return omni('machinesetstatuses', target.machineSet);
    case 'machine':
      return omni('clustermachinestatuses', target.machine);
    case 'machine-request':
      return omni('clustermachinerequeststatuses', target.request);
    case 'provider':
      return omni('infraproviderstatuses', target.provider) ?? omni('infraproviderhealthstatuses', target.provider);
    case 'container':
      return undefined;
    default:
      return facts.kubernetes && objectOf(facts.kubernetes, target);
  }
}

type ObjectTarget = Extract<Target, { readonly name: string }>;

/** The kind under which each is watched. */
export const watchedKindOf: Readonly<Record<ObjectTarget['kind'], WatchedKind>> = {
  node: 'Node',
  application: 'Application',
  'external-secret': 'ExternalSecret',
  'secret-store': 'SecretStore',
  'cluster-secret-store': 'ClusterSecretStore',
  volume: 'Volume',
  'longhorn-node': 'LonghornNode',
};

function objectOf({ objects }: KubernetesFacts, target: ObjectTarget): LiveObject | undefined {
  const key = 'namespace' in target ? `${target.namespace}/${target.name}` : target.name;
  return objects[watchedKindOf[target.kind]]?.get(key);
}

/** The row of a target, with the rows above it from the top. */
export function pathTo(status: Status, target: Target): readonly Row[] | undefined {
  const id = idOf(target);
  for (const name of sectionNames) {
    const path = search(status.sections[name].rows, id);
    if (path) return path;
  }
  return undefined;
}

function search(rows: readonly Row[], id: string): readonly Row[] | undefined {
  for (const row of rows) {
    if (row.id === id) return [row];
    const below = search(row.children, id);
    if (below) return [row, ...below];
  }
  return undefined;
}
