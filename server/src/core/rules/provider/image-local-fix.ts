import { imageTag, isProxmoxProvider, servicesOf } from '../../kinds/compose.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const imageLocalFix: WorkspaceRule = {
  id: 'provider/image-local-fix',
  title: 'A build of the Proxmox provider that works around a bug which is gone',
  severity: 'information',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'From 2025-11-17 to 2026-02-02 the provider set a hostname that Talos 1.12 and later refuse, and people built it themselves without that step, under the tag `local-fix`. Release 0.1.0 and later need no such build; one that stays behind misses what was repaired since, and exists only on the host where it was built. `conventions.providerImage: any` silences this.',
  ...diff(`
 === proxmox-provider/compose.yml
 services:
   provider:
-    image: ghcr.io/siderolabs/omni-infra-provider-proxmox:local-fix
+    image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
`),
  source: 'omni-infra-provider-proxmox commits e7248ed (2025-11-17) and 559954c (2026-02-02), CHANGELOG.md',
  check({ document, conventions, report }) {
    if (conventions.providerImage === 'any') return;
    for (const service of servicesOf(document.yaml.root)) {
      const { image } = service;
      if (!image || !isProxmoxProvider(service) || imageTag(image.value) !== 'local-fix') continue;
      const built = service.map.pairs.some(({ key }) => key.value === 'build');
      const pull = built ? '' : ' No registry has this tag, so a new host cannot pull it.';
      report({
        at: image.span,
        message: `The hostname bug that \`local-fix\` works around is gone since release 0.1.0.${pull} A release does the same.`,
      });
    }
  },
};
