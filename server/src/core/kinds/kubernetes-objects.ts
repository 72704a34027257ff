// Facts of Kubernetes objects beyond their existence: services, Secrets, stores, pods, and how strict a namespace is.

import { embeddedRoot } from '../embedded/embedded.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, itemsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { sourcesOf } from './argocd.ts';
import { baselineViolations } from './baseline.ts';
import { deviceOf, isTailscaleIngress, tlsHostOf } from './ingress.ts';
import type { Kind } from './kind.ts';
import { optional } from './optional.ts';
import { podSecurityLabels, podSpecOf, podTemplateOf } from './pods.ts';
import { projectScopeFacts } from './project-scope.ts';
import { secretStoreFacts } from './secret-store.ts';
import { secretFacts, secretUseFacts } from './secrets.ts';
import { proxyGroupOf, serviceFacts } from './service.ts';

export function objectFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  const facts: Fact[] = [...secretFacts(root), ...projectScopeFacts(kind, root)];
  if (kind !== 'external-secret') facts.push(...secretUseFacts(root));
  switch (kind) {
    case 'service':
      return [...facts, ...serviceFacts(root)];
    case 'secret-store':
    case 'cluster-secret-store':
      return [...facts, ...secretStoreFacts(kind, root)];
    case 'ingress':
      return [...facts, ...deviceFacts(root)];
    case 'namespace':
      return [...facts, ...namespaceFacts(root)];
    case 'application':
      return [...facts, ...applicationFacts(root)];
    default:
      return [
        ...facts,
        ...workloadFacts(root),
        ...nameserverFacts(root),
        ...proxyGroupFacts(root),
        ...claimFacts(root),
        ...storageClassFacts(root),
      ];
  }
}

/** The name an Ingress of Tailscale asks for, where it names one. */
function deviceFacts(root: YamlNode | undefined): readonly Fact[] {
  const host = tlsHostOf(root);
  const owner = stringOf(at(root, 'metadata', 'name'));
  if (!host || owner === undefined || !isTailscaleIngress(root)) return [];
  const namespace = optional('namespace', stringOf(at(root, 'metadata', 'namespace')));
  const group = optional('group', proxyGroupOf(root));
  return [fact('tailnet-name', deviceOf(host.value), host.span, { ...namespace, kind: 'Ingress', owner, ...group })];
}

function namespaceFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  const labels = podSecurityLabels(at(root, 'metadata', 'labels'));
  return isString(name) ? [fact('pod-security', name.value, name.span, { by: 'Namespace', labels })] : [];
}

/** Labels that Argo CD gives the namespace it creates; without `CreateNamespace=true` it gives none. */
function applicationFacts(root: YamlNode | undefined): readonly Fact[] {
  const spec = at(root, 'spec');
  const values = sourcesOf(spec).flatMap((source) => embeddedRoot(at(source, 'helm', 'values')) ?? []);
  const named = values.flatMap((node) => secretUseFacts(node));
  const namespace = at(spec, 'destination', 'namespace');
  const options = itemsOf(at(spec, 'syncPolicy', 'syncOptions')).map(scalarText);
  const labels = at(spec, 'syncPolicy', 'managedNamespaceMetadata', 'labels');
  if (!isString(namespace) || !labels || !options.includes('CreateNamespace=true')) return named;
  return [
    ...named,
    fact('pod-security', namespace.value, namespace.span, { by: 'Application', labels: podSecurityLabels(labels) }),
  ];
}

function workloadFacts(root: YamlNode | undefined): readonly Fact[] {
  const spec = podSpecOf(root);
  const name = at(root, 'metadata', 'name');
  if (!spec || !isString(name)) return [];
  return [
    fact('workload', name.value, name.span, {
      ...optional('namespace', stringOf(at(root, 'metadata', 'namespace'))),
      kind: stringOf(at(root, 'kind')) ?? '',
      forbidden: [...new Set(baselineViolations(podTemplateOf(root)).map(({ what }) => what))],
      ...optional('claims', claimsIn(spec)),
    }),
  ];
}

function claimsIn(spec: YamlNode): readonly string[] | undefined {
  const claims = itemsOf(at(spec, 'volumes')).flatMap(
    (volume) => stringOf(at(volume, 'persistentVolumeClaim', 'claimName')) ?? [],
  );
  return claims.length === 0 ? undefined : claims;
}

function storageClassFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (stringOf(at(root, 'kind')) !== 'StorageClass' || !isString(name)) return [];
  const waits = stringOf(at(root, 'volumeBindingMode')) === 'WaitForFirstConsumer';
  return [fact('storage-class', name.value, name.span, { waits })];
}

/** Tailscale's ProxyGroup (tailscale k8s-operator/apis/v1alpha1). */
function proxyGroupFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (stringOf(at(root, 'kind')) !== 'ProxyGroup' || !isString(name)) return [];
  return [fact('proxy-group', name.value, name.span, optional('type', stringOf(at(root, 'spec', 'type'))))];
}

/** Tailscale's DNSConfig (tailscale k8s-operator/apis/v1alpha1). */
function nameserverFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (stringOf(at(root, 'kind')) !== 'DNSConfig' || !isString(name)) return [];
  return [
    fact(
      'dns-config',
      name.value,
      name.span,
      optional('clusterIP', stringOf(at(root, 'spec', 'nameserver', 'service', 'clusterIP'))),
    ),
  ];
}

function claimFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (stringOf(at(root, 'kind')) !== 'PersistentVolumeClaim' || !isString(name)) return [];
  return [
    fact('volume-claim', name.value, name.span, {
      ...optional('namespace', stringOf(at(root, 'metadata', 'namespace'))),
      modes: itemsOf(at(root, 'spec', 'accessModes')).flatMap((item) => scalarText(item) ?? []),
      ...optional('storageClass', stringOf(at(root, 'spec', 'storageClassName'))),
      ...optional('volume', scalarText(at(root, 'spec', 'volumeName'))),
    }),
  ];
}

/** An encrypted Secret still tells its name. */
export function encryptedFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (!at(root, 'sops') || stringOf(at(root, 'kind')) !== 'Secret' || !isString(name)) return [];
  const namespace = optional('namespace', stringOf(at(root, 'metadata', 'namespace')));
  return [fact('secret', name.value, name.span, { ...namespace, maker: 'Secret', creates: true })];
}
