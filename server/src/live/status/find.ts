// From a row back to what it was made of, to show it whole.
import type { OmniResource, OmniType } from '../omni/resource.ts';
import type { Facts, KubernetesFacts, LiveObject, WatchedKind } from './facts.ts';
import type { Target } from './model.ts';

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
const watchedKindOf: Readonly<Record<ObjectTarget['kind'], WatchedKind>> = {
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
