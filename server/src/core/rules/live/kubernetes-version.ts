import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { kubernetesOfTalos, nearestRelease, parseVersion, type Version } from '../../versions/version.ts';
import { belongsToLiveOmni, liveClusterOf } from '../../workspace/live-scope.ts';
import { at, isString, scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { WorkspaceRule } from '../rule.ts';

const example = (version: string): string => `
=== live
clusters: [{name: lab, state: Running, talos: 1.13.6, kubernetes: 1.36.1}]
talosVersions: [{version: 1.13.6, kubernetes: [1.35.5, 1.36.1, 1.36.2]}]
=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: ${version}}
talos: {version: v1.13.6}
`;

export const kubernetesVersion: WorkspaceRule = {
  id: 'live/kubernetes-version',
  title: 'A Kubernetes version that Omni does not offer for the Talos version',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'live',
  why: 'For each Talos release Omni has a list of Kubernetes releases. It refuses to take a cluster to any other one. A cluster may stay on what it has. The rule speaks only while Omni is connected, and only of folders whose clusters or classes that Omni has.',
  bad: example('v1.36.7'),
  good: example('v1.36.2'),
  source: 'omni internal/backend/runtime/omni/validations/cluster.go (CompatibleKubernetesVersions)',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    const written = at(root, 'kubernetes', 'version');
    const talos = bare(scalarText(at(root, 'talos', 'version')));
    const offered = workspace.live('talosVersions')?.find(({ version }) => version === talos)?.kubernetes;
    if (!offered || offered.length === 0 || !isString(written) || hasPlaceholder(written.value)) return;
    const wanted = bare(written.value);
    const version = parseVersion(wanted ?? '');
    if (wanted === undefined || !version || offered.includes(wanted) || isReportedOffline(version, talos)) return;
    const cluster = liveClusterOf(document, workspace);
    // What a cluster has, it may keep: nothing is asked while neither of its versions changes.
    const stays = cluster && (cluster.kubernetes ?? wanted) === wanted && (cluster.talos ?? talos) === talos;
    if (stays || !belongsToLiveOmni(workspace, file.folder)) return;
    const near = nearestRelease(version, offered);
    const v = written.value.startsWith('v') ? 'v' : '';
    report({
      at: written.span,
      message: `Omni does not offer Kubernetes \`${written.value}\` for Talos ${talos}, so it refuses the cluster at sync.${near ? ` It offers \`${v}${near}\`.` : ''}`,
      fixes: near ? [replaceFix(written.span, `${v}${near}`)] : [],
    });
  },
};

/** A whole release as Omni writes it, without `v`. */
function bare(text: string | undefined): string | undefined {
  return /^v?(\d+\.\d+\.\d+.*)$/.exec(text ?? '')?.[1];
}

/** What `cluster-template/version-matrix` says without a connection is not said twice. */
function isReportedOffline({ major, minor }: Version, talos: string | undefined): boolean {
  const range = kubernetesOfTalos[parseVersion(talos ?? '')?.minor ?? -1];
  return range !== undefined && (major !== 1 || minor < range[0] || minor > range[1]);
}
