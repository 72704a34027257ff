import { flagOf, runsProvider, servicesOf } from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { omniGates, omniHas } from '../../versions/gates.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const idName: WorkspaceRule = {
  id: 'provider/id-name',
  title: 'A provider id that Omni no longer takes',
  severity: 'warning',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'Since 1.10, Omni makes infrastructure providers only under ids that are DNS labels: lower-case letters, digits and `-`, at most 63. Providers made before stay, but cannot be made again after they were deleted.',
  ...diff(`
 services:
   provider:
     image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
-    command: [--config-file=/config.yaml, --omni-api-endpoint=https://omni.example.com, --id=Rack_Provider]
+    command: [--config-file=/config.yaml, --omni-api-endpoint=https://omni.example.com, --id=rack-provider]
`),
  source: 'omni internal/backend/runtime/omni/validations/infra_provider.go',
  check(context) {
    const { document, report } = context;
    if (!omniHas(omniInUse(context)?.version, omniGates.providerIds)) return;
    for (const service of servicesOf(document.yaml.root)) {
      const id = runsProvider(service) ? flagOf(service, 'id') : undefined;
      if (!id?.value || !id.valueAt || hasPlaceholder(id.value) || id.value.startsWith('$')) continue;
      if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(id.value)) continue;
      report({
        at: id.valueAt,
        message: `\`${id.value}\` is no DNS label, so Omni 1.10 and later refuse to make a provider of this id. One that exists keeps working.`,
      });
    }
  },
};
