import { isSet, machineCountOf, machineIdsOf } from '../../kinds/cluster-template.ts';
import type { Span } from '../../text/span.ts';
import { isNull, pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import type { DocumentRule } from '../rule.ts';

export const controlPlaneSize: DocumentRule = {
  id: 'cluster-template/control-plane-size',
  title: 'An even number of control planes, or none',
  severity: 'warning',
  kinds: ['template-control-plane'],
  needs: 'document',
  why: 'etcd works while more than half of its members do. Two members survive no failure, just as one does, but there are two that can fail; four survive one, just as three do. With none the cluster never starts.',
  bad: `
kind: ControlPlane
machineClass: {name: lab-control-plane, size: 2}
`,
  good: `
kind: ControlPlane
machineClass: {name: lab-control-plane, size: 3}
`,
  source: 'etcd documentation, FAQ (failure tolerance)',
  check({ document, report }) {
    const counted = countOf(document.yaml.root);
    if (!counted || counted.count % 2 === 1) return;
    const { at, count } = counted;
    const message =
      count === 0
        ? 'These are 0 control planes, so the cluster never starts.'
        : `${count} control planes survive no more failures than ${count - 1}: etcd needs more than half of them. Take ${count - 1} or ${count + 1}.`;
    report({ at, message });
  },
};

/** How many there are and where that is written; undefined where it is not written in numbers. */
function countOf(root: YamlNode | undefined): { readonly count: number; readonly at: Span } | undefined {
  const machineClass = pairOf(root, 'machineClass');
  if (isSet(machineClass)) {
    const count = machineCountOf(root);
    const size = pairOf(machineClass.value, 'size');
    const at = size ? (isNull(size.value) ? size.key.span : size.value.span) : machineClass.key.span;
    return count === undefined || machineClass.value.type !== 'map' ? undefined : { count, at };
  }
  const machines = pairOf(root, 'machines');
  const ids = new Set(machineIdsOf(root).flatMap((item) => scalarText(item) ?? []));
  return machines && ids.size > 0 ? { count: ids.size, at: machines.key.span } : undefined;
}
