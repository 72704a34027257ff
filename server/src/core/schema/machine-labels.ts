// The labels Omni puts on machines (omni client/pkg/omni/resources/omni/labels.go), without their prefix
// `omni.sidero.dev/`. All label names of that file are here, also those of other resources: what is copied to a machine
// has changed between versions, and a label too many only costs a finding.

export const systemLabels: ReadonlySet<string> = new Set([
  ...['arch', 'cpu', 'cores', 'mem', 'storage', 'net', 'platform', 'region', 'zone', 'instance', 'hostname'],
  ...['talos-version', 'enterprise', 'fips', 'installed', 'connected', 'disconnected', 'available', 'ready-to-use'],
  ...['invalid-state', 'reporting-events', 'cluster', 'cluster-uuid', 'cluster-machine', 'machine', 'machine-set'],
  ...['role-controlplane', 'role-worker', 'machine-uuid', 'machine-class-name', 'machine-request', 'node-name'],
  ...['machine-request-set', 'machine-request-in-use', 'infra-provider-id', 'infra-id', 'infra-provider', 'address'],
  ...['no-manual-allocation', 'managed-by-machine-set-node-controller', 'is-managed-by-static-infra-provider'],
  ...['is-static-infra-provider', 'accept-pending', 'system-patch', 'disabled', 'system-manifest'],
  ...['exposed-service-alias', 'has-generated-exposed-service-alias', 'root-configuration'],
]);

/** Names people write for a label that has another one. */
export const otherNames: Readonly<Record<string, string>> = {
  cpus: 'cores',
  vcpus: 'cores',
  'cpu-cores': 'cores',
  memory: 'mem',
  ram: 'mem',
  disk: 'storage',
  architecture: 'arch',
  'role-control-plane': 'role-controlplane',
  controlplane: 'role-controlplane',
  worker: 'role-worker',
};
