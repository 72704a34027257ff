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

/** Undefined for a kind that is not known here. */
export function scopeOf(group: string, kind: string): 'cluster' | 'namespace' | undefined {
  const has = (table: Readonly<Record<string, readonly string[]>>): boolean =>
    Object.hasOwn(table, group) && (table[group] ?? []).includes(kind);
  if (has(clusterWide)) return 'cluster';
  return has(namespaced) ? 'namespace' : undefined;
}
