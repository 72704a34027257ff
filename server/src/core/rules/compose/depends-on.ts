import { isOurs, servicesOf } from '../../kinds/compose.ts';
import { nearest } from '../../text/names.ts';
import {
  at,
  isNull,
  itemsOf,
  keyText,
  pairOf,
  pairsOf,
  scalarText,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/nodes.ts';
import { mayBeElsewhere } from '../compose-files.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const dependsOn: WorkspaceRule = {
  id: 'compose/depends-on',
  title: 'A service that waits for nothing, or not for its network to work',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'Compose refuses a file in which a service waits for one that is not there. A service in the network of a sidecar starts as soon as the sidecar’s container does, before the tunnel is up; where the sidecar tells its health, `condition: service_healthy` waits for it.',
  ...diff(`
 services:
   tailscale:
     image: ghcr.io/tailscale/tailscale:v1.90.6
   provider:
     image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
-    depends_on: [tailscal]
+    depends_on: [tailscale]
`),
  source: 'compose-spec 05-services.md (depends_on)',
  check(context) {
    const { document, report } = context;
    const { root } = document.yaml;
    if (!isOurs(root)) return;
    const services = servicesOf(root);
    const names = services.map(({ name }) => name);
    for (const service of services) {
      const waits = waitsOf(at(service.map, 'depends_on'));
      for (const { name, node } of waits) {
        if (names.includes(name) || name.includes('$')) continue;
        const near = nearest(name, names);
        if (!near && mayBeElsewhere(context)) continue;
        report({
          at: node.span,
          message: `There is no service \`${name}\`, so Compose refuses the file.${near ? ` Did you mean \`${near}\`?` : ''}`,
          fixes: near ? [replaceFix(node.span, near)] : [],
        });
      }
      const shared = /^service:(\S+)$/.exec(scalarText(at(service.map, 'network_mode')) ?? '')?.[1];
      const sidecar = services.find(({ name }) => name === shared);
      if (!sidecar || !tellsHealth(at(sidecar.map, 'healthcheck'))) continue;
      const wait = waits.find(({ name }) => name === sidecar.name);
      if (wait?.condition === 'service_healthy') continue;
      const mode = pairOf(service.map, 'network_mode');
      report({
        at: wait?.node.span ?? mode?.value.span ?? service.key.span,
        severity: 'warning',
        message: `\`${service.name}\` starts before the network of \`${sidecar.name}\` works. \`${sidecar.name}\` has a health check: wait for it with \`condition: service_healthy\` below \`depends_on\`.`,
      });
    }
  },
};

interface Wait {
  readonly name: string;
  readonly node: YamlScalar;
  readonly condition: string | undefined;
}

function waitsOf(node: YamlNode | undefined): readonly Wait[] {
  const listed = itemsOf(node).flatMap((item) => {
    const name = scalarText(item);
    return name === undefined || item.type !== 'scalar' ? [] : [{ name, node: item, condition: undefined }];
  });
  const mapped = pairsOf(node).map((pair) => ({
    name: keyText(pair),
    node: pair.key,
    condition: scalarText(at(pair.value, 'condition')),
  }));
  // What a merge key brings is not looked into.
  return [...listed, ...mapped].filter(({ name }) => name !== '<<');
}

function tellsHealth(check: YamlNode | undefined): boolean {
  return !isNull(check) && scalarText(at(check, 'disable')) !== 'true';
}
