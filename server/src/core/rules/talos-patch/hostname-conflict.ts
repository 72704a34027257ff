import { documentsOfKind, onlyDeletes, patchKinds, staticHostnames } from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { isFrom, talosGates } from '../../versions/gates.ts';
import { oldestTalos, type PatchScope, patchScope } from '../../workspace/patch-scope.ts';
import { patchUsesOf } from '../../workspace/templates.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { isString, pairOf, scalarText } from '../../yaml/nodes.ts';
import { addLinesBefore } from '../edits.ts';
import { diff } from '../examples.ts';
import { rewriteFixes } from '../patch-edits.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

const { hostnameConfig: gate } = talosGates;

export const hostnameConflict: WorkspaceRule = {
  id: 'talos-patch/hostname-conflict',
  title: 'A host name that contradicts the one Omni asks for',
  severity: 'warning',
  kinds: patchKinds,
  needs: 'workspace',
  why: 'For clusters created with Talos 1.12 or later Omni writes a `HostnameConfig` with `auto: stable`. A patch with `machine.network.hostname` contradicts it, and so does a `HostnameConfig` with `hostname` that does not also say `auto: off`: the machines refuse their configuration, unless another patch takes the document away (`$patch: delete`). It is a warning because the version a cluster was created with is not in the files.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 ---
 kind: Workers
 name: racks
 machineClass: {name: rack, size: 1}
 patches:
   - name: name
     inline:
-      machine:
-        network:
-          hostname: rack-worker
+      - apiVersion: v1alpha1
+        kind: HostnameConfig
+        auto: off
+        hostname: rack-worker
`),
  source:
    'talos pkg/machinery/config/generate/network.go and types/network/hostname.go; omni client/pkg/machineconfig/machineconfig.go',
  check(context) {
    const { document, report } = context;
    const names = staticHostnames(document);
    if (names.length === 0) return;
    const scope = patchScope(context);
    const talos = oldestTalos(scope);
    const generated = scope.omni === 'certain' && talos !== undefined && isFrom(talos, gate);
    const documents = documentsOfKind(document, 'HostnameConfig').filter((other) => !onlyDeletes(other.root));
    const freed = freedIn(context, scope);
    for (const { pair, kind, root, patch } of names) {
      if (kind === mainKind) {
        const beside = documents.some((other) => other.patch === patch);
        if (beside || (generated && !freed.some(({ fact }) => fact.data.deleted)))
          report({
            at: pair.key.span,
            message: beside
              ? '`machine.network.hostname` contradicts the `HostnameConfig` document of this patch, so the machines refuse their configuration.'
              : `Clusters created with Talos ${gate.since} or later have a \`HostnameConfig\`, which \`machine.network.hostname\` contradicts: the machines refuse their configuration. A \`HostnameConfig\` with \`auto: off\` and \`hostname\` takes its place.`,
            severity: beside ? 'error' : 'warning',
          });
        continue;
      }
      const auto = pairOf(root, 'auto');
      const text = scalarText(auto?.value);
      if (!generated || text === 'off' || text === 'false' || (!auto && freed.length > 0)) continue;
      const edit = auto ? undefined : addLinesBefore(document.text, root, pair, ['auto: off']);
      const add: readonly Fix[] = edit && patch.byLines ? [{ title: 'Add `auto: off`', edits: [edit] }] : [];
      report({
        at: pair.key.span,
        message: `Clusters created with Talos ${gate.since} or later already say \`auto: stable\`, and \`hostname\` contradicts it: the machines refuse their configuration unless this document says \`auto: off\`.`,
        fixes: isString(auto?.value) ? rewriteFixes(document.text, auto.value, 'off') : add,
      });
    }
  },
};

/** Patches of the same templates that take the generated document away, or switch it off. */
function freedIn({ workspace }: WorkspaceContext, { reaches }: PatchScope): readonly FactRecord<'hostname-freed'>[] {
  const mine = new Set(reaches.map(({ template }) => template.uri));
  return workspace.facts('hostname-freed').filter(({ file }) => {
    const takers = patchUsesOf(workspace, file.folder, file.path).map(({ template }) => template.uri);
    return [file.uri, ...takers].some((uri) => mine.has(uri));
  });
}
