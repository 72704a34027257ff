import { imageTag, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const imagePin: DocumentRule = {
  id: 'omni-server/image-pin',
  title: 'Omni’s image under a floating tag',
  severity: 'warning',
  kinds: ['compose'],
  needs: 'document',
  why: 'With `latest` the next pull is an upgrade that nobody decided on: Omni migrates its database at the start and does not go back, takes and refuses other Talos versions, and an older omnictl is told that it is too old.',
  ...diff(`
 services:
   omni:
-    image: ghcr.io/siderolabs/omni:latest
+    image: ghcr.io/siderolabs/omni:v1.9.3
`),
  source: 'omni internal/backend/runtime/omni/migration, client/pkg/omnictl (version check)',
  check({ document, report }) {
    for (const service of servicesOf(document.yaml.root)) {
      const { image } = service;
      if (!image || !isOmniServer(service) || image.value.includes('@sha256:') || hasPlaceholder(image.value)) continue;
      const tag = imageTag(image.value);
      if (tag !== undefined && !/^(?:latest|main|master|edge|nightly|dev|stable|unstable)$/.test(tag)) continue;
      const what = tag === undefined ? 'The image has no tag, which means `latest`' : `\`${tag}\` is a floating tag`;
      report({
        at: image.span,
        message: `${what}: the next pull may be an upgrade, and Omni does not go back from one. Name the release.`,
      });
    }
  },
};
