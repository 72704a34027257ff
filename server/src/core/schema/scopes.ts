// Whether a kind belongs to a namespace; for kinds of Kubernetes itself and of what these clusters commonly run.

const clusterWide: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'PersistentVolume'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'storage.k8s.io': ['StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment', 'VolumeAttributesClass'],
  'snapshot.storage.k8s.io': ['VolumeSnapshotClass', 'VolumeSnapshotContent'],
  'scheduling.k8s.io': ['PriorityClass'],
  'node.k8s.io': ['RuntimeClass'],
  'networking.k8s.io': ['IngressClass'],
  'gateway.networking.k8s.io': ['GatewayClass'],
  'admissionregistration.k8s.io': [
    'ValidatingWebhookConfiguration',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ],
  'external-secrets.io': ['ClusterSecretStore', 'ClusterExternalSecret', 'ClusterPushSecret'],
  'cert-manager.io': ['ClusterIssuer'],
  'tailscale.com': ['Connector', 'DNSConfig', 'ProxyClass', 'ProxyGroup', 'Recorder', 'Tailnet'],
};

const namespaced: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['ConfigMap', 'Secret', 'Service', 'ServiceAccount', 'Pod', 'PersistentVolumeClaim', 'Endpoints'],
    ...['LimitRange', 'ResourceQuota', 'ReplicationController'],
  ],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  batch: ['Job', 'CronJob'],
  'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
  'rbac.authorization.k8s.io': ['Role', 'RoleBinding'],
  policy: ['PodDisruptionBudget'],
  autoscaling: ['HorizontalPodAutoscaler'],
  'external-secrets.io': ['ExternalSecret', 'SecretStore', 'PushSecret'],
  'argoproj.io': ['Application', 'ApplicationSet', 'AppProject'],
  'cert-manager.io': ['Certificate', 'Issuer'],
  'gateway.networking.k8s.io': ['Gateway', 'HTTPRoute', 'GRPCRoute'],
};

/** The group of an `apiVersion`; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Groups of Kubernetes itself with a dot in their name; all others with one are of custom resources. */
const ownGroups: readonly string[] = [
  ...['admissionregistration.k8s.io', 'apiextensions.k8s.io', 'apiregistration.k8s.io', 'authentication.k8s.io'],
  ...['authorization.k8s.io', 'certificates.k8s.io', 'coordination.k8s.io', 'discovery.k8s.io', 'events.k8s.io'],
  ...['flowcontrol.apiserver.k8s.io', 'internal.apiserver.k8s.io', 'networking.k8s.io', 'node.k8s.io'],
  ...['rbac.authorization.k8s.io', 'resource.k8s.io', 'scheduling.k8s.io', 'storage.k8s.io'],
  'storagemigration.k8s.io',
];

/** True for a group that a CustomResourceDefinition brings: such a group has a dot (kubernetes staging/src/k8s.io/api). */
export function isCustomGroup(group: string): boolean {
  return group.includes('.') && !ownGroups.includes(group);
}

/** Undefined for a kind that is not known here. */
export function scopeOf(group: string, kind: string): 'cluster' | 'namespace' | undefined {
  const has = (table: Readonly<Record<string, readonly string[]>>): boolean =>
    Object.hasOwn(table, group) && (table[group] ?? []).includes(kind);
  if (has(clusterWide)) return 'cluster';
  return has(namespaced) ? 'namespace' : undefined;
}

/** The groups that have a kind, as far as they are known here; the core group is an empty text. */
export function groupsOfKind(kind: string): readonly string[] {
  return [clusterWide, namespaced].flatMap((table) =>
    Object.entries(table).flatMap(([group, kinds]) => (kinds.includes(kind) ? group : [])),
  );
}
