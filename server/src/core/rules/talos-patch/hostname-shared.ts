import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { patchKinds, staticHostnames } from '../../kinds/talos-patch.ts';
import { type PatchScope, patchScope, reachText } from '../../workspace/patch-scope.ts';
import { scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const hostnameShared: WorkspaceRule = {
  id: 'talos-patch/hostname-shared',
  title: 'One fixed host name for several machines',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'Kubernetes knows a node by its host name, so machines with the same one take each other’s place in the cluster. How many machines a patch goes to follows from the templates that use it. A machine’s own name belongs in a `Machine` document, or is left to Omni.',
  ...diff(`
 === clusters/lab.yaml
 kind: Workers
 name: racks
-machineClass: {name: rack, size: 2}
+machineClass: {name: rack, size: 1}
 patches:
   - name: name
     inline:
       - apiVersion: v1alpha1
         kind: HostnameConfig
         auto: off
         hostname: rack-worker
`),
  source: 'talos pkg/machinery/config/types/network/hostname.go',
  check(context) {
    const names = staticHostnames(context.document);
    if (names.length === 0) return;
    const shared = sharedBy(patchScope(context));
    if (!shared) return;
    for (const { pair } of names) {
      const name = scalarText(pair.value) ?? '';
      if (hasPlaceholder(name)) continue;
      context.report({
        at: pair.value.span,
        message: `${shared} get the host name \`${name}\`. Kubernetes takes machines of the same name for one node, and all but one of them drop out of the cluster.`,
      });
    }
  },
};

/** Who shares what a patch says, as the start of a sentence; undefined where it may be one machine. */
function sharedBy({ reaches }: PatchScope): string | undefined {
  for (const uri of new Set(reaches.map(({ template }) => template.uri))) {
    const own = reaches.filter(({ template }) => template.uri === uri);
    const [first] = own;
    const known = own.reduce((sum, { machines }) => sum + (machines ?? 1), 0);
    if (!first || known < 2) continue;
    return own.length === 1
      ? `The ${known} machines of ${reachText(first)}`
      : `The ${known} machines that use this patch`;
  }
  return undefined;
}
