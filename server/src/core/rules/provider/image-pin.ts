import { imageTag, isProxmoxProvider, servicesOf } from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const imagePin: WorkspaceRule = {
  id: 'provider/image-pin',
  title: 'The Proxmox provider’s image under a floating tag',
  severity: 'information',
  kinds: ['compose'],
  needs: 'workspace',
  why: '`latest` is whatever was built last. Between 2025-11-17 and 2026-02-02 it set a hostname that Talos 1.12 and newer refuse, so a pull at the wrong moment leaves new machines unable to join. Name the image by digest or by a release; there are releases since 0.1.0 (2026-05-22). A floating tag works, so this is only information; where `conventions.providerImage` of `omni-scale.yaml` asks for a digest, anything else is an error.',
  ...diff(`
 === proxmox-provider/compose.yml
 services:
   provider:
-    image: ghcr.io/siderolabs/omni-infra-provider-proxmox:latest
+    image: ghcr.io/siderolabs/omni-infra-provider-proxmox@sha256:3b1a7d1c5f8e4a60b1d2c3e4f5061728394a5b6c7d8e9f00112233445566778f
`),
  source: 'omni-infra-provider-proxmox commits e7248ed (2025-11-17) and 559954c (2026-02-02), issue 43',
  check({ document, conventions, report }) {
    if (conventions.providerImage === 'any') return;
    for (const service of servicesOf(document.yaml.root)) {
      const { image } = service;
      if (!image || !isProxmoxProvider(service)) continue;
      if (image.value.includes('@sha256:') || hasPlaceholder(image.value)) continue;
      const tag = imageTag(image.value);
      const floating = tag === undefined || floatingTags.test(tag);
      if (!floating && conventions.providerImage !== 'digest') continue;
      const what =
        tag === undefined
          ? 'The image has no tag, which means `latest`'
          : `\`${tag}\` is ${floating ? 'a floating tag' : 'a tag, which can be moved'}`;
      report({
        at: image.span,
        severity: conventions.providerImage === 'digest' ? 'error' : 'information',
        message: `${what}: the next pull may bring another provider, with or without its hostname bug. Name it by digest (\`@sha256:…\`) or by a release.`,
      });
    }
  },
};

const floatingTags = /^(latest|main|master|edge|nightly|dev|stable|unstable)$/;
