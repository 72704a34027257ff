// Where objects name a ProxyClass or a ProxyGroup of Tailscale's operator.
import type { SourceDocument } from '../workspace/file.ts';
import { at, isString, stringOf, type YamlString } from '../yaml/nodes.ts';
import { isTailscaleIngress } from './ingress.ts';
import { hasPlaceholder } from './placeholders.ts';
import { proxyGroupOf } from './service.ts';

export type ProxyKind = 'ProxyClass' | 'ProxyGroup';

export interface ProxyReference {
  readonly kind: ProxyKind;
  readonly name: YamlString;
}

/** The names that an Ingress, a Service or an object of the operator itself gives (cmd/k8s-operator). */
export function proxyReferencesOf({ kind, yaml: { root } }: SourceDocument): readonly ProxyReference[] {
  const reference = (wanted: ProxyKind, name: ReturnType<typeof at>): readonly ProxyReference[] =>
    isString(name) && name.value !== '' && !hasPlaceholder(name.value) ? [{ kind: wanted, name }] : [];
  if (kind === 'manifest') {
    if (!(stringOf(at(root, 'apiVersion')) ?? '').startsWith('tailscale.com/')) return [];
    return reference('ProxyClass', at(root, 'spec', 'proxyClass'));
  }
  if (kind === 'ingress' && !isTailscaleIngress(root)) return [];
  const { annotations, labels } = {
    annotations: at(root, 'metadata', 'annotations'),
    labels: at(root, 'metadata', 'labels'),
  };
  const group = reference('ProxyGroup', at(annotations, 'tailscale.com/proxy-group'));
  // The proxies of a group have the class that the group names, and a label wins over an annotation.
  if (proxyGroupOf(root) !== undefined) return group;
  const label = at(labels, 'tailscale.com/proxy-class');
  return [...group, ...reference('ProxyClass', label ?? at(annotations, 'tailscale.com/proxy-class'))];
}
