import { documentSpan, patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { forbiddenDocument as whatItSets } from '../../versions/omni-patches.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { patchScope } from '../../workspace/patch-scope.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const forbiddenDocument: WorkspaceRule = {
  id: 'talos-patch/forbidden-document',
  title: 'A document of a kind that Omni keeps for itself',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'From version 1.10 on Omni refuses patches with documents that would set the identity, the certificate authorities or the installation of a machine, because it makes these itself. The rule speaks when the Omni in use is known to be 1.10 or later: from `omni-scale.yaml`, a Compose file beside the templates, or a connection.',
  ...diff(`
 === omni-scale.yaml
 versions: {omni: 1.10.4}
 === clusters/lab.yaml
 kind: ControlPlane
 patches:
-  - name: endpoint
+  - name: sysctls
     inline:
       - apiVersion: v1alpha1
-        kind: KubeClusterConfig
-        clusterName: lab
+        kind: SysctlConfig
+        params: {net.core.somaxconn: "4096"}
`),
  source: 'omni client/pkg/omni/resources/omni/config_patch.go',
  check(context) {
    const { document, report } = context;
    const { omni: certainty } = patchScope(context);
    if (certainty === 'unknown') return;
    const omni = omniInUse(context)?.version;
    for (const inner of talosDocuments(document)) {
      const sets = inner.kind === undefined ? undefined : whatItSets(inner.kind, omni);
      if (sets === undefined) continue;
      report({
        at: documentSpan(inner),
        message: `Omni refuses \`${inner.kind}\` documents in patches, because it sets ${sets} itself; the template cannot be synced.`,
        severity: certainty === 'likely' ? 'warning' : 'error',
      });
    }
  },
};
