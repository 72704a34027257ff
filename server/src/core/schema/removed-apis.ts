// API versions that Kubernetes no longer serves (kubernetes.io: Deprecated API Migration Guide; the release that removes
// each is `APILifecycleRemoved` in k8s.io/api, read at v0.34.1 and v0.37.2). Reviews and Events are requests, not objects of a
// repository, and are left out.

export interface RemovedApi {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The first minor version of Kubernetes 1 without it. */
  readonly since: number;
  /** What serves the kind now; undefined where nothing does. */
  readonly now?: string;
  /** True where nothing but the version changes, or only what the new one fills in itself. */
  readonly same?: true;
}

const rbac = ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];
const rbacNow = { kinds: rbac, since: 22, now: 'rbac.authorization.k8s.io/v1', same: true } as const;
const webhooks = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'];
const controllers = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'];
const schemas = { kinds: ['FlowSchema'], now: 'flowcontrol.apiserver.k8s.io/v1', same: true } as const;
// The shares have another name than in the first versions, and zero another meaning than in the last.
const levels = { kinds: ['PriorityLevelConfiguration'], now: 'flowcontrol.apiserver.k8s.io/v1' } as const;

/** Only those gone from every Kubernetes that is still supported, with a release to spare: by 1.32. */
export const removedApis: readonly RemovedApi[] = [
  { apiVersion: 'extensions/v1beta1', kinds: controllers, since: 16, now: 'apps/v1' },
  { apiVersion: 'apps/v1beta1', kinds: controllers, since: 16, now: 'apps/v1' },
  { apiVersion: 'apps/v1beta2', kinds: controllers, since: 16, now: 'apps/v1' },
  {
    apiVersion: 'extensions/v1beta1',
    kinds: ['NetworkPolicy'],
    since: 16,
    now: 'networking.k8s.io/v1',
    same: true,
  },
  { apiVersion: 'extensions/v1beta1', kinds: ['PodSecurityPolicy'], since: 16 },
  { apiVersion: 'extensions/v1beta1', kinds: ['Ingress'], since: 22, now: 'networking.k8s.io/v1' },
  { apiVersion: 'networking.k8s.io/v1beta1', kinds: ['Ingress'], since: 22, now: 'networking.k8s.io/v1' },
  {
    apiVersion: 'networking.k8s.io/v1beta1',
    kinds: ['IngressClass'],
    since: 22,
    now: 'networking.k8s.io/v1',
    same: true,
  },
  { apiVersion: 'rbac.authorization.k8s.io/v1alpha1', ...rbacNow, since: 23 },
  { apiVersion: 'rbac.authorization.k8s.io/v1beta1', ...rbacNow },
  {
    apiVersion: 'apiextensions.k8s.io/v1beta1',
    kinds: ['CustomResourceDefinition'],
    since: 22,
    now: 'apiextensions.k8s.io/v1',
  },
  {
    apiVersion: 'apiregistration.k8s.io/v1beta1',
    kinds: ['APIService'],
    since: 22,
    now: 'apiregistration.k8s.io/v1',
    same: true,
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1beta1',
    kinds: webhooks,
    since: 22,
    now: 'admissionregistration.k8s.io/v1',
  },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
    since: 22,
    now: 'storage.k8s.io/v1',
    same: true,
  },
  {
    apiVersion: 'scheduling.k8s.io/v1beta1',
    kinds: ['PriorityClass'],
    since: 22,
    now: 'scheduling.k8s.io/v1',
    same: true,
  },
  {
    apiVersion: 'scheduling.k8s.io/v1alpha1',
    kinds: ['PriorityClass'],
    since: 23,
    now: 'scheduling.k8s.io/v1',
    same: true,
  },
  {
    apiVersion: 'coordination.k8s.io/v1beta1',
    kinds: ['Lease'],
    since: 22,
    now: 'coordination.k8s.io/v1',
    same: true,
  },
  {
    apiVersion: 'certificates.k8s.io/v1beta1',
    kinds: ['CertificateSigningRequest'],
    since: 22,
    now: 'certificates.k8s.io/v1',
  },
  { apiVersion: 'batch/v1beta1', kinds: ['CronJob'], since: 25, now: 'batch/v1', same: true },
  { apiVersion: 'policy/v1beta1', kinds: ['PodDisruptionBudget'], since: 25, now: 'policy/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], since: 25 },
  { apiVersion: 'node.k8s.io/v1beta1', kinds: ['RuntimeClass'], since: 25, now: 'node.k8s.io/v1', same: true },
  { apiVersion: 'discovery.k8s.io/v1beta1', kinds: ['EndpointSlice'], since: 25, now: 'discovery.k8s.io/v1' },
  { apiVersion: 'autoscaling/v2beta1', kinds: ['HorizontalPodAutoscaler'], since: 25, now: 'autoscaling/v2' },
  {
    apiVersion: 'autoscaling/v2beta2',
    kinds: ['HorizontalPodAutoscaler'],
    since: 26,
    now: 'autoscaling/v2',
    same: true,
  },
  {
    apiVersion: 'storage.k8s.io/v1alpha1',
    kinds: ['CSIStorageCapacity', 'VolumeAttachment'],
    since: 24,
    now: 'storage.k8s.io/v1',
    same: true,
  },
  {
    apiVersion: 'storage.k8s.io/v1beta1',
    kinds: ['CSIStorageCapacity'],
    since: 27,
    now: 'storage.k8s.io/v1',
    same: true,
  },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1', ...schemas, since: 26 },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta2', ...schemas, since: 29 },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3', ...schemas, since: 32 },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta1', ...levels, since: 26 },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta2', ...levels, since: 29 },
  { apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3', ...levels, since: 32 },
  {
    apiVersion: 'admissionregistration.k8s.io/v1alpha1',
    kinds: ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    since: 32,
    now: 'admissionregistration.k8s.io/v1',
  },
];
