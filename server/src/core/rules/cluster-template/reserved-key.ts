import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { labelledOf } from '../../kinds/template-entries.ts';
import { mergedPairs } from '../../yaml/go-resolve.ts';
import { keyText, pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const reservedKey: DocumentRule = {
  id: 'cluster-template/reserved-key',
  title: 'A label or annotation under `omni.sidero.dev/`',
  severity: 'error',
  kinds: templateKinds,
  needs: 'document',
  why: 'Omni keeps its own state in labels and annotations with this prefix, and omnictl refuses a template that writes one, also on a patch, a manifest or a health check.',
  ...diff(`
 kind: Workers
-labels: {omni.sidero.dev/rack: a}
+labels: {example.com/rack: a}
 machineClass: {name: lab-worker, size: 1}
`),
  source: 'omni client/pkg/template/internal/models/models.go (Descriptors.Validate)',
  check({ document, report }) {
    for (const owner of labelledOf(document.yaml.root)) {
      for (const name of ['labels', 'annotations']) {
        const map = pairOf(owner, name)?.value;
        for (const pair of map?.type === 'map' ? [...map.pairs, ...mergedPairs(map)] : []) {
          const key = keyText(pair);
          if (!key.startsWith('omni.sidero.dev/') || hasPlaceholder(key)) continue;
          report({
            at: pair.key.span,
            message: `Keys under \`omni.sidero.dev/\` are Omni’s own, so omnictl refuses the template with \`${key}\`.`,
            fixes: removeFixes(document.text, pair, `Remove \`${key}\``),
          });
        }
      }
    }
  },
};
