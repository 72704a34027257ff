// The resource types the fake knows, and how the real omnictl prints a resource as JSON.
import type { FakeResource } from './scenario.ts';

const table = `
default: Clusters ClusterStatuses MachineSets MachineSetStatuses MachineSetNodes ClusterMachines ClusterMachineStatuses
  ClusterMachineIdentities ClusterMachineRequestStatuses ClusterBootstrapStatuses Machines MachineStatuses MachineClasses
  ControlPlaneStatuses LoadBalancerStatuses KubernetesStatuses KubernetesUpgradeStatuses TalosUpgradeStatuses
  ClusterDestroyStatuses ConfigPatches ExtensionsConfigurations KernelArgs KubernetesManifestGroups
  MachineInstallDiskConfigs KubernetesHealthChecks TalosVersions TalosExtensions MachineRequestSets
  FeaturesConfigs
infra-provider: InfraProviderStatuses MachineRequests MachineRequestStatuses
infra-provider-ephemeral: InfraProviderHealthStatuses
metrics: EtcdBackupStatuses EtcdBackupOverallStatuses
external: EtcdBackups
ephemeral: SysVersions InfraProviderCombinedStatuses MachineSetDestroyStatuses
`;

export interface FakeType {
  /** Full type name. */
  readonly name: string;
  readonly plural: string;
  readonly namespace: string;
}

export const types: readonly FakeType[] = table
  .replaceAll(/\n {2}/g, ' ')
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [namespace = '', names = ''] = line.split(': ');
    const domain = (name: string) => (name === 'SysVersions' ? 'system.sidero.dev' : 'omni.sidero.dev');
    return names.split(' ').map((name) => ({ name: `${name}.${domain(name)}`, plural: name.toLowerCase(), namespace }));
  });

/** By full name or plural, whatever the case. */
export function typeOf(word: string): FakeType | undefined {
  const wanted = word.toLowerCase();
  return types.find(({ name, plural }) => name.toLowerCase() === wanted || plural === wanted);
}

/** A resource as `-o json` prints it, `event` for a watch: types guessed from YAML, keys sorted, four spaces. */
export function printed(type: FakeType, resource: FakeResource, event?: string): string {
  return `${JSON.stringify(sorted({ ...(event ? { event } : {}), ...asPrinted(type, resource) }), undefined, 4)}\n`;
}

export function asPrinted(type: FakeType, resource: FakeResource): Record<string, unknown> {
  const { id, namespace, phase, labels, annotations, owner, version, created, updated, spec } = resource;
  return {
    metadata: {
      created: created ?? '2026-08-01T10:00:00Z',
      id: guessed(id),
      namespace: namespace ?? type.namespace,
      owner: owner === undefined || owner === '' ? null : owner,
      phase: phase ?? 'running',
      type: type.name,
      updated: updated ?? '2026-08-01T10:00:00Z',
      version: version ?? 1,
      ...(labels ? { labels: mapped(labels) } : {}),
      ...(annotations ? { annotations: mapped(annotations) } : {}),
    },
    spec: spec ?? {},
  };
}

function mapped(values: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, guessed(value)]));
}

/** What YAML makes of a plain scalar, and JSON of that; as omnictl 1.9.3 prints it. */
function guessed(text: string): unknown {
  if (text === '' || text === 'null' || text === '~') return null;
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^-?\d[\d_]*(\.\d+)?(e\d+)?$|^0x[\da-f]+$/i.test(text) ? Number(text.replaceAll('_', '')) : text;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
