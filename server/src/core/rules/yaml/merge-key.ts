import { isDecoded } from '../../kinds/go-decoded.ts';
import { goKinds } from '../../kinds/kind.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const mergeKey: DocumentRule = {
  id: 'yaml/merge-key',
  title: 'A merge key `<<` without a mapping, or a second one',
  severity: 'error',
  kinds: goKinds,
  needs: 'document',
  why: 'A merge key takes in the keys of a mapping, or of a list of mappings. omnictl refuses the whole file where it names anything else, and where one mapping has two of them.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
 labels: &labels {team: platform}
 annotations:
-  <<: labels
+  <<: *labels
`),
  source: 'https://yaml.org/type/merge.html; go-yaml v4 internal/libyaml/constructor.go (merge)',
  check({ document, report }) {
    for (const { code, span, message } of document.yaml.problems) {
      if (code === 'merge' && isDecoded(document, span)) report({ at: span, message });
    }
  },
};
