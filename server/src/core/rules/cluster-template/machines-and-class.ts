import { isSet } from '../../kinds/cluster-template.ts';
import { isNull, itemsOf, pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const machinesAndClass: DocumentRule = {
  id: 'cluster-template/machines-and-class',
  title: 'A machine set with both `machines` and `machineClass`',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'document',
  why: 'A machine set takes its machines from a list or from a class. omnictl refuses a template that says both. Another set of workers can take the other machines.',
  ...diff(`
 kind: Workers
-machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
 machineClass: {name: lab-worker, size: 2}
`),
  source: 'omni client/pkg/template/internal/models/machineset.go (Validate)',
  check({ document, report }) {
    const { root } = document.yaml;
    const machines = pairOf(root, 'machines');
    const machineClass = pairOf(root, 'machineClass');
    if (!machines || !isSet(machineClass) || itemsOf(machines.value).every(isNull)) return;
    report({
      at: machines.key.span,
      message: 'This set has a `machineClass` too; omnictl refuses a set that takes machines from both.',
      fixes: [
        ...removeFixes(document.text, machines, 'Remove `machines`'),
        ...removeFixes(document.text, machineClass, 'Remove `machineClass`'),
      ],
    });
  },
};
