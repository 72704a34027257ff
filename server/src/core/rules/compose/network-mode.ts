import { type ComposeService, isOurs, servicesOf } from '../../kinds/compose.ts';
import { nearest } from '../../text/names.ts';
import { isNull, isString, itemsOf, pairOf, pairsOf, type YamlNode, type YamlString } from '../../yaml/nodes.ts';
import { mayBeElsewhere } from '../compose-files.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const networkMode: WorkspaceRule = {
  id: 'compose/network-mode',
  title: 'A service that shares a network which is not there, or asks for ports of its own in it',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'With `network_mode: service:…` a service has no network of its own: it uses that of a sidecar such as Tailscale. Compose refuses the file when there is no service of that name, and Docker refuses to start the container when it publishes ports or names a host. Those belong to the service that owns the network.',
  ...diff(`
 services:
   tailscale:
     image: ghcr.io/tailscale/tailscale:v1.90.6
+    ports: ["443:443"]
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
     network_mode: service:tailscale
-    ports: ["443:443"]
`),
  source: 'compose-spec 05-services.md (network_mode, networks); moby runconfig, validation of network modes',
  check(context) {
    const { root } = context.document.yaml;
    if (!isOurs(root)) return;
    const services = servicesOf(root);
    for (const service of services) {
      const mode = pairOf(service.map, 'network_mode')?.value;
      if (!isString(mode)) continue;
      const shared = /^service:(\S+)$/.exec(mode.value)?.[1];
      if (shared !== undefined) checkTarget(context, services, mode, shared);
      if (shared !== undefined || mode.value.startsWith('container:')) checkKeys(context, service, mode.value);
      if (pairOf(service.map, 'networks')) reportNetworks(context, service, mode.value);
    }
  },
};

function checkTarget(
  context: WorkspaceContext,
  services: readonly ComposeService[],
  mode: YamlString,
  shared: string,
): void {
  const names = services.map(({ name }) => name);
  if (names.includes(shared) || shared.includes('$')) return;
  const near = nearest(shared, names);
  if (!near && mayBeElsewhere(context)) return;
  context.report({
    at: mode.span,
    message: `There is no service \`${shared}\`, so Compose refuses the file.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(mode.span, mode.style === 'plain' ? `service:${near}` : `"service:${near}"`)] : [],
  });
}

/** What Docker refuses beside the network of another container. */
const ownNetworkKeys = ['ports', 'expose', 'hostname', 'links', 'dns', 'extra_hosts', 'mac_address'];

function checkKeys({ report }: WorkspaceContext, service: ComposeService, mode: string): void {
  const owner = mode.startsWith('service:') ? `\`${mode.slice('service:'.length)}\`` : 'that container';
  for (const key of ownNetworkKeys) {
    const pair = pairOf(service.map, key);
    if (!pair || isEmpty(pair.value)) continue;
    report({
      at: pair.key.span,
      message: `The network is that of ${owner}, so Docker refuses to start this service with \`${key}\`. It belongs to ${owner}.`,
    });
  }
}

function reportNetworks({ report }: WorkspaceContext, service: ComposeService, mode: string): void {
  const pair = pairOf(service.map, 'networks');
  if (!pair || isNull(pair.value)) return;
  report({
    at: pair.key.span,
    message: `Compose refuses a service with both \`networks\` and \`network_mode: ${mode}\`.`,
  });
}

function isEmpty(node: YamlNode): boolean {
  return node.type === 'scalar' ? isNull(node) : itemsOf(node).length + pairsOf(node).length === 0;
}
