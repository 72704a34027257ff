import { isSet } from '../../kinds/cluster-template.ts';
import type { Kind } from '../../kinds/kind.ts';
import { pairOf, stringOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

const forbidden: Partial<Record<Kind, Readonly<Record<string, string>>>> = {
  'template-control-plane': {
    name: 'Omni names the control planes itself',
    updateStrategy: 'control planes are always updated one by one',
    deleteStrategy: 'control planes are always removed one by one',
  },
  'template-workers': { bootstrapSpec: 'only control planes hold etcd, which it restores' },
};

export const misplacedField: DocumentRule = {
  id: 'cluster-template/misplaced-field',
  title: 'A key that only the other kind of machine set may have',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'document',
  why: '`ControlPlane` and `Workers` share most keys, so omnictl reads these without complaint and refuses the template afterwards: `name`, `updateStrategy` and `deleteStrategy` belong to `Workers`, `bootstrapSpec` to `ControlPlane`.',
  ...diff(`
 kind: ControlPlane
-name: masters
 machineClass: {name: lab-control-plane, size: 3}
`),
  source: 'omni client/pkg/template/internal/models/controlplane.go and workers.go (Validate)',
  check({ document, report }) {
    for (const [key, reason] of Object.entries(forbidden[document.kind] ?? {})) {
      const pair = pairOf(document.yaml.root, key);
      if (!isSet(pair) || stringOf(pair.value) === '') continue;
      report({
        at: pair.key.span,
        message: `omnictl refuses the template with \`${key}\` here: ${reason}.`,
        fixes: removeFixes(document.text, pair, `Remove \`${key}\``),
      });
    }
  },
};
