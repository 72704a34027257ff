// Where the kinds that are watched are served, and the paths of an API server.
import type { WatchedKind } from '../status/facts.ts';

export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  /** Versions that are understood, the preferred one first. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly kind: string;
  /** For people. */
  readonly title: string;
}

/**
 * Sources: argo-cd pkg/apis/application/v1alpha1, external-secrets apis/externalsecrets (v1 since 0.16, v1beta1 before),
 * longhorn-manager k8s/pkg/apis/longhorn/v1beta2.
 */
export const watchedResources: Readonly<Record<WatchedKind, ResourceType>> = {
  Node: { group: '', versions: ['v1'], plural: 'nodes', kind: 'Node', title: 'the nodes' },
  Application: {
    group: 'argoproj.io',
    versions: ['v1alpha1'],
    plural: 'applications',
    kind: 'Application',
    title: 'the Applications',
  },
  ExternalSecret: {
    group: 'external-secrets.io',
    versions: ['v1', 'v1beta1'],
    plural: 'externalsecrets',
    kind: 'ExternalSecret',
    title: 'the ExternalSecrets',
  },
  SecretStore: {
    group: 'external-secrets.io',
    versions: ['v1', 'v1beta1'],
    plural: 'secretstores',
    kind: 'SecretStore',
    title: 'the SecretStores',
  },
  ClusterSecretStore: {
    group: 'external-secrets.io',
    versions: ['v1', 'v1beta1'],
    plural: 'clustersecretstores',
    kind: 'ClusterSecretStore',
    title: 'the ClusterSecretStores',
  },
  Volume: {
    group: 'longhorn.io',
    versions: ['v1beta2'],
    plural: 'volumes',
    kind: 'Volume',
    title: 'Longhorn’s volumes',
  },
  LonghornNode: {
    group: 'longhorn.io',
    versions: ['v1beta2'],
    plural: 'nodes',
    kind: 'Node',
    title: 'Longhorn’s nodes',
  },
};

/** The path of a group and version: `/api/v1`, `/apis/argoproj.io/v1alpha1`. */
export function versionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The path of a collection, or of one object in it. */
export function resourcePath(apiVersion: string, plural: string, namespace?: string, name?: string): string {
  const parts = [
    versionPath(apiVersion),
    ...(namespace ? ['namespaces', encodeURIComponent(namespace)] : []),
    plural,
    ...(name ? [encodeURIComponent(name)] : []),
  ];
  return parts.join('/');
}
