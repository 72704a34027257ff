import {
  type ComposeService,
  environmentOf,
  isOmniServer,
  isOurs,
  servicesOf,
  variableText,
  volumeTarget,
} from '../../kinds/compose.ts';
import type { TextEdit } from '../../text/edits.ts';
import { at, itemsOf, pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { isOverridden } from '../compose-files.ts';
import { addItem, addLines } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const tunDevice: WorkspaceRule = {
  id: 'omni-server/tun-device',
  title: 'A tunnel without the device and the right to make it',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'Omni ends the WireGuard tunnels of its machines itself, and Tailscale does so with `TS_USERSPACE=false`. Both open `/dev/net/tun` and set up an interface, which takes the capability `NET_ADMIN`. Omni finds the device only where the container is given it, under `devices` or as a mount; the image of Tailscale makes it by itself.',
  ...diff(`
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
+    devices:
+      - /dev/net/tun
+    cap_add:
+      - NET_ADMIN
     volumes:
       - ./omni.asc:/omni.asc:ro
`),
  source:
    'siderolabs/siderolink pkg/wireguard/wireguard.go; omni deploy/compose/compose.yaml; tailscale cmd/containerboot (ensureTunFile); opencontainers/runc CHANGELOG 1.2.4 (tun among the devices that every container may use)',
  check({ document, file, workspace, report }) {
    const { root, text } = document.yaml;
    if (!isOurs(root) || isOverridden({ file, workspace })) return;
    for (const service of servicesOf(root)) {
      const who = isOmniServer(service) ? 'Omni' : isTunnel(service) ? 'Tailscale' : undefined;
      if (!who || isPrivileged(service) || pairOf(service.map, 'extends')) continue;
      // Every container may use the device once it is there (runc, but for 1.2.0 to 1.2.3), so a mount is enough.
      const given = [...itemsOf(at(service.map, 'devices')), ...itemsOf(at(service.map, 'volumes'))];
      const device =
        who === 'Tailscale' || given.some((item) => isTun(volumeTarget(item)) || isLeftOpen(service, item));
      const capability = capabilitiesOf(service).some((name) => /^(?:CAP_)?(?:NET_ADMIN|ALL)$/i.test(name));
      if (device && capability) continue;
      const edits: readonly (TextEdit | undefined)[] = [
        device ? undefined : add(text, service, 'devices', '/dev/net/tun'),
        capability ? undefined : add(text, service, 'cap_add', 'NET_ADMIN'),
      ];
      const wanted = Number(!device) + Number(!capability);
      const made = edits.flatMap((edit) => edit ?? []);
      const lacks = [device ? '' : 'the device `/dev/net/tun`', capability ? '' : 'the capability `NET_ADMIN`'];
      const fixes: readonly Fix[] =
        made.length === wanted ? [{ title: 'Add what the tunnel needs', edits: joined(made) }] : [];
      report({
        at: service.key.span,
        message: `${who} makes a tunnel here, but the container lacks ${lacks.filter((part) => part !== '').join(' and ')}, so it fails at the start.`,
        fixes,
      });
    }
  },
};

/** Tailscale's container works without a tunnel of the kernel unless it is told otherwise. */
function isTunnel(service: ComposeService): boolean {
  if (!service.image || !/(?:^|\/)tailscale\/tailscale(?=[:@]|$)/.test(service.image.value)) return false;
  const mode = environmentOf(service).find(({ name }) => name === 'TS_USERSPACE');
  return mode !== undefined && /^(?:0|f|false)$/i.test(variableText(mode) ?? '');
}

function isTun(path: string | undefined): boolean {
  return path === '/dev/net/tun' || path === '/dev/net' || path === '/dev';
}

/** True for a device that a variable names. */
function isLeftOpen(service: ComposeService, item: YamlNode): boolean {
  return itemsOf(at(service.map, 'devices')).includes(item) && scalarText(item)?.includes('$') === true;
}

function isPrivileged(service: ComposeService): boolean {
  return scalarText(at(service.map, 'privileged')) === 'true';
}

function capabilitiesOf(service: ComposeService): readonly string[] {
  return itemsOf(at(service.map, 'cap_add')).flatMap((item) => scalarText(item) ?? []);
}

function add(text: string, { map }: ComposeService, key: string, item: string): TextEdit | undefined {
  const list = at(map, key);
  if (list?.type === 'seq' && list.items.length > 0) return addItem(text, list, [item]);
  return list ? undefined : addLines(text, map, [`${key}:`, `  - ${item}`]);
}

/** Two additions at one place become one edit. */
function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const [first, second] = edits;
  if (!first || !second || first.span.start !== second.span.start) return edits;
  return [{ span: first.span, newText: first.newText + second.newText }];
}
