// Kubernetes objects as facts: what exists, and what makes a service reachable from outside.
import { type Fact, fact } from '../workspace/facts.ts';
import type { ManifestFact } from '../workspace/kubernetes-facts.ts';
import {
  at,
  isString,
  itemsOf,
  keyText,
  pairsOf,
  scalarText,
  stringOf,
  walk,
  type YamlNode,
  type YamlString,
} from '../yaml/nodes.ts';
import { settingFacts, waveOf } from './argocd.ts';
import type { Kind } from './kind.ts';
import { tunnelMapFacts, tunnelPodFacts } from './tunnel.ts';

export function manifestFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (!isString(name)) return [fact('nameless-object', '', root?.span ?? { start: 0, end: 0 }, {})];
  const namespace = stringOf(at(root, 'metadata', 'namespace'));
  const objectKind = stringOf(at(root, 'kind')) ?? '';
  const own = fact('manifest', name.value, name.span, {
    apiVersion: stringOf(at(root, 'apiVersion')) ?? '',
    kind: objectKind,
    ...(namespace === undefined ? {} : { namespace }),
    ...syncFacts(root),
  });
  const facts: Fact[] = [own];
  if (isExposure(kind, objectKind, root)) {
    facts.push(
      fact('exposure', name.value, name.span, {
        services: servicesIn(root),
        tailscale: isTailscale(kind, root),
        ...(namespace === undefined ? {} : { namespace }),
      }),
    );
  }
  if (objectKind === 'ConfigMap') facts.push(...tunnelMapFacts(root));
  facts.push(...tunnelPodFacts(root));
  if (objectKind === 'ConfigMap' && (name.value === 'argocd-cm' || name.value === 'argocd-cmd-params-cm'))
    facts.push(...settingFacts(at(root, 'data')));
  return facts;
}

/** The wave, the options and whether the object is a hook. */
function syncFacts(root: YamlNode | undefined): Pick<ManifestFact, 'wave' | 'hook' | 'syncOptions'> {
  const wave = waveOf(root);
  const options = annotation(root, 'argocd.argoproj.io/sync-options');
  const isHook = ['argocd.argoproj.io/hook', 'helm.sh/hook'].some((key) => annotation(root, key) !== undefined);
  return {
    ...(wave === 0 ? {} : { wave }),
    ...(isHook ? { hook: true } : {}),
    ...(options === undefined ? {} : { syncOptions: options.split(',').map((part) => part.trim()) }),
  };
}

const routeKinds = new Set([
  'HTTPRoute',
  'TLSRoute',
  'TCPRoute',
  'GRPCRoute',
  'IngressRoute',
  'VirtualService',
  'Gateway',
  'HTTPProxy',
]);

function isExposure(kind: Kind, objectKind: string, root: YamlNode | undefined): boolean {
  if (kind === 'ingress' || routeKinds.has(objectKind)) return true;
  if (kind !== 'service') return false;
  return annotation(root, 'tailscale.com/expose') === 'true' || stringOf(at(root, 'spec', 'type')) === 'LoadBalancer';
}

function isTailscale(kind: Kind, root: YamlNode | undefined): boolean {
  if (kind === 'ingress') {
    return (
      stringOf(at(root, 'spec', 'ingressClassName')) === 'tailscale' ||
      annotation(root, 'kubernetes.io/ingress.class') === 'tailscale'
    );
  }
  return (
    annotation(root, 'tailscale.com/expose') === 'true' ||
    stringOf(at(root, 'spec', 'loadBalancerClass')) === 'tailscale'
  );
}

function annotation(root: YamlNode | undefined, key: string): string | undefined {
  return scalarText(at(root, 'metadata', 'annotations', key));
}

/** Where a route or an Ingress names the Services it leads to: `service.name`, or `name` of a backend reference. */
export function serviceNamesOf(root: YamlNode | undefined): readonly YamlString[] {
  const spec = at(root, 'spec');
  if (!spec) return [];
  const found: (YamlNode | undefined)[] = [];
  walk(spec, (node) => {
    for (const pair of pairsOf(node)) {
      const key = keyText(pair);
      if (key === 'service') found.push(at(pair.value, 'name'));
      if (key === 'serviceName') found.push(pair.value);
      if (key === 'backendRefs' || key === 'services')
        for (const item of itemsOf(pair.value)) found.push(at(item, 'name'));
    }
  });
  return found.filter((node) => isString(node)).filter(({ value }) => value !== '');
}

function servicesIn(root: YamlNode | undefined): readonly string[] {
  return [...new Set(serviceNamesOf(root).map(({ value }) => value))].sort();
}
