import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearestRelease, parseVersion } from '../../versions/version.ts';
import type { LiveCluster, LiveTalosVersion } from '../../workspace/live.ts';
import { belongsToLiveOmni, liveClusterOf } from '../../workspace/live-scope.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { WorkspaceRule } from '../rule.ts';

const example = (version: string): string => `
=== live
clusters: [{name: lab, state: Running}]
talosVersions: [{version: 1.13.5}, {version: 1.13.6}]
=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: ${version}}
`;

export const talosVersion: WorkspaceRule = {
  id: 'live/talos-version',
  title: 'A Talos version that Omni does not offer',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'live',
  why: 'Omni refuses to take a cluster to a Talos release that is not in its own list, that it considers too old (a cluster on an old one may go to another old one), or that is newer than it supports. A cluster may stay on what it has. The rule speaks only while Omni is connected, and only of folders whose clusters or classes that Omni has.',
  bad: example('v1.13.7'),
  good: example('v1.13.6'),
  source: 'omni internal/backend/runtime/omni/validations/cluster.go and version.go (validateTalosVersion)',
  check({ document, file, workspace, report }) {
    const offered = workspace.live('talosVersions');
    const written = at(document.yaml.root, 'talos', 'version');
    if (!offered || offered.length === 0 || !isString(written) || hasPlaceholder(written.value)) return;
    const bare = /^v(\d+\.\d+\.\d+.*)$/.exec(written.value)?.[1];
    const wanted = parseVersion(bare ?? '');
    if (bare === undefined || !wanted || !belongsToLiveOmni(workspace, file.folder)) return;
    const reason = reasonOf(bare, offered, liveClusterOf(document, workspace));
    if (reason === undefined) return;
    const near = nearestRelease(wanted, takenOf(offered));
    report({
      at: written.span,
      message: `${reason}, so it refuses the cluster at sync.${near ? ` It offers \`v${near}\`.` : ''}`,
      fixes: near ? [replaceFix(written.span, `v${near}`)] : [],
    });
  },
};

/** Why Omni does not take a release; undefined where it does, or where that is not sure. */
function reasonOf(
  wanted: string,
  offered: readonly LiveTalosVersion[],
  cluster: LiveCluster | undefined,
): string | undefined {
  // What a cluster has, it may keep.
  if (cluster?.talos === wanted) return undefined;
  const find = (version: string | undefined) => offered.find((each) => each.version === version);
  const found = find(wanted);
  if (!found) return `Omni does not offer Talos \`v${wanted}\``;
  if (found.unsupported) return `Omni does not support Talos \`v${wanted}\` yet`;
  const leavesNewer = !cluster || (cluster.talos !== undefined && !find(cluster.talos)?.deprecated);
  return found.deprecated && leavesNewer ? `Omni no longer supports Talos \`v${wanted}\`` : undefined;
}

/** The releases that any cluster may have. */
function takenOf(offered: readonly LiveTalosVersion[]): readonly string[] {
  return offered.filter(({ deprecated, unsupported }) => !deprecated && !unsupported).map(({ version }) => version);
}
