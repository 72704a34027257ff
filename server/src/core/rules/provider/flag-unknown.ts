import { isProxmoxProvider, servicesOf } from '../../kinds/compose.ts';
import { nearest } from '../../text/names.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const flagUnknown: DocumentRule = {
  id: 'provider/flag-unknown',
  title: 'A flag that the Proxmox provider does not have',
  severity: 'error',
  kinds: ['compose'],
  needs: 'document',
  why: 'The provider prints its usage and ends when it is given a flag it does not know, and Compose starts it again for ever. Upstream’s own README writes `--config` in one place; the flag is `--config-file`. What the provider is to know of Proxmox stands in that file, not in flags.',
  ...diff(`
 services:
   provider:
     image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
-    command: [--config=/config.yaml, --omni-api-endpoint=https://omni.example.com]
+    command: [--config-file=/config.yaml, --omni-api-endpoint=https://omni.example.com]
`),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/main.go',
  check({ document, report }) {
    for (const service of servicesOf(document.yaml.root)) {
      if (!isProxmoxProvider(service)) continue;
      for (const { name, at } of service.flags) {
        if (flags.includes(name) || name === 'help') continue;
        const meant = others[name] ?? nearest(name, flags);
        report({
          at,
          message: `The provider has no flag \`--${name}\`; it ends at once, again and again.${meant ? ` Did you mean \`--${meant}\`?` : ''}`,
          fixes: meant ? [replaceFix(at, `--${meant}`)] : [],
        });
      }
    }
  },
};

const flags = [
  'config-file',
  'omni-api-endpoint',
  'omni-service-account-key',
  'id',
  'provider-name',
  'provider-description',
  'insecure-skip-verify',
];

/** Names used in other places for the same thing. */
const others: Readonly<Record<string, string>> = {
  config: 'config-file',
  'config-path': 'config-file',
  'omni-endpoint': 'omni-api-endpoint',
  endpoint: 'omni-api-endpoint',
  'omni-url': 'omni-api-endpoint',
  'service-account-key': 'omni-service-account-key',
  'provider-id': 'id',
  'system-id': 'id',
  'insecure-skip-tls-verify': 'insecure-skip-verify',
};
