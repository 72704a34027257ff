import { isWholeConfig, pairAt, patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { forbiddenFields } from '../../versions/omni-patches.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { isOverlooked, patchScope } from '../../workspace/patch-scope.ts';
import { diff } from '../examples.ts';
import { removeAtFixes } from '../patch-edits.ts';
import type { WorkspaceRule } from '../rule.ts';

export const forbiddenField: WorkspaceRule = {
  id: 'talos-patch/forbidden-field',
  title: 'A patch that sets what Omni sets itself',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'Omni makes the identity of a cluster itself: its tokens, certificate authorities, endpoint and name, the role of each machine and its system extensions. A patch that names one of these is refused as a whole, even when the value is empty or the patch deletes it. Newer versions of Omni refuse more of them; name the one in use under `versions` in `omni-scale.yaml`, unless a Compose file beside the templates or a connection tells it.',
  ...diff(`
 kind: Cluster
 name: lab
 patches:
   - name: names
     inline:
       cluster:
-        clusterName: lab
+        network:
+          dnsDomain: lab.example
`),
  source: 'omni client/pkg/omni/resources/omni/config_patch.go',
  check(context) {
    const { document, report } = context;
    const { omni: certainty } = patchScope(context);
    if (certainty === 'unknown') return;
    const omni = omniInUse(context)?.version;
    for (const inner of talosDocuments(document)) {
      if (inner.kind === undefined || (certainty === 'likely' && isWholeConfig(inner.root))) continue;
      const overlooked = isOverlooked(context, inner, omni);
      for (const path of forbiddenFields(inner.kind, inner.kind === mainKind, omni)) {
        const pair = pairAt(inner.root, path);
        if (!pair) continue;
        report({
          at: pair.key.span,
          message: overlooked
            ? `Omni sets \`${path}\` itself. Up to version 1.9 it looks at the first document of a patch only and lets this one through; 1.10 refuses the patch.`
            : `Omni sets \`${path}\` itself and refuses a patch that names it, so the template cannot be synced.`,
          severity: overlooked || certainty === 'likely' ? 'warning' : 'error',
          fixes: removeAtFixes(document.text, inner, path),
        });
      }
    }
  },
};
