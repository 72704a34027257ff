import { documentSpan, isSet } from '../../kinds/cluster-template.ts';
import { isNull, itemsOf, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const noMachines: DocumentRule = {
  id: 'cluster-template/no-machines',
  title: 'Control planes without machines',
  severity: 'warning',
  kinds: ['template-control-plane'],
  needs: 'document',
  why: 'omnictl and Omni accept control planes that take no machines, from a list or a class, and wait. The cluster never starts. Workers may well have none for a while, so nothing is said of them.',
  ...diff(`
 kind: ControlPlane
+machineClass: {name: lab-control-plane, size: 3}
 systemExtensions: [siderolabs/iscsi-tools]
`),
  source: 'omni client/pkg/template/internal/models/machineset.go (translate)',
  check({ document, report }) {
    const { root } = document.yaml;
    const machines = pairOf(root, 'machines');
    if (isSet(pairOf(root, 'machineClass')) || pairOf(root, 'machineclass')) return;
    if (machines && (machines.value.type !== 'seq' || !itemsOf(machines.value).every(isNull))) return;
    report({
      at: machines?.key.span ?? documentSpan(root),
      message: 'The control planes have neither `machines` nor a `machineClass`, so the cluster never starts.',
    });
  },
};
