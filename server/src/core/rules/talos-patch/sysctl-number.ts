import { pairAt, patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { mainKind } from '../../schema/talos.ts';
import { pairsOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { rewriteFixes } from '../patch-edits.ts';
import type { DocumentRule } from '../rule.ts';

export const sysctlNumber: DocumentRule = {
  id: 'talos-patch/sysctl-number',
  title: 'A kernel parameter written as a number instead of text',
  severity: 'hint',
  kinds: patchKinds,
  needs: 'document',
  why: 'Talos reads kernel parameters as text and takes a bare number as it is written. Other tools read the file too: for them `0777` or `1e3` is another number. Quotes keep it as it is.',
  ...diff(`
 machine:
   sysctls:
-    net.core.bpf_jit_harden: 1
+    net.core.bpf_jit_harden: "1"
`),
  source: 'talos pkg/machinery/config/types/v1alpha1 (machine.sysctls is a map of text)',
  check({ document, report }) {
    for (const { root, kind, patch } of talosDocuments(document)) {
      const path = kind === mainKind ? 'machine.sysctls' : kind === 'SysctlConfig' ? 'params' : undefined;
      for (const { value } of pairsOf(path === undefined ? undefined : pairAt(root, path)?.value)) {
        if (value.type !== 'scalar' || typeof value.value !== 'number') continue;
        report({
          at: value.span,
          message: `Talos reads \`${value.source}\` as text. It works; in quotes every other tool reads it so too.`,
          fixes: patch.byLines ? rewriteFixes(document.text, value, `"${value.source}"`) : [],
        });
      }
    }
  },
};
