import { patchKinds, talosPatches } from '../../kinds/talos-patch.ts';
import { patchScope } from '../../workspace/patch-scope.ts';
import { at, itemsOf, pairOf, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const jsonPatch: WorkspaceRule = {
  id: 'talos-patch/json-patch',
  title: 'A JSON patch where Omni takes only merge patches',
  severity: 'error',
  kinds: patchKinds,
  needs: 'workspace',
  why: '`talosctl` also takes a list of operations (`op`, `path`, `value`); Omni does not. A merge patch writes the same as the keys themselves, and `$patch: delete` below a key removes it.',
  ...diff(`
 kind: Workers
 patches:
   - name: sysctl
     inline:
-      - op: add
-        path: /machine/sysctls
-        value: {net.core.somaxconn: "4096"}
+      machine:
+        sysctls: {net.core.somaxconn: "4096"}
`),
  source: 'omni client/pkg/omni/resources/omni/config_patch.go; talos pkg/machinery/config/configpatcher/load.go',
  check(context) {
    const { omni: certainty } = patchScope(context);
    if (certainty === 'unknown') return;
    for (const { operations } of talosPatches(context.document)) {
      const op = pairOf(itemsOf(operations)[0], 'op');
      // Kustomize has such lists too; only the paths tell whose one is.
      if (!op || (certainty === 'likely' && !changesTalos(operations))) continue;
      context.report({
        at: op.key.span,
        message:
          'Omni takes merge patches only and refuses this list of operations, so the template cannot be synced. Write the keys themselves, and `$patch: delete` where one is to go.',
        severity: certainty === 'likely' ? 'warning' : 'error',
      });
    }
  },
};

function changesTalos(operations: YamlNode | undefined): boolean {
  return itemsOf(operations).some((item) => /^\/(?:machine|cluster)\//.test(stringOf(at(item, 'path')) ?? ''));
}
