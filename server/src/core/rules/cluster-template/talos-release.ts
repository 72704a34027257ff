import { talosRefusal } from '../../versions/omni.ts';
import { parseVersion } from '../../versions/version.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { at, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const talosRelease: WorkspaceRule = {
  id: 'cluster-template/talos-release',
  title: 'A Talos release that Omni does not take',
  severity: 'warning',
  kinds: ['template-cluster'],
  needs: 'workspace',
  why: 'Each Omni release supports some Talos releases: older ones only in clusters that have them already, newer ones not at all, and a few broken ones are never offered. omnictl does not look; the server refuses the cluster. The bounds are those of the Omni in use: `versions.omni` in `omni-scale.yaml`, or else the image that a Compose file beside the template runs, or else the Omni that is connected; where that tells its own list of releases, `live/talos-version` compares with it instead.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
-talos: {version: v1.13.1}
+talos: {version: v1.13.6}
`),
  source:
    'omni client/pkg/constants (MinTalosVersion, LatestSupportedTalosVersion); internal/pkg/constants/versions.go (DenylistedTalosVersions)',
  check(context) {
    const { document, file, workspace, report } = context;
    const written = at(document.yaml.root, 'talos', 'version');
    const text = scalarText(written) ?? '';
    const talos = parseVersion(text);
    const refusal = talos && talosRefusal(talos, omniInUse(context)?.version);
    if (!written || !refusal) return;
    const offered = workspace.live('talosVersions') ?? [];
    if (offered.length > 0 && belongsToLiveOmni(workspace, file.folder)) return;
    report({ at: written.span, message: `The server refuses Talos \`${text}\`. ${refusal}.` });
  },
};
