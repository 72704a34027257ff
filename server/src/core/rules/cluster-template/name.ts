import { isClusterName, nameSpan, textAt } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const name: DocumentRule = {
  id: 'cluster-template/name',
  title: 'A cluster without a name, or with one that Omni refuses',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'The name is the id of the cluster in Omni and begins the names of its machine sets. It has letters, digits, `-` and `_` only.',
  ...diff(`
 kind: Cluster
-name: rack lab
+name: rack-lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
`),
  source: 'omni client/pkg/omni/resources/omni/cluster.go (validateID)',
  check({ document, report }) {
    const { root } = document.yaml;
    const written = at(root, 'name');
    if (written && written.type !== 'scalar') return;
    const text = textAt(root, 'name');
    if (text === '') {
      report({ at: nameSpan(root), message: 'The cluster has no name, so omnictl refuses the template. Add `name`.' });
      return;
    }
    if (hasPlaceholder(text) || isClusterName(text)) return;
    const repaired = text
      .trim()
      .replace(/[^\p{L}\p{Nd}_-]+/gu, '-')
      .replace(/^-+|-+$/g, '');
    report({
      at: nameSpan(root),
      message: `A cluster’s name has letters, digits, \`-\` and \`_\` only, so omnictl refuses \`${text.trim()}\`.`,
      fixes: repaired === '' ? [] : [replaceFix(nameSpan(root), repaired)],
    });
  },
};
