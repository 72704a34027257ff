import { parseVersion } from '../../versions/version.ts';
import type { LiveCluster } from '../../workspace/live.ts';
import { liveClusterOf } from '../../workspace/live-scope.ts';
import { at } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';
import {
  goesDown,
  goesUp,
  lowestTalosText,
  raisesBothText,
  type Step,
  skipsMinor,
  stepOf,
  versionText as text,
} from '../version-step.ts';

export const versionJump: WorkspaceRule = {
  id: 'live/version-jump',
  title: 'A step from the cluster’s versions that is too large',
  severity: 'warning',
  kinds: ['template-cluster'],
  needs: 'live',
  why: 'Omni takes Kubernetes to the next minor version and no further, and never back to an older minor. Talos goes back when it is told to, but not below the minor that the cluster was created with. Where both are raised at once, nobody knows which of them a failure comes from. The versions are compared with those of the cluster of this name, only while Omni is connected.',
  ...diff(`
 === live
 clusters: [{name: lab, state: Running, talos: 1.13.6, kubernetes: 1.34.4, kubernetesUpgrades: [1.34.5, 1.35.3]}]
 === clusters/lab.yaml
 kind: Cluster
 name: lab
-kubernetes: {version: v1.36.2}
+kubernetes: {version: v1.35.3}
 talos: {version: v1.13.6}
`),
  source:
    'omni internal/backend/runtime/omni/validations/version.go and cluster.go; go-kubernetes kubernetes/upgrade/path.go',
  check(context) {
    const { document, workspace } = context;
    const cluster = liveClusterOf(document, workspace);
    const talos = stepOf(at(document.yaml.root, 'talos', 'version'), cluster?.talos);
    const kubernetes = stepOf(at(document.yaml.root, 'kubernetes', 'version'), cluster?.kubernetes);
    const refused = cluster !== undefined && kubernetes !== undefined && checkKubernetes(context, kubernetes, cluster);
    if (goesDown(talos)) {
      const { written, from, to } = talos;
      context.report({
        at: written.span,
        message: `The cluster has Talos ${text(from)}, so a sync takes its machines back to ${text(to)}.${lowestTalosText(talos)}`,
      });
    }
    if (!refused && goesUp(talos) && goesUp(kubernetes)) {
      context.report({
        at: kubernetes.written.span,
        message: raisesBothText('The cluster', talos, kubernetes),
      });
    }
  },
};

/** True where Omni refuses the step. */
function checkKubernetes({ report }: WorkspaceContext, step: Step, { kubernetesUpgrades }: LiveCluster): boolean {
  const { written, from, to } = step;
  if (from.major !== to.major) return false;
  if (skipsMinor(step)) {
    const next = kubernetesUpgrades?.filter((version) => parseVersion(version)?.minor === from.minor + 1).at(-1);
    report({
      at: written.span,
      message: `The cluster has Kubernetes ${text(from)}, and Omni refuses to skip a minor version. Go to 1.${from.minor + 1} first.`,
      fixes: next === undefined ? [] : [replaceFix(written.span, `${written.value.startsWith('v') ? 'v' : ''}${next}`)],
    });
    return true;
  }
  // While an upgrade is under way, going back is how it is given up.
  if (to.minor >= from.minor || !kubernetesUpgrades) return false;
  report({
    at: written.span,
    message: `The cluster has Kubernetes ${text(from)}, and Omni refuses to take it back to an older minor version.`,
  });
  return true;
}
