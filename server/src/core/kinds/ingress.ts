// An Ingress: its backends, and the name by which Tailscale serves it.
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
import { hasPlaceholder } from './recognise.ts';

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
  const host = itemsOf(at(itemsOf(at(root, 'spec', 'tls'))[0], 'hosts'))[0];
  return isString(host) ? host : undefined;
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
  const grouped = at(root, 'metadata', 'annotations', 'tailscale.com/proxy-group') !== undefined;
  return itemsOf(at(root, 'spec', 'rules')).flatMap((rule) => {
    const host = pairOf(rule, 'host');
    return host && isIgnored(host.value, tls, grouped) ? [{ rule, host }] : [];
  });
}

function isIgnored(host: YamlNode, tls: string, grouped: boolean): boolean {
  if (!isString(host) || host.value === '' || hasPlaceholder(host.value + tls)) return false;
  // A ProxyGroup compares with the full name on the tailnet, which only the tailnet knows.
  if (grouped && tls !== '' && deviceOf(host.value) === deviceOf(tls)) return !host.value.includes('.');
  return grouped || host.value !== tls;
}
