// An Ingress: its backends, and the name by which Tailscale serves it.

import { magicNamePattern } from '../schema/tailscale.ts';
import {
  at,
  isString,
  itemsOf,
  pairOf,
  scalarText,
  stringOf,
  type YamlNode,
  type YamlPair,
  type YamlString,
} from '../yaml/nodes.ts';
import { hasPlaceholder } from './placeholders.ts';
import { proxyGroupOf } from './service.ts';

export interface IngressBackend {
  /** The name of the Service. */
  readonly service: YamlString;
  /** `number` or `name` of its port, where written. */
  readonly port: YamlPair | undefined;
}

export interface IngressPath {
  readonly rule: YamlNode;
  readonly node: YamlNode;
  /** What the operator serves: an empty path is `/`. */
  readonly path: string;
}

export function isTailscaleIngress(root: YamlNode | undefined): boolean {
  return stringOf(at(root, 'spec', 'ingressClassName')) === 'tailscale';
}

/** Every path of every rule, in the order the operator reads them. */
export function ingressPathsOf(root: YamlNode | undefined): readonly IngressPath[] {
  return itemsOf(at(root, 'spec', 'rules')).flatMap((rule) =>
    itemsOf(at(rule, 'http', 'paths')).map((node) => ({ rule, node, path: scalarText(at(node, 'path')) || '/' })),
  );
}

/** The backends as they are written, the default one first. */
export function backendNodesOf(root: YamlNode | undefined): readonly YamlNode[] {
  const nodes = [at(root, 'spec', 'defaultBackend'), ...ingressPathsOf(root).map(({ node }) => at(node, 'backend'))];
  return nodes.flatMap((node) => node ?? []);
}

export function backendsOf(root: YamlNode | undefined): readonly IngressBackend[] {
  return backendNodesOf(root).flatMap((node) => {
    const service = at(node, 'service', 'name');
    const port = at(node, 'service', 'port');
    return isString(service) ? [{ service, port: pairOf(port, 'number') ?? pairOf(port, 'name') }] : [];
  });
}

/** The host that names the device: only the first one of the first entry is read (ingress.go, hostnameForIngress). */
export function tlsHostOf(root: YamlNode | undefined): YamlString | undefined {
  const host = firstHostOf(root);
  return isString(host) ? host : undefined;
}

/** The same, whatever is written there. */
export function firstHostOf(root: YamlNode | undefined): YamlNode | undefined {
  return itemsOf(at(itemsOf(at(root, 'spec', 'tls'))[0], 'hosts'))[0];
}

/** The first label of a host: the name of the device. */
export function deviceOf(host: string): string {
  return host.split('.', 1)[0] ?? host;
}

export interface IgnoredHost {
  readonly rule: YamlNode;
  readonly host: YamlPair;
}

/** The rules that Tailscale passes over because of their host (tailscale cmd/k8s-operator/ingress.go, handlersForIngress). */
export function ignoredHostsOf(root: YamlNode | undefined): readonly IgnoredHost[] {
  const tls = tlsHostOf(root)?.value ?? '';
  const grouped = proxyGroupOf(root) !== undefined;
  // Without `tls` the name holds the namespace, which may be written elsewhere.
  const ending = `-${stringOf(at(root, 'metadata', 'name')) ?? ''}-ingress`;
  return itemsOf(at(root, 'spec', 'rules')).flatMap((rule) => {
    const host = pairOf(rule, 'host');
    if (!host || !isString(host.value) || host.value.value === '' || hasPlaceholder(host.value.value + tls)) return [];
    const { value } = host.value;
    const device = deviceOf(value);
    // A ProxyGroup compares with the full name on the tailnet, which only the tailnet knows.
    const isServed = grouped
      ? magicNamePattern.test(value) && (tls === '' ? device.endsWith(ending) : device === deviceOf(tls))
      : value === tls;
    return isServed ? [] : [{ rule, host }];
  });
}
