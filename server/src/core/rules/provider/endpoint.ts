import { environmentOf, flagOf, isProxmoxProvider, servicesOf } from '../../kinds/compose.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { isOverridden } from '../compose-files.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const endpoint: WorkspaceRule = {
  id: 'provider/endpoint',
  title: 'A Proxmox provider that is not told where Omni is',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'The address of Omni comes from `--omni-api-endpoint` or from the variable `OMNI_ENDPOINT`. With none of the two the provider ends at once. Other names, such as `OMNI_API_ENDPOINT`, mean nothing to it.',
  ...diff(`
 services:
   provider:
     image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
     command: [--config-file=/config.yaml]
     environment:
-      OMNI_API_ENDPOINT: https://omni.example.com
+      OMNI_ENDPOINT: https://omni.example.com
`),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/main.go',
  check({ document, file, workspace, report }) {
    for (const service of servicesOf(document.yaml.root)) {
      if (!isProxmoxProvider(service) || !service.whole || flagOf(service, 'omni-api-endpoint')) continue;
      const variables = environmentOf(service);
      if (variables.some(({ name }) => name === 'OMNI_ENDPOINT') || pairOf(service.map, 'env_file')) continue;
      const near = variables.find(({ name }) => /^OMNI_.*(?:ENDPOINT|URL)$/.test(name));
      if (!near && isOverridden({ file, workspace })) continue;
      report({
        at: near?.at ?? service.key.span,
        message: near
          ? `The provider reads \`OMNI_ENDPOINT\`, not \`${near.name}\`; it is not told where Omni is and ends at once.`
          : '`--omni-api-endpoint` is missing, and `OMNI_ENDPOINT` is not set: the provider is not told where Omni is and ends at once.',
      });
    }
  },
};
