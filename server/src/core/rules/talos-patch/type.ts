import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { checkTalos, placeOf, type TalosProblem } from '../../schema/check-talos.ts';
import type { TalosField } from '../../schema/talos.ts';
import { isMergeKey } from '../../yaml/go-resolve.ts';
import { diff } from '../examples.ts';
import { rewriteFixes } from '../patch-edits.ts';
import type { DocumentRule } from '../rule.ts';

export const type: DocumentRule = {
  id: 'talos-patch/type',
  title: 'A value of another type than Talos reads there',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'Talos takes any scalar where it reads text, but a quoted number is no number, a quoted `true` no boolean, and a single value no list. The whole patch is refused.',
  ...diff(`
 machine:
   features:
     kubePrism:
-      enabled: "true"
-      port: "7445"
+      enabled: true
+      port: 7445
`),
  source: 'talos pkg/machinery/config/types; its JSON schemas from 1.9 to 1.14',
  check({ document, report }) {
    for (const { root, talos, patch } of talosDocuments(document)) {
      for (const problem of talos ? checkTalos(root, talos.table) : []) {
        if (problem.code !== 'type') continue;
        // omnictl follows the merge keys of a mapping before Talos reads it.
        if (patch.form === 'mapping' && isMergeKey(problem.pair)) continue;
        const { node, suggestion } = problem;
        report({
          at: placeOf(problem),
          message: describe(problem),
          fixes:
            node.type === 'scalar' && suggestion !== undefined ? rewriteFixes(document.text, node, suggestion) : [],
        });
      }
    }
  },
};

function describe({ path, field, node }: TalosProblem): string {
  const written = node.type === 'map' ? 'a mapping' : node.type === 'seq' ? 'a list' : `\`${node.source}\``;
  return `\`${path}\` is ${nameOf(field)}; Talos refuses the patch because of ${written}.`;
}

function nameOf(field: TalosField | undefined): string {
  if (field?.format === 'argument') return 'text or a list of texts';
  switch (field?.type) {
    case 'boolean':
      return '`true` or `false`';
    case 'integer':
      return 'a whole number without quotes';
    case 'list':
      return 'a list';
    case 'map':
    case 'object':
      return 'a mapping';
    default:
      return 'text';
  }
}
