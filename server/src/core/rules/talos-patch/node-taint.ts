import { nodeMetadata, patchKinds } from '../../kinds/talos-patch.ts';
import { isFrom, talosGates } from '../../versions/gates.ts';
import { parseVersion } from '../../versions/version.ts';
import { type PatchReach, patchScope, workersReached, workersText } from '../../workspace/patch-scope.ts';
import { keyText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const nodeTaint: WorkspaceRule = {
  id: 'talos-patch/node-taint',
  title: 'A node taint that Kubernetes does not let a worker set',
  severity: 'warning',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'On workers Talos sets taints as the kubelet, and Kubernetes’ NodeRestriction lets no kubelet change the taints of its own node. Labels and annotations go in the same request, so none of them is set either, until an administrator has set the same taint. A node may bring taints when it registers: `registerWithTaints` does that in every version, and Talos 1.14 does it with `nodeTaints` too. The rule speaks where the template names an older Talos; on control planes Talos sets taints as an administrator.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 ---
 kind: Workers
 name: gpu
 machineClass: {name: gpu, size: 1}
 patches:
   - name: taint
     inline:
       machine:
-        nodeTaints:
-          example.com/gpu: "true:NoSchedule"
+        kubelet:
+          extraConfig:
+            registerWithTaints:
+              - {key: example.com/gpu, value: "true", effect: NoSchedule}
`),
  source:
    'kubernetes plugin/pkg/admission/noderestriction/admission.go (admitNode); talos internal/app/machined/pkg/controllers/k8s/node_apply.go, kubelet_config.go',
  check(context) {
    const { document, report } = context;
    const taints = nodeMetadata(document).filter(({ what }) => what === 'taints');
    // Where the kubelet registers with the same taints, Talos has nothing to change.
    if (taints.length === 0 || /register-?with-?taints/i.test(document.text)) return;
    const workers = olderWorkers(context);
    if (!workers) return;
    for (const pair of taints.flatMap(({ pairs }) => pairs)) {
      report({
        at: pair.key.span,
        message: `Kubernetes lets no worker set \`${keyText(pair)}\` on itself, so ${workersText(workers)} get none of the labels, annotations and taints of their configuration. Before Talos ${talosGates.registeredTaints.since} a worker’s taints go into the kubelet’s \`extraConfig.registerWithTaints\`.`,
      });
    }
  },
};

/** Workers that the patch goes to and that have a Talos which does not register them with their taints. */
function olderWorkers(context: WorkspaceContext): PatchReach | undefined {
  const scope = patchScope(context);
  const older = scope.reaches.filter(({ template }) => {
    const talos = parseVersion(template.talos ?? '');
    return talos !== undefined && !isFrom(talos, talosGates.registeredTaints);
  });
  return workersReached({ ...scope, reaches: older });
}
