import { imageTag, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { imageReleaseOf } from '../../kinds/omni-server.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { compareVersions, parseVersion } from '../../versions/version.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const versionSkew: WorkspaceRule = {
  id: 'omni-server/version-skew',
  title: 'The Omni that runs is not the one the team says',
  severity: 'warning',
  kinds: ['compose'],
  needs: 'workspace',
  why: '`versions.omni` in `omni-scale.yaml` decides which fields, patches and Talos versions are checked for. When the image has moved on, the checks are those of another release, and an omnictl that differs by a minor version warns or refuses.',
  ...diff(`
 === omni-scale.yaml
-versions: {omni: 1.8.2}
+versions: {omni: 1.9.3}
 === omni/compose.yml
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
`),
  source: 'omni client/pkg/omnictl (version check at connection)',
  check({ document, file, workspace, conventions, report }) {
    const said = conventions.versions.omni;
    const agreed = parseVersion(said ?? '');
    if (!said || !agreed) return;
    for (const service of servicesOf(document.yaml.root)) {
      const { image } = service;
      if (!image || !isOmniServer(service) || hasPlaceholder(image.value)) continue;
      const runs = imageReleaseOf(service);
      // `1.9` says nothing of the patch release.
      const loose = !/\d+\.\d+\.\d+/.test(said);
      if (!runs || compareVersions(runs, agreed) === 0) continue;
      const sameMinor = runs.major === agreed.major && runs.minor === agreed.minor;
      if (sameMinor && loose) continue;
      const record = workspace.facts('conventions').find((candidate) => candidate.file.folder === file.folder);
      report({
        at: image.span,
        severity: sameMinor ? 'information' : 'warning',
        message: `\`omni-scale.yaml\` says that Omni ${said} is in use, but this runs ${imageTag(image.value)}. The checks of this folder are those of ${said} until both agree.`,
        ...(record ? { related: [{ record, message: `The team says ${said} here.` }] } : {}),
      });
    }
  },
};
