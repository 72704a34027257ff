import { isSet, textAt } from '../../kinds/cluster-template.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import type { DocumentRule } from '../rule.ts';

export const className: DocumentRule = {
  id: 'cluster-template/class-name',
  title: 'A `machineClass` without a name',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'document',
  why: 'omnictl does not look at the name of a class. The server refuses a machine set whose class has none, after parts of the template are synced.',
  bad: `
kind: Workers
machineClass: {size: 2}
`,
  good: `
kind: Workers
machineClass: {name: lab-worker, size: 2}
`,
  source: 'omni internal/backend/runtime/omni/validations/machine_set.go',
  check({ document, report }) {
    const pair = pairOf(document.yaml.root, 'machineClass');
    if (!isSet(pair) || pair.value.type !== 'map') return;
    const name = at(pair.value, 'name');
    if (textAt(pair.value, 'name') !== '' || (name && name.type !== 'scalar')) return;
    report({
      at: pairOf(pair.value, 'name')?.key.span ?? pair.key.span,
      message: 'The class has no `name`, so Omni refuses the machine set at sync.',
    });
  },
};
