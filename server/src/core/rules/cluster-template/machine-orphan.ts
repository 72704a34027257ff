import { nameSpan, textAt } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { canonicalUuid } from '../../text/uuid.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const machineOrphan: FileRule = {
  id: 'cluster-template/machine-orphan',
  title: 'A `Machine` that no machine set names',
  severity: 'error',
  kinds: ['template-machine'],
  needs: 'file',
  why: 'A `Machine` document adds to a machine that `ControlPlane` or `Workers` names under `machines`. omnictl refuses one that stands alone. Machines of a class have no place here: nobody knows their UUID beforehand.',
  ...diff(`
 kind: Workers
 machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
 ---
 kind: Machine
-name: 9b1d3c52-0a55-4a0e-9a54-6a1cf0a3e402
+name: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11
 locked: true
`),
  source: 'omni client/pkg/template/internal/models/list.go (Validate)',
  check({ document, file, report }) {
    const { mentions, machines, whole } = templateFile(file);
    const { root } = document.yaml;
    const name = textAt(root, 'name');
    if (!whole || canonicalUuid(name) === undefined || mentions.has(name)) return;
    if ([...mentions.keys()].some(hasPlaceholder)) return;
    const near = nearest(
      name,
      [...mentions.keys()].filter((id) => !machines.has(id)),
    );
    report({
      at: nameSpan(root),
      message: near
        ? `No machine set names this machine, so omnictl refuses the template. Did you mean \`${near}\`?`
        : 'No machine set names this machine under `machines`, so omnictl refuses the template.',
      fixes: near ? [replaceFix(nameSpan(root), near)] : [],
    });
  },
};
