// For each thing, the command that shows the same or more of it in a terminal.
import { quote } from '../provider/quote.ts';
import type { Target } from './model.ts';

/** A line that a POSIX shell takes as it is meant, whatever the names hold. */
export function commandFor(target: Target): string {
  return quote(wordsFor(target));
}

function wordsFor(target: Target): readonly string[] {
  switch (target.kind) {
    case 'cluster':
      return ['omnictl', 'cluster', 'status', target.cluster];
    case 'machine-set':
      return omni('machinesetstatuses', target.machineSet);
    case 'machine':
      return ['omnictl', 'machine-logs', target.machine, '--tail', '100'];
    case 'machine-request':
      return omni('clustermachinerequeststatuses', target.request);
    case 'provider':
      return [...omni('infraproviderhealthstatuses', target.provider), '-n', 'infra-provider-ephemeral'];
    case 'container':
      return ['docker', 'logs', '--tail', '100', target.container];
    case 'node':
    case 'cluster-secret-store':
      return ['kubectl', 'describe', resources[target.kind], target.name];
    default:
      return ['kubectl', 'describe', resources[target.kind], '-n', target.namespace, target.name];
  }
}

function omni(type: string, id: string): readonly string[] {
  return ['omnictl', 'get', type, id, '-o', 'yaml'];
}

/** With their group, because other operators have nodes and volumes too. */
const resources = {
  node: 'nodes',
  application: 'applications.argoproj.io',
  'external-secret': 'externalsecrets.external-secrets.io',
  'secret-store': 'secretstores.external-secrets.io',
  'cluster-secret-store': 'clustersecretstores.external-secrets.io',
  volume: 'volumes.longhorn.io',
  'longhorn-node': 'nodes.longhorn.io',
} as const;
