// Nodes of the Kubernetes cluster, in the words of `kubectl get nodes`.
import type { KubernetesFacts, LiveObject } from './facts.ts';
import { changedAt, conditionsOf, createdAt, find, goodWhenTrue, isDeleted, type Meaning } from './kubernetes.ts';
import { sentence } from './machines.ts';
import { type Condition, isProblem, type Level, type Row } from './model.ts';
import { listOf, textOf } from './read.ts';
import { detail, moment, problemsFirst, type RowMemo, type Rows, row, Youth } from './row.ts';

const pressure: Meaning = { whenTrue: 'warning', whenFalse: 'healthy', whenUnknown: 'unknown' };

const meanings: Readonly<Record<string, Meaning>> = {
  Ready: { ...goodWhenTrue, whenUnknown: 'error' },
  MemoryPressure: pressure,
  DiskPressure: pressure,
  PIDPressure: pressure,
  NetworkUnavailable: { ...pressure, whenTrue: 'error' },
};

const rolePrefix = 'node-role.kubernetes.io/';

/** @param now milliseconds since 1970 */
export function nodeRows(nodes: KubernetesFacts['objects']['Node'], now: number, memo: RowMemo): Rows {
  const youth = new Youth(now);
  const rows = [...(nodes?.values() ?? [])].map((node) => {
    const young = !isReady(node) && youth.isYoung(createdAt(node));
    return memo.row(node, [young], () => nodeRow(node, young));
  });
  return { rows: problemsFirst(rows, (each) => (each.extra?.includes('control-plane') ? 0 : 1)), until: youth.until };
}

function isReady(node: LiveObject): boolean {
  return find(conditionsOf(node, {}, 'status', 'conditions'), 'Ready')?.status === 'True';
}

function nodeRow(node: LiveObject, young: boolean): Row {
  const { name, labels } = node.metadata;
  const conditions = conditionsOf(node, meanings, 'status', 'conditions');
  const ready = find(conditions, 'Ready');
  const cordoned = node.spec?.unschedulable === true;
  const roles = Object.keys(labels ?? {}).flatMap((each) =>
    each.startsWith(rolePrefix) && each.length > rolePrefix.length ? [each.slice(rolePrefix.length)] : [],
  );
  const { level, message } = judge(node, conditions, ready, cordoned, young);
  return row({
    target: { kind: 'node', name },
    name,
    state: `${ready?.status === 'True' ? 'Ready' : 'NotReady'}${cordoned ? ',SchedulingDisabled' : ''}`,
    level,
    message,
    extra: [...roles, textOf(node.status, 'nodeInfo', 'kubeletVersion')].filter((part) => part).join(' · '),
    conditions,
    details: [
      detail('Roles', roles.join(', ')),
      detail('Address', addressOf(node)),
      detail('Kubelet', textOf(node.status, 'nodeInfo', 'kubeletVersion')),
      detail('System', textOf(node.status, 'nodeInfo', 'osImage')),
      moment('Created', createdAt(node)),
    ],
    changedAt: changedAt(conditions),
  });
}

function judge(
  node: LiveObject,
  conditions: readonly Condition[],
  ready: Condition | undefined,
  cordoned: boolean,
  young: boolean,
): { readonly level: Level; readonly message?: string } {
  if (isDeleted(node)) return { level: 'busy', message: 'It is being deleted.' };
  if (ready?.status !== 'True') {
    if (young) return { level: 'busy', message: sentence('It is starting', ready?.message) };
    if (ready?.status === 'False') return { level: 'error', message: sentence('It is not ready', ready.message) };
    return { level: 'error', message: 'Its kubelet no longer answers: the machine is off, cut off or overloaded.' };
  }
  const bad = conditions.filter((condition) => isProblem(condition.level));
  if (bad.length > 0) {
    const level = bad.some((condition) => condition.level === 'error') ? 'error' : 'warning';
    return { level, message: bad.map(({ type, message }) => sentence(type, message)).join(' ') };
  }
  if (cordoned) return { level: 'warning', message: 'It is cordoned: no new pods are placed on it.' };
  return { level: 'healthy' };
}

function addressOf(node: LiveObject): string | undefined {
  const internal = listOf(node.status, 'addresses').find((each) => textOf(each, 'type') === 'InternalIP');
  return textOf(internal, 'address');
}
