import { liveClusterOf } from '../../workspace/live-scope.ts';
import { at, stringOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';
import { goesDown, goesUp, lowestTalosText, raisesBothText, skipsMinor, stepOf, versionText } from '../version-step.ts';

export const versionJump: WorkspaceRule = {
  id: 'cluster-template/version-jump',
  title: 'A step from the last commit’s versions that is too large',
  severity: 'warning',
  kinds: ['template-cluster'],
  needs: 'workspace',
  why: 'Omni takes a cluster to the next minor version of Kubernetes and no further, and Talos never below the minor that the cluster was created with. Where both are raised at once, nobody knows which of them a failure comes from. The versions are compared with those of the last commit in git; `live/version-jump` takes over while Omni is connected and knows the cluster. It asks git once for each template, and not in a window that is not trusted.',
  ...diff(`
 === committed clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.34.4}
 talos: {version: v1.13.6}
 === clusters/lab.yaml
 kind: Cluster
 name: lab
-kubernetes: {version: v1.36.2}
+kubernetes: {version: v1.35.3}
 talos: {version: v1.13.6}
`),
  source:
    'omni internal/backend/runtime/omni/validations/version.go and cluster.go; go-kubernetes kubernetes/upgrade/path.go',
  check({ document, file, workspace, report }) {
    const name = stringOf(at(document.yaml.root, 'name'));
    const [before, another] = workspace.committed(file.folder).filter((cluster) => cluster.name === name);
    if (!before || another || liveClusterOf(document, workspace)?.kubernetes !== undefined) return;
    const talos = stepOf(at(document.yaml.root, 'talos', 'version'), before.talos);
    const kubernetes = stepOf(at(document.yaml.root, 'kubernetes', 'version'), before.kubernetes);
    if (goesDown(talos)) {
      const { written, from, to } = talos;
      report({
        at: written.span,
        message: `The last commit has Talos ${versionText(from)}, so a sync takes a cluster that has it back to ${versionText(to)}.${lowestTalosText(talos)}`,
      });
    }
    if (kubernetes && skipsMinor(kubernetes)) {
      const { written, from } = kubernetes;
      report({
        at: written.span,
        message: `The last commit has Kubernetes ${versionText(from)}, and Omni refuses to skip a minor version. Take the cluster to 1.${from.minor + 1} first.`,
      });
    } else if (goesUp(talos) && goesUp(kubernetes)) {
      report({
        at: kubernetes.written.span,
        message: raisesBothText('The last commit', talos, kubernetes),
      });
    }
  },
};
