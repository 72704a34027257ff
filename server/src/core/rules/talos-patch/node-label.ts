import { nodeMetadata, patchKinds } from '../../kinds/talos-patch.ts';
import { isRestrictedLabel } from '../../versions/node-labels.ts';
import { patchScope, workersReached, workersText } from '../../workspace/patch-scope.ts';
import { keyText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { removeInPatch } from '../patch-edits.ts';
import type { WorkspaceRule } from '../rule.ts';

export const nodeLabel: WorkspaceRule = {
  id: 'talos-patch/node-label',
  title: 'A node label that Kubernetes does not let a worker set',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'On workers Talos sets labels as the kubelet, and Kubernetes’ NodeRestriction refuses labels under `kubernetes.io` and `k8s.io` from it, but for a short list such as `topology.kubernetes.io/zone` and everything under `node.kubernetes.io`. All labels, annotations and taints go in one request, so none of them is set. On control planes Talos sets them as an administrator. The machines are those of the templates that use the patch.',
  ...diff(`
 === clusters/lab.yaml
 kind: Workers
 name: racks
 machineClass: {name: rack, size: 2}
 patches:
   - name: role
     inline:
       machine:
         nodeLabels:
-          node-role.kubernetes.io/worker: ""
+          example.com/role: worker
+          topology.kubernetes.io/zone: rack-a
`),
  source:
    'kubernetes plugin/pkg/admission/noderestriction; talos internal/app/machined/pkg/controllers/k8s/node_apply.go',
  check(context) {
    const { document, report } = context;
    const labels = nodeMetadata(document).filter(({ what }) => what === 'labels');
    if (labels.length === 0) return;
    const scope = patchScope(context);
    const workers = workersReached(scope);
    const onlyControlPlanes =
      scope.reaches.length > 0 && scope.reaches.every((reach) => reach.scope === 'control-plane');
    for (const { pairs, patch } of labels) {
      for (const pair of pairs) {
        const key = keyText(pair);
        if (!isRestrictedLabel(key)) continue;
        report({
          at: pair.key.span,
          message: workers
            ? `Kubernetes refuses \`${key}\` from a worker’s kubelet, so ${workersText(workers)} get none of the labels, annotations and taints of their configuration.`
            : onlyControlPlanes
              ? `\`${key}\` works on control planes only: from a worker Kubernetes refuses it, and all other labels with it.`
              : `On workers Kubernetes refuses \`${key}\`, and all other labels, annotations and taints with it.`,
          severity: workers ? 'error' : 'information',
          fixes: workers && pairs.length > 1 ? removeInPatch(document.text, patch, pair, `Remove \`${key}\``) : [],
        });
      }
    }
  },
};
