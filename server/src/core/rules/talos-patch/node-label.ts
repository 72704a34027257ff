import { valueSpan } from '../../embedded/embedded.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nodeMetadata, pairAt, patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { span } from '../../text/span.ts';
import { isRestrictedLabel } from '../../versions/node-labels.ts';
import { patchScope, workersReached, workersText } from '../../workspace/patch-scope.ts';
import { at, isString, keyText, stringOf } from '../../yaml/nodes.ts';
import { partsOf } from '../comma-list.ts';
import { diff } from '../examples.ts';
import { removeInPatch } from '../patch-edits.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const nodeLabel: WorkspaceRule = {
  id: 'talos-patch/node-label',
  title: 'A node label that Kubernetes does not let a worker set',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'On workers Talos sets labels as the kubelet, and Kubernetes’ NodeRestriction refuses labels under `kubernetes.io` and `k8s.io` from it, but for a short list such as `topology.kubernetes.io/zone` and everything under `node.kubernetes.io`. All labels, annotations and taints go in one request, so none of them is set. On control planes Talos sets them as an administrator. In the kubelet’s own flag `node-labels` the same labels stop it on every machine. The machines are those of the templates that use the patch.',
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
    'kubernetes plugin/pkg/admission/noderestriction, cmd/kubelet/app/options (ValidateKubeletFlags); talos internal/app/machined/pkg/controllers/k8s/node_apply.go',
  check(context) {
    checkArguments(context);
    const { document, report } = context;
    const labels = nodeMetadata(document).filter(({ what }) => what === 'labels');
    if (labels.length === 0) return;
    const scope = patchScope(context);
    const workers = workersReached(scope);
    if (!workers && isOfControlPlane(context)) return;
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

/** True for the configuration of a machine that says it is a control plane. */
function isOfControlPlane({ document }: WorkspaceContext): boolean {
  return talosDocuments(document).some(({ root }) => stringOf(at(root, 'machine', 'type')) === 'controlplane');
}

/** Where each kind of document gives flags to the kubelet. */
const argumentPaths: Readonly<Record<string, string>> = {
  [mainKind]: 'machine.kubelet.extraArgs.node-labels',
  KubeletConfig: 'extraArgs.node-labels',
};

/** The kubelet looks at the labels of its flag itself, and does so on control planes too. */
function checkArguments({ document, report }: WorkspaceContext): void {
  for (const { root, kind } of talosDocuments(document)) {
    const value = pairAt(root, argumentPaths[kind ?? ''] ?? '')?.value;
    for (const text of value?.type === 'seq' ? value.items : [value]) {
      if (!isString(text)) continue;
      for (const part of partsOf(text)) {
        const [key = ''] = part.text.split('=');
        if (!isRestrictedLabel(key) || hasPlaceholder(part.text)) continue;
        report({
          at: valueSpan(text, span(part.range.start, part.range.start + key.length)),
          message: `The kubelet does not start with \`${key}\` among its \`node-labels\`, so the machine never joins the cluster. Use a prefix of your own, or \`node.kubernetes.io/\`.`,
        });
      }
    }
  }
}
