import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { walkTalos } from '../../schema/check-talos.ts';
import { isFrom, omniGates } from '../../versions/gates.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { patchScope } from '../../workspace/patch-scope.ts';
import { isMergeKey } from '../../yaml/go-resolve.ts';
import { keyText, pairsOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const argumentList: WorkspaceRule = {
  id: 'talos-patch/argument-list',
  title: 'A list of values for one flag, which Omni before 1.10 does not read',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'Talos takes a list for one flag of `extraArgs` from 1.13 on. omnictl and Omni before 1.10 refuse the whole patch because of it, whatever Talos the machines have.',
  ...diff(`
 === omni-scale.yaml
 versions: {omni: 1.9.3}
 === clusters/lab.yaml
 kind: ControlPlane
 machineClass: {name: lab-control-plane, size: 1}
 patches:
   - name: gates
     inline:
-      machine: {kubelet: {extraArgs: {feature-gates: [A=true, B=true]}}}
+      machine: {kubelet: {extraArgs: {feature-gates: "A=true,B=true"}}}
`),
  source: omniGates.argumentLists.source,
  check(context) {
    const omni = omniInUse(context)?.version;
    if (!omni || isFrom(omni, omniGates.argumentLists) || patchScope(context).omni !== 'certain') return;
    for (const { root, talos } of talosDocuments(context.document)) {
      if (!talos) continue;
      walkTalos(root, talos.table, ({ value }, field, path) => {
        if (field.items?.format !== 'argument') return true;
        for (const flag of pairsOf(value)) {
          if (flag.value.type !== 'seq' || isMergeKey(flag)) continue;
          context.report({
            at: flag.key.span,
            message: `\`${path}.${keyText(flag)}\` is a list, and Omni before ${omniGates.argumentLists.since} refuses the patch with one. Write one text, such as \`a,b\`.`,
          });
        }
        return false;
      });
    }
  },
};
