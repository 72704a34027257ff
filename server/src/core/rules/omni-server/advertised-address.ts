import { flagOf, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { placeIn, readAddress, readNetwork } from '../../text/addresses.ts';
import type { Span } from '../../text/span.ts';
import { envSettings } from '../env-settings.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

export const advertisedAddress: WorkspaceRule = {
  id: 'omni-server/advertised-address',
  title: 'An address of Omni that machines cannot reach',
  severity: 'warning',
  kinds: ['compose', 'env-file'],
  needs: 'workspace',
  why: 'Machines dial Omni from the first boot on, before anything is installed on them. They are no members of a tailnet then, so an address out of 100.64.0.0/10 or fd7a:115c:a1e0::/48, or a name below `ts.net`, does not answer; and `0.0.0.0` or `localhost` is the machine itself. Advertise an address of the LAN, or a name that resolves there. Where a flag takes a variable, its value in the example beside the Compose file is looked at.',
  ...diff(`
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
     command:
-      - --siderolink-wireguard-advertised-addr=100.101.102.103:50180
+      - --siderolink-wireguard-advertised-addr=10.20.0.5:50180
`),
  source: 'omni internal/pkg/config/schema.json (wireGuard.advertisedEndpoint, machineAPI.advertisedURL); RFC 6598',
  check(context) {
    for (const service of servicesOf(context.document.yaml.root)) {
      if (!isOmniServer(service)) continue;
      for (const [names, what] of flags) {
        const flag = flagOf(service, ...names);
        const found = flag?.value && flag.valueAt ? judge(flag.value, flag.valueAt, what) : undefined;
        if (found) context.report(found);
      }
    }
    for (const { flag, value, at } of envSettings(context)) {
      const [, what] = flags.find(([names]) => names.some((name) => name === flag)) ?? [];
      const found = what && judge(value, at, what);
      if (found) context.report(found);
    }
  },
};

const flags = [
  [['siderolink-wireguard-advertised-addr'], 'the WireGuard tunnel'],
  [['machine-api-advertised-url', 'siderolink-api-advertised-url'], 'Omni'],
] as const;

/** What Tailscale gives to its members (RFC 6598; tailscale net/tsaddr). */
const tailnets = ['100.64.0.0/10', 'fd7a:115c:a1e0::/48'].flatMap((text) => readNetwork(text) ?? []);

function judge(value: string, at: Span, what: string): Report | undefined {
  if (hasPlaceholder(value) || value.startsWith('$')) return undefined;
  const host = /^(?:[a-z]+:\/\/)?(\[[^\]]*\]|[^:/]*)/i.exec(value)?.[1] ?? '';
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (/^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?)$/.test(bare)) {
    return {
      at,
      severity: 'error',
      message: `Machines are told to reach ${what} at \`${host}\`, which is themselves. Advertise an address at which they find this host.`,
    };
  }
  const address = readAddress(bare);
  const inTailnet = address
    ? tailnets.some((network) => placeIn(network, address) !== 'outside')
    : bare.endsWith('.ts.net');
  if (!inTailnet) return undefined;
  const kind = address ? 'an address of a tailnet' : 'a name that only a tailnet knows';
  return {
    at,
    message: `\`${host}\` is ${kind}. New machines are not in it, so they never reach ${what}. Advertise an address of their own network.`,
  };
}
