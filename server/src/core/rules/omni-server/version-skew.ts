import { imageTag, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { imageReleaseOf } from '../../kinds/omni-server.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { compareVersions, parseVersion, type Version } from '../../versions/version.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { at } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Severity, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const versionSkew: WorkspaceRule = {
  id: 'omni-server/version-skew',
  title: 'An Omni that is not the one the team says',
  severity: 'warning',
  kinds: ['compose', 'conventions'],
  needs: 'workspace',
  why: '`versions.omni` in `omni-scale.yaml` decides which fields, patches and Talos versions are checked for. When the image has moved on, the checks are those of another release, and an omnictl that differs by a minor version warns or refuses. While Omni is connected, and the folder has a class or cluster of it, what the team says is compared with the Omni that answers, too.',
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
  check(context) {
    const { omni } = context.conventions.versions;
    const agreed = parseVersion(omni ?? '');
    if (!omni || !agreed) return;
    if (context.document.kind === 'compose') checkImages(context, omni, agreed);
    else checkConnected(context, omni, agreed);
  },
};

function checkImages({ document, file, workspace, report }: WorkspaceContext, said: string, agreed: Version): void {
  for (const service of servicesOf(document.yaml.root)) {
    const { image } = service;
    if (!image || !isOmniServer(service) || hasPlaceholder(image.value)) continue;
    const runs = imageReleaseOf(service);
    const severity = runs && skew(runs, said, agreed);
    if (!severity) continue;
    const record = workspace.facts('conventions').find((candidate) => candidate.file.folder === file.folder);
    report({
      at: image.span,
      severity,
      message: `\`omni-scale.yaml\` says that Omni ${said} is in use, but this runs ${imageTag(image.value)}. The checks of this folder are those of ${said} until both agree.`,
      ...(record ? { related: [{ record, message: `The team says ${said} here.` }] } : {}),
    });
  }
}

/** What the team says beside the Omni that answers. */
function checkConnected({ document, file, workspace, report }: WorkspaceContext, said: string, agreed: Version): void {
  const written = at(document.yaml.root, 'versions', 'omni');
  const live = workspace.live('omniVersion');
  const runs = parseVersion(live ?? '');
  const severity = runs && skew(runs, said, agreed);
  if (!live || !severity || written?.type !== 'scalar' || !belongsToLiveOmni(workspace, file.folder)) return;
  report({
    at: written.span,
    severity,
    message: `The Omni that is connected is ${live}. The checks of this folder are those of ${said} until both agree.`,
    fixes: [replaceFix(written.span, `${/^["']?v/.test(written.source) ? 'v' : ''}${live}`)],
  });
}

/** How grave it is that another release runs than the team says; undefined where it is the same. */
function skew(runs: Version, said: string, agreed: Version): Severity | undefined {
  if (compareVersions(runs, agreed) === 0) return undefined;
  if (runs.major !== agreed.major || runs.minor !== agreed.minor) return 'warning';
  // `1.9` says nothing of the patch release.
  return /\d+\.\d+\.\d+/.test(said) ? 'information' : undefined;
}
