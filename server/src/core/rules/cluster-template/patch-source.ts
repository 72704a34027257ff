import { isSet, patchesOf, textAt } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { checkInline, checkSources } from '../entry-source.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const patchSource: DocumentRule = {
  id: 'cluster-template/patch-source',
  title: 'A patch that says its content twice, not at all, or has no name',
  severity: 'error',
  kinds: templateKinds,
  needs: 'document',
  why: 'A patch has its content in a `file` or `inline`, one of the two. An inline patch needs a `name` (or an `idOverride`), since Omni makes its id from it; a file has its path. omnictl refuses the template otherwise.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
 patches:
-  - inline:
+  - name: more-connections
+    inline:
       machine:
         sysctls: {net.core.somaxconn: "4096"}
`),
  source: 'omni client/pkg/template/internal/models/patch.go (Validate) and inline.go (UnmarshalYAML)',
  check({ document, report }) {
    for (const entry of patchesOf(document.yaml.root)) {
      const { map, at } = entry;
      checkSources(report, entry, 'patch', 'inline');
      checkInline(report, pairOf(map, 'inline'));
      const inline = pairOf(map, 'inline');
      const named = textAt(map, 'name') !== '' || textAt(map, 'idOverride') !== '' || textAt(map, 'file') !== '';
      if (!isSet(inline) || named) continue;
      report({
        at: pairOf(map, 'name')?.key.span ?? at,
        message: 'An inline patch without a `name` or an `idOverride` has no id, so omnictl refuses the template.',
      });
    }
  },
};
