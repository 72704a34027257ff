import {
  type ComposeService,
  environmentOf,
  flagOf,
  isProxmoxProvider,
  mountsOf,
  servicesOf,
} from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { isOverridden } from '../compose-files.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const configFile: WorkspaceRule = {
  id: 'provider/config-file',
  title: 'A configuration file that is not in the Proxmox provider’s container',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'The provider reads the address of Proxmox and its login from the file that `--config-file` names, as it is seen inside the container. What is not mounted there cannot be read, and the provider ends at once.',
  ...diff(`
 services:
   provider:
     image: ghcr.io/siderolabs/omni-infra-provider-proxmox:v0.3.0
-    command: [--config-file=/etc/provider/config.yaml, --omni-api-endpoint=https://omni.example.com]
+    command: [--config-file=/config.yaml, --omni-api-endpoint=https://omni.example.com]
     volumes:
       - ./config.yaml:/config.yaml:ro
`),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/main.go',
  check({ document, file, workspace, report }) {
    if (isOverridden({ file, workspace })) return;
    for (const service of servicesOf(document.yaml.root)) {
      // An image of one's own may hold the file.
      if (!isProxmoxProvider(service) || !isUpstream(service)) continue;
      const flag = flagOf(service, 'config-file');
      if (!flag) {
        // A misspelt flag is reported as such.
        const misspelt = flagOf(service, 'config', 'config-path');
        if (!service.whole || misspelt || hasOtherSource(service)) continue;
        report({
          at: service.key.span,
          message:
            '`--config-file` is missing, so the provider knows neither the address of Proxmox nor a login, and ends at once.',
        });
      } else if (flag.value && flag.valueAt && !isMounted(service, flag.value)) {
        report({
          at: flag.valueAt,
          message: `Nothing is mounted at \`${flag.value}\`, so there is no such file in the container and the provider ends at once.`,
        });
      }
    }
  },
};

function isUpstream({ image, map }: ComposeService): boolean {
  return image?.value.includes('siderolabs/') === true && pairOf(map, 'build') === undefined;
}

/** Newer providers take the same settings from variables where no file is named. */
function hasOtherSource(service: ComposeService): boolean {
  if (pairOf(service.map, 'env_file')) return true;
  return environmentOf(service).some(({ name }) => name === 'PROXMOX_URL');
}

/** True when something is mounted at the path or above it, or when that cannot be told. */
function isMounted(service: ComposeService, path: string): boolean {
  if (hasPlaceholder(path) || pairOf(service.map, 'volumes_from') || pairOf(service.map, 'extends')) return true;
  // A relative path counts from the image's working folder, which is the root.
  const absolute = clean(path.startsWith('/') ? path : `/${path}`);
  return mountsOf(service).some((target) => {
    if (hasPlaceholder(target) || target.includes('$')) return true;
    const mounted = clean(target);
    return absolute === mounted || absolute.startsWith(`${mounted}/`);
  });
}

function clean(path: string): string {
  return path
    .replace(/\/+(?:\.\/+)*/g, '/')
    .replace(/^\/\.\//, '/')
    .replace(/(?<=.)\/$/, '');
}
