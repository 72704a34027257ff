import type { Kind } from './kind.ts';

/** Every kind that is a Kubernetes object, and so may carry Argo CD's annotations. */
export const kubernetesKinds: readonly Kind[] = [
  'application',
  'application-set',
  'app-project',
  'external-secret',
  'cluster-external-secret',
  'secret-store',
  'cluster-secret-store',
  'ingress',
  'service',
  'namespace',
  'secret',
  'manifest',
];
