// Tunnels of Cloudflare: what a configuration of cloudflared makes reachable from outside.
import { embeddedYaml } from '../embedded/embedded.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, pairsOf, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import { optional } from './optional.ts';
import { containersOf, podSpecOf } from './pods.ts';

/** The Services that entries of a `hostname` and a `service` lead to, wherever the entries stand. */
export function tunnelFacts(root: YamlNode | undefined): readonly Fact[] {
  if (!root) return [];
  const found: Fact[] = [];
  walk(root, (node) => {
    const service = at(node, 'service');
    if (!isString(service) || stringOf(at(node, 'hostname')) === undefined) return;
    const [, name, namespace] =
      /^[a-z]+:\/\/([a-z0-9-]+)(?:\.([a-z0-9-]+)(?:\.svc(?:\.[a-z0-9.-]+)?)?)?(?::\d+)?\/?$/.exec(service.value) ?? [];
    if (name === undefined || name === 'localhost') return;
    const data = { services: [name], tailscale: false, ...optional('namespace', namespace) };
    found.push(fact('exposure', name, service.span, data));
  });
  return found;
}

/** The same, for a ConfigMap that holds such a configuration as text. */
export function tunnelMapFacts(root: YamlNode | undefined): readonly Fact[] {
  return pairsOf(at(root, 'data')).flatMap(({ value }) =>
    isString(value) && /^\s*ingress:/m.test(value.value) && value.value.includes('hostname:')
      ? embeddedYaml(value).flatMap((document) => tunnelFacts(document.root))
      : [],
  );
}

/** A cloudflared of its own in the namespace: where it leads is often told to Cloudflare only, so it may be anything. */
export function tunnelPodFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  const images = containersOf(podSpecOf(root)).map((container) => stringOf(at(container, 'image')) ?? '');
  if (!isString(name) || !images.some((image) => /(?:^|\/)cloudflared(?:[:@]|$)/.test(image))) return [];
  const data = {
    services: [],
    tailscale: false,
    ...optional('namespace', stringOf(at(root, 'metadata', 'namespace'))),
  };
  return [fact('exposure', name.value, name.span, data)];
}
