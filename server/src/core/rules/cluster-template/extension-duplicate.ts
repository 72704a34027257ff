import { templateKinds } from '../../kinds/kind.ts';
import { completeName } from '../../versions/talos-extensions.ts';
import { at, isString, itemsOf, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { removeItemFixes } from '../item-edits.ts';
import type { DocumentRule } from '../rule.ts';

const most = 256;

export const extensionDuplicate: DocumentRule = {
  id: 'cluster-template/extension-duplicate',
  title: 'A system extension that is listed twice',
  severity: 'error',
  kinds: templateKinds,
  needs: 'document',
  why: 'omnictl passes the list on; the server refuses one that names an extension twice, also when one of them is the bare name, or that has more than 256 entries.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
 systemExtensions:
   - siderolabs/iscsi-tools
-  - iscsi-tools
`),
  source: 'omni internal/backend/runtime/omni/validations/extensions.go',
  check({ document, report }) {
    const { root } = document.yaml;
    const items = itemsOf(at(root, 'systemExtensions'));
    const owner = pairOf(root, 'systemExtensions');
    if (owner && items.length > most) {
      report({
        at: owner.key.span,
        message: `Omni takes at most ${most} extensions and refuses these ${items.length}.`,
      });
    }
    const seen = new Set<string>();
    for (const item of items) {
      if (!isString(item) || item.value === '') continue;
      const name = completeName(item.value);
      if (seen.has(name)) {
        report({
          at: item.span,
          message: `\`${name}\` stands in this list already, so Omni refuses the list at sync.`,
          fixes: removeItemFixes(document.text, item, 'Remove this entry'),
        });
      }
      seen.add(name);
    }
  },
};
