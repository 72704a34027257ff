import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nodeMetadata, patchKinds } from '../../kinds/talos-patch.ts';
import { keyFault, ownedAnnotations, valueFault } from '../../versions/node-labels.ts';
import { keyText, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const labelSyntax: DocumentRule = {
  id: 'talos-patch/label-syntax',
  title: 'A node label, annotation or taint that Kubernetes does not accept',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'Talos checks them as Kubernetes does and refuses the whole configuration of a machine because of one.',
  ...diff(`
 machine:
   nodeLabels:
-    example.com/rack: north side
+    example.com/rack: north-side
`),
  source: 'talos pkg/machinery/labels/validate.go',
  check({ document, report }) {
    for (const { what, pairs } of nodeMetadata(document)) {
      for (const pair of pairs) {
        const fault = keyFault(keyText(pair));
        if (fault) {
          report({ at: pair.key.span, message: `The ${nouns[what]} \`${keyText(pair)}\` ${fault}. ${refusal}` });
        } else if (what === 'annotations' && ownedAnnotations.has(keyText(pair))) {
          report({ at: pair.key.span, message: `Talos keeps its own records in \`${keyText(pair)}\`. ${refusal}` });
        } else if (what !== 'annotations') {
          const wrong = valueProblem(what, scalarText(pair.value) ?? '');
          if (wrong) report({ at: pair.value.span, message: `The value of \`${keyText(pair)}\` ${wrong}. ${refusal}` });
        }
      }
    }
  },
};

const nouns = { labels: 'label', annotations: 'annotation', taints: 'taint' } as const;
const refusal = 'Talos refuses the machine configuration.';

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** A taint is `value:effect`, or the effect alone. */
function valueProblem(what: 'labels' | 'taints', text: string): string | undefined {
  if (hasPlaceholder(text)) return undefined;
  if (what === 'labels') return valueFault(text);
  const colon = text.indexOf(':');
  const effect = text.slice(colon + 1);
  if (!effects.includes(effect))
    return `ends with \`${effect}\`, and a taint with \`NoSchedule\`, \`PreferNoSchedule\` or \`NoExecute\``;
  return colon < 0 ? undefined : valueFault(text.slice(0, colon));
}
