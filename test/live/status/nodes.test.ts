// Kubernetes nodes, in the words of kubectl.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveObject } from '../../../server/src/live/status/facts.ts';
import { condition, kubernetesFacts, lines, minute, now, object, rowsOf } from './given.ts';

const ready = condition('Ready', 'True');

function node(conditions: readonly object[], more: Parameters<typeof object>[2] = {}): LiveObject {
  return object('Node', 'worker-1', { status: { conditions }, ...more });
}

const shown = (...nodes: readonly LiveObject[]) =>
  lines(rowsOf('nodes', { kubernetes: kubernetesFacts({ Node: nodes }) }));

test('a ready node is healthy, whatever has no pressure', () => {
  const none = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'].map((type) =>
    condition(type, 'False'),
  );
  assert.deepEqual(shown(node([...none, ready])), ['healthy worker-1: Ready']);
});

test('a node that is not ready is an error and says why', () => {
  assert.deepEqual(shown(node([condition('Ready', 'False', 'container runtime is down')])), [
    'error worker-1: NotReady – It is not ready: container runtime is down.',
  ]);
  assert.deepEqual(shown(node([condition('Ready', 'Unknown')])), [
    'error worker-1: NotReady – Its kubelet no longer answers: the machine is off, cut off or overloaded.',
  ]);
});

test('a new node that waits for its network is under way', () => {
  const waiting = [condition('Ready', 'False', 'cni plugin not initialized')];
  assert.deepEqual(shown(node(waiting, { created: now - 3 * minute })), [
    'busy worker-1: NotReady – It is starting: cni plugin not initialized.',
  ]);
  assert.match(shown(node(waiting, { created: now - 11 * minute })).join(), /^error/);
});

test('pressure is a warning, a missing network an error', () => {
  assert.deepEqual(shown(node([ready, condition('DiskPressure', 'True', 'kubelet has disk pressure')])), [
    'warning worker-1: Ready – DiskPressure: kubelet has disk pressure.',
  ]);
  assert.match(shown(node([ready, condition('NetworkUnavailable', 'True')])).join(), /^error/);
});

test('a cordoned node is a warning, one that is being deleted is under way', () => {
  const cordoned = { spec: { unschedulable: true } };
  assert.deepEqual(shown(node([ready], cordoned)), [
    'warning worker-1: Ready,SchedulingDisabled – It is cordoned: no new pods are placed on it.',
  ]);
  assert.match(shown(node([ready], { deleted: true })).join(), /^busy/);
});

test('control planes stand before workers, problems before both', () => {
  const controlPlane = { labels: { 'node-role.kubernetes.io/control-plane': '' } };
  const named = (name: string, status: string, more = {}): LiveObject =>
    object('Node', name, { status: { conditions: [condition('Ready', status)] }, ...more });
  const rows = shown(named('a', 'True'), named('b', 'True', controlPlane), named('c', 'False'));
  assert.deepEqual(
    rows.map((row) => row.split(' ')[1]),
    ['c:', 'b:', 'a:'],
  );
});

test('a node of which nothing is known is not ready', () => {
  assert.match(shown(object('Node', 'worker-1')).join(), /^error worker-1: NotReady/);
});
