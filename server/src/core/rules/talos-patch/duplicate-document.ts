import {
  documentName,
  documentSpan,
  onlyDeletes,
  type PatchDocument,
  patchKinds,
  talosDocuments,
  talosPatches,
} from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const duplicateDocument: FileRule = {
  id: 'talos-patch/duplicate-document',
  title: 'The same document twice in one patch',
  severity: 'error',
  kinds: patchKinds,
  needs: 'file',
  why: 'A patch may hold one document of `machine` and `cluster`, and one of each other kind and name. A second one is refused; what it says belongs in the first.',
  ...diff(`
 kind: Cluster
 name: lab
 patches:
   - name: resolvers
     inline: |
       apiVersion: v1alpha1
       kind: ResolverConfig
-      nameservers: [{address: 10.20.0.1}]
-      ---
-      apiVersion: v1alpha1
-      kind: ResolverConfig
-      nameservers: [{address: 10.20.0.2}]
+      nameservers: [{address: 10.20.0.1}, {address: 10.20.0.2}]
`),
  source: 'talos pkg/machinery/config/configloader/internal/decoder/decoder.go',
  check({ document, file, report }) {
    if (document.kind === 'talos-patch') {
      const [own] = talosDocuments(document);
      const before = file.documents.slice(
        0,
        file.documents.findIndex((placed) => placed.document === document),
      );
      const known = new Set(before.flatMap((placed) => talosDocuments(placed.document).flatMap(identity)));
      if (own && identity(own).some((id) => known.has(id))) report(describe(own));
      return;
    }
    for (const { documents } of talosPatches(document)) {
      const known = new Set<string>();
      for (const inner of documents) {
        const [id] = identity(inner);
        if (id === undefined) continue;
        if (known.has(id)) report(describe(inner));
        known.add(id);
      }
    }
  },
};

/** What may stand once in a patch; nothing for a document that is no more than deletions. */
function identity(inner: PatchDocument): readonly string[] {
  return inner.kind === undefined || onlyDeletes(inner.root) ? [] : [`${inner.kind}\n${documentName(inner)}`];
}

function describe(inner: PatchDocument): { at: PatchDocument['root']['span']; message: string } {
  const name = documentName(inner);
  const what =
    inner.kind === mainKind
      ? 'a second document of `machine` and `cluster`'
      : `a second \`${inner.kind}\`${name === '' ? '' : ` named \`${name}\``}`;
  return {
    at: documentSpan(inner),
    message: `This is ${what} in the same patch. Talos refuses the patch; merge the two.`,
  };
}
