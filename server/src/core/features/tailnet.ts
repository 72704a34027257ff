// The name under which Tailscale's operator makes an Ingress or a Service reachable, told where it is decided.
import { deviceOf, isTailscaleIngress, tlsHostOf } from '../kinds/ingress.ts';
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { annotationOf, isExposedService } from '../kinds/service.ts';
import { labelPattern } from '../schema/tailscale.ts';
import { contains, type Span } from '../text/span.ts';
import type { SourceDocument } from '../workspace/file.ts';
import { at, isString, pairOf, stringOf, type YamlNode } from '../yaml/nodes.ts';

interface Device {
  readonly name: string;
  /** An Ingress is served by HTTPS; a Service has whatever ports it has. */
  readonly scheme: 'https://' | '';
  /** Where the name is decided. */
  readonly places: readonly Span[];
}

/**
 * What to say of the name at an offset, in the document's coordinates.
 * @param tailnet the tailnet's name, where the team has agreed to write it down
 */
export function tailnetName(
  document: SourceDocument,
  offset: number,
  tailnet: string | undefined,
): { readonly markdown: string; readonly span: Span } | undefined {
  const { root } = document.yaml;
  const device =
    document.kind === 'ingress' ? ingressDevice(root) : document.kind === 'service' ? serviceDevice(root) : undefined;
  const span = device?.places.find((place) => contains(place, offset));
  if (!device || !span || hasPlaceholder(device.name) || !labelPattern.test(device.name)) return undefined;
  const address = `\`${device.scheme}${device.name}.${tailnet ?? '<your tailnet>'}.ts.net\``;
  const hint =
    tailnet === undefined ? '\n\nWrite `tailnet` under `conventions` in `omni-scale.yaml` to see its name here.' : '';
  return {
    markdown: `**${address}**\n\nTailscale’s operator asks for the name \`${device.name}\`. Where another device has it, this one gets a number behind it.${hint}`,
    span,
  };
}

/** ingress.go, hostnameForIngress. */
function ingressDevice(root: YamlNode | undefined): Device | undefined {
  if (!isTailscaleIngress(root)) return undefined;
  const host = tlsHostOf(root);
  const name = host ? deviceOf(host.value) : joined(root, '-ingress');
  const places = [host, at(root, 'spec', 'ingressClassName'), at(root, 'metadata', 'name')];
  return name === undefined ? undefined : { name, scheme: 'https://', places: spansOf(places) };
}

/** svc.go, nameForService. */
function serviceDevice(root: YamlNode | undefined): Device | undefined {
  if (!isExposedService(root)) return undefined;
  const annotations = at(root, 'metadata', 'annotations');
  const hostname = pairOf(annotations, 'tailscale.com/hostname');
  const name = hostname ? stringOf(annotationOf(root, 'tailscale.com/hostname')) : joined(root, '');
  const expose = pairOf(annotations, 'tailscale.com/expose');
  const nodes = [hostname?.key, hostname?.value, expose?.key, expose?.value, at(root, 'spec', 'loadBalancerClass')];
  const places = spansOf([...nodes, at(root, 'metadata', 'name')]);
  return name === undefined ? undefined : { name, scheme: '', places };
}

/** The name that is put together where none is written; unknown where the namespace is written elsewhere. */
function joined(root: YamlNode | undefined, end: string): string | undefined {
  const namespace = at(root, 'metadata', 'namespace');
  const name = at(root, 'metadata', 'name');
  return isString(namespace) && isString(name) ? `${namespace.value}-${name.value}${end}` : undefined;
}

function spansOf(nodes: readonly (YamlNode | undefined)[]): readonly Span[] {
  return nodes.flatMap((node) => (node ? [node.span] : []));
}
