import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { walkTalos } from '../../schema/check-talos.ts';
import { mainKind, newestMinor, type TalosField } from '../../schema/talos.ts';
import { forbiddenFields } from '../../versions/omni-patches.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { oldestTalos, type PatchScope, patchScope } from '../../workspace/patch-scope.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const deprecated: WorkspaceRule = {
  id: 'talos-patch/deprecated',
  title: 'A key that Talos has deprecated in the version in use',
  severity: 'information',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'Talos moves its configuration out of `machine` and `cluster` into documents of their own. The old keys still work, and from Talos 1.14 on nearly every patch has some, so this is information and no warning. It is given once the version in use has the replacement, which is that of the cluster templates that use the patch, or `versions.talos` of `omni-scale.yaml` where none does.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 patches:
   - name: resolvers
     inline:
-      machine:
-        network:
-          nameservers: [10.20.0.1]
+      - apiVersion: v1alpha1
+        kind: ResolverConfig
+        nameservers: [{address: 10.20.0.1}]
`),
  source: 'talos release notes 1.10 to 1.14; its JSON schemas, which leave deprecated keys out',
  check(context) {
    const scope = patchScope(context);
    const version = oldestTalos(scope);
    const minor = version?.major === 1 ? version.minor : undefined;
    if (minor === undefined) return;
    for (const { kind, root, talos } of talosDocuments(context.document)) {
      if (!talos) continue;
      const graver = gravelyWrong(context, scope, kind);
      walkTalos(root, talos.table, (pair, field, path) => {
        const { replacement } = field;
        if (replacement === undefined || !isDeprecated(field, minor) || graver.has(path)) return true;
        context.report({
          at: pair.key.span,
          message: `\`${path}\` ${since(field)}. ${replacement === '' ? 'Talos no longer reads it.' : `It still works; use ${replacement} instead.`}`,
          tag: 'deprecated',
        });
        return false;
      });
    }
  },
};

/** Keys that may not stay whatever they are replaced by, which other rules tell: Omni's own, and the host name. */
function gravelyWrong(context: WorkspaceContext, scope: PatchScope, kind: string | undefined): ReadonlySet<string> {
  if (scope.omni === 'unknown' || kind === undefined) return new Set();
  const forbidden = forbiddenFields(kind, kind === mainKind, omniInUse(context)?.version);
  return new Set(scope.omni === 'certain' ? [...forbidden, 'machine.network.hostname'] : forbidden);
}

function isDeprecated({ last }: TalosField, minor: number): boolean {
  return last < newestMinor && last < minor;
}

function since({ first, last }: TalosField): string {
  return first === 0 ? 'has been deprecated for a long time' : `is deprecated since Talos 1.${last + 1}`;
}
