import { patchKinds, talosPatches } from '../../kinds/talos-patch.ts';
import { sliceSpan } from '../../text/span.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const syntax: DocumentRule = {
  id: 'talos-patch/syntax',
  title: 'A patch whose text is not well-formed YAML',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'The file around it is fine, so an editor sees only a string. omnictl refuses the template, with a line number that counts from the start of the patch.',
  ...diff(`
 kind: Workers
 patches:
   - name: sysctl
     inline: |
       machine:
         sysctls:
-          net.core.somaxconn: "4096
+          net.core.somaxconn: "4096"
`),
  source: 'omni client/pkg/template/internal/models/patch.go; talos pkg/machinery/config/configloader',
  check({ document, report }) {
    for (const { problems } of talosPatches(document)) {
      for (const { code, span, message } of problems) {
        const key = sliceSpan(document.text, span);
        const twice = `\`${key}\` stands twice in this mapping, so the patch is refused.`;
        report({
          at: span,
          message: /^(?:duplicate|same)-key$/.test(code) ? twice : `${message} The patch is refused.`,
        });
      }
    }
  },
};
