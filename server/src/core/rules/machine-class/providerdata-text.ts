import { providerDataOf } from '../../kinds/machine-class.ts';
import { lineEndAt } from '../../text/edits.ts';
import { sliceSpan, span } from '../../text/span.ts';
import type { YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule, Fix } from '../rule.ts';

export const providerdataText: DocumentRule = {
  id: 'machine-class/providerdata-text',
  title: '`providerdata` that is not text',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: '`providerdata` is a string that holds YAML. Written as a mapping it cannot be decoded and `omnictl apply` refuses the file; a block scalar (`|`) or quotes make it text.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   autoprovision:
     providerid: rack-provider
-    providerdata:
+    providerdata: |
       cores: 4
       sockets: 1
       memory: 8192
       disk_size: 40
       storage_selector: name == "local-lvm"
`),
  source: 'omni client/api/omni/specs MachineClassSpec.Provision.provider_data',
  check({ document, report }) {
    const pair = providerDataOf(document.yaml.root)?.pair;
    if (!pair || (pair.value.type === 'scalar' && (typeof pair.value.value === 'string' || pair.value.value === null)))
      return;
    const colon = document.text.indexOf(':', pair.key.span.end) + 1;
    const rest = document.text.slice(colon, lineEndAt(document.text, colon));
    // An anchor or a tag on the line of the key belongs to the mapping and would become part of the text.
    const onNextLine = pair.value.type === 'map' && !pair.value.flow && /^\s*(?:#.*)?$/.test(rest);
    report({
      at: pair.key.span,
      message:
        '`providerdata` is text that holds YAML; a mapping here cannot be decoded, so `omnictl apply` refuses the class. Write `|` after the colon, or quotes round it.',
      fixes: onNextLine
        ? [{ title: 'Make it a text block', edits: [{ span: span(colon, colon), newText: ' |' }] }]
        : quoteFixes(document.text, pair.value, rest),
    });
  },
};

/** Puts quotes round a mapping in braces that stands on the line of its key. */
function quoteFixes(text: string, node: YamlNode, rest: string): readonly Fix[] {
  const written = sliceSpan(text, node.span);
  const bare = node.type === 'map' && node.flow && !written.includes('\n') && rest.trimStart().startsWith(written);
  return bare ? [replaceFix(node.span, `'${written.replaceAll("'", "''")}'`, 'Make it text')] : [];
}
