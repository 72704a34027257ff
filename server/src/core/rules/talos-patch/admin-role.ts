import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { rolesPath } from '../../versions/omni-patches.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { isOverlooked, patchScope } from '../../workspace/patch-scope.ts';
import { at, itemsOf, stringOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const adminRole: WorkspaceRule = {
  id: 'talos-patch/admin-role',
  title: 'Pods allowed to be administrators of Talos',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'A pod with the role `os:admin` of the Talos API could take machines away from Omni, so Omni refuses a patch that allows it. Other roles, such as `os:reader` and `os:etcd:backup`, are accepted.',
  ...diff(`
 kind: ControlPlane
 patches:
   - name: api-access
     inline:
       machine:
         features:
           kubernetesTalosAPIAccess:
             enabled: true
-            allowedRoles: [os:admin]
+            allowedRoles: [os:etcd:backup]
             allowedKubernetesNamespaces: [backup]
`),
  source: 'omni client/pkg/omni/resources/omni/config_patch.go',
  check(context) {
    const { document, report } = context;
    const { omni: certainty } = patchScope(context);
    if (certainty === 'unknown') return;
    const omni = omniInUse(context)?.version;
    for (const inner of talosDocuments(document)) {
      const { root, kind } = inner;
      const path = kind === undefined ? undefined : rolesPath(kind, kind === mainKind, omni);
      if (path === undefined) continue;
      const overlooked = isOverlooked(context, inner, omni);
      for (const role of itemsOf(at(root, ...path.split('.')))) {
        if (stringOf(role) !== 'os:admin') continue;
        report({
          at: role.span,
          message: overlooked
            ? 'Omni refuses a patch that gives pods the Talos role `os:admin`. Up to version 1.9 it looks at the first document of a patch only and lets this one through; 1.10 refuses it. `os:operator` is the next lower role.'
            : 'Omni refuses a patch that gives pods the Talos role `os:admin`, so the template cannot be synced. `os:operator` is the next lower one.',
          severity: overlooked || certainty === 'likely' ? 'warning' : 'error',
        });
      }
    }
  },
};
