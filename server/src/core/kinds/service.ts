// A Service: its ports, and what Tailscale makes of it.
import { type Fact, fact } from '../workspace/facts.ts';
import type { ServicePort } from '../workspace/kubernetes-facts.ts';
import { at, isString, itemsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { optional } from './optional.ts';

/** The annotations that turn a Service into a way out to the tailnet. */
export const egressAnnotations = [
  'tailscale.com/tailnet-fqdn',
  'tailscale.com/tailnet-ip',
  'tailscale.com/ts-tailnet-target-ip',
] as const;

export function annotationOf(root: YamlNode | undefined, key: string): YamlNode | undefined {
  return at(root, 'metadata', 'annotations', key);
}

/** True when the operator gives the Service a device of its own on the tailnet (svc.go, shouldExpose). */
export function isExposedService(root: YamlNode | undefined): boolean {
  return (
    scalarText(annotationOf(root, 'tailscale.com/expose')) === 'true' ||
    (stringOf(at(root, 'spec', 'type')) === 'LoadBalancer' &&
      stringOf(at(root, 'spec', 'loadBalancerClass')) === 'tailscale')
  );
}

/** True when it leads to a device on the tailnet; an empty annotation is none. */
export function isEgressService(root: YamlNode | undefined): boolean {
  return egressAnnotations.some((key) => isSet(annotationOf(root, key)));
}

/** The ProxyGroup that serves an Ingress or a Service in place of a proxy of its own. */
export function proxyGroupOf(root: YamlNode | undefined): string | undefined {
  return scalarText(annotationOf(root, 'tailscale.com/proxy-group')) || undefined;
}

export function isSet(annotation: YamlNode | undefined): boolean {
  return (scalarText(annotation) ?? '') !== '';
}

export function serviceFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  if (!isString(name)) return [];
  const namespace = optional('namespace', stringOf(at(root, 'metadata', 'namespace')));
  const facts: Fact[] = [
    fact('service', name.value, name.span, {
      ...namespace,
      ports: itemsOf(at(root, 'spec', 'ports')).map(portOf),
      headless: stringOf(at(root, 'spec', 'clusterIP')) === 'None',
      external: stringOf(at(root, 'spec', 'type')) === 'ExternalName',
      egress: isEgressService(root),
      device: isExposedService(root) && proxyGroupOf(root) === undefined,
    }),
  ];
  const host = annotationOf(root, 'tailscale.com/hostname');
  if (isString(host) && isExposedService(root))
    facts.push(
      fact('tailnet-name', host.value, host.span, {
        ...namespace,
        kind: 'Service',
        owner: name.value,
        ...optional('group', proxyGroupOf(root)),
      }),
    );
  return facts;
}

function portOf(node: YamlNode): ServicePort {
  const number = Number(scalarText(at(node, 'port')));
  return {
    ...optional('name', stringOf(at(node, 'name'))),
    ...(Number.isInteger(number) ? { number } : {}),
  };
}
