// Which commands the phases of a disaster recovery look with. They change nothing; the dry run prints them.
import { clusterTypes } from '../omni/operations.ts';
import { omnictl, omnictlGet } from './commands.ts';
import type { DisasterRecoveryInputs } from './disaster-recovery.ts';
import type { Systems } from './systems.ts';

/** By the phase's id. */
export function recoveryLooks(
  inputs: DisasterRecoveryInputs,
  systems: Systems,
): Readonly<Record<string, readonly string[]>> {
  const { cluster, template, sets, drill, serviceAccounts } = inputs;
  const one = (type: string, id = cluster) => omnictlGet(systems, type, { id });
  const all = (type: string) => omnictlGet(systems, type, { selector: `omni.sidero.dev/cluster=${cluster}` });
  // Which provider stands behind a class only Omni knows.
  const providers = (inputs.providers.length > 0 ? inputs.providers : ['<provider>']).map((id) =>
    omnictlGet(systems, 'infraproviderhealthstatuses', { id, namespace: 'infra-provider-ephemeral' }),
  );
  const classes = [...new Set(sets.flatMap(({ machineClass }) => machineClass ?? []))];
  const remains = [
    ...[one('clusters'), all('clustermachinestatuses')],
    omnictlGet(systems, 'machinerequests', { namespace: 'infra-provider' }),
    one('clusterdestroystatuses'),
  ];
  const compared = [
    omnictl(systems, ['cluster', 'template', 'render', '-f', template], { offline: true }),
    ...clusterTypes.map(all),
    one('clusters'),
  ];
  return {
    preflight: [
      omnictl(systems, ['cluster', 'template', 'validate', '-f', template], { offline: true }),
      ...classes.map((name) => one('machineclasses', name)),
      ...providers,
      ...(sets.some(({ machines = [] }) => machines.length > 0) ? [omnictlGet(systems, 'machinestatuses')] : []),
      omnictlGet(systems, 'etcdbackupstatuses', { id: cluster, namespace: 'metrics' }),
      one('clusters'),
    ],
    'restart-provider': providers,
    delete: [...remains, one('clusterstatuses')],
    gone: remains,
    sync: [...(drill ? compared : []), one('clusters'), all('machinesets')],
    provisioning: [all('clustermachinerequeststatuses')],
    registering: [all('machinestatuses')],
    bootstrapping: [one('clusterbootstrapstatuses'), one('clusterstatuses'), all('clustermachinestatuses')],
    api: [one('clusterstatuses'), one('loadbalancerstatuses')],
    kubeconfig: [all('clustermachineidentities')],
    nodes: [one('kubernetesstatuses')],
    'service-accounts': serviceAccounts.length > 0 ? [omnictl(systems, ['serviceaccount', 'list'])] : [],
  };
}
