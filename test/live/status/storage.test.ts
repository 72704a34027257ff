// Longhorn: what each state and robustness means. A volume that rests is no fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveObject } from '../../../server/src/live/status/facts.ts';
import { bytes } from '../../../server/src/live/status/storage.ts';
import { condition, kubernetesFacts, lines, object, rowsOf } from './given.ts';

function volume(state: string, robustness: string, conditions: readonly object[] = [], more: object = {}): LiveObject {
  return object('Volume', 'longhorn-system/pvc-1', {
    spec: { size: '21474836480' },
    status: { state, robustness, conditions },
    ...more,
  });
}

const shown = (...objects: readonly LiveObject[]) => {
  const of = (kind: string) => objects.filter((each) => each.kind === kind);
  return lines(rowsOf('storage', { kubernetes: kubernetesFacts({ Volume: of('Volume'), LonghornNode: of('Node') }) }));
};

test('every state and robustness that go together', () => {
  const pairs = [
    ['attached', 'healthy'],
    ['detached', 'unknown'],
    ['attached', 'degraded'],
    ['detached', 'faulted'],
    ['attached', 'unknown'],
    ['creating', 'unknown'],
    ['attaching', 'unknown'],
    ['detaching', 'unknown'],
    ['deleting', 'unknown'],
  ] as const;
  assert.deepEqual(
    pairs.flatMap(([state, robustness]) => shown(volume(state, robustness))),
    [
      'healthy pvc-1: attached · healthy',
      'healthy pvc-1: detached',
      'warning pvc-1: attached · degraded – It has fewer healthy replicas than it asks for.',
      'error pvc-1: detached · faulted – It has no usable replica: salvage a replica or restore a backup.',
      'unknown pvc-1: attached',
      'busy pvc-1: creating',
      'busy pvc-1: attaching',
      'busy pvc-1: detaching',
      'busy pvc-1: deleting – It is being deleted.',
    ],
  );
});

test('conditions that say something bad count', () => {
  assert.deepEqual(shown(volume('attached', 'degraded', [condition('Scheduled', 'False', 'insufficient storage')])), [
    'warning pvc-1: attached · degraded – It has fewer healthy replicas than it asks for. A replica finds no place on any disk: insufficient storage.',
  ]);
  const levels = (type: string) =>
    ['True', 'False'].map(
      (status) => shown(volume('attached', 'healthy', [condition(type, status)]))[0]?.split(' ')[0],
    );
  assert.deepEqual(levels('TooManySnapshots'), ['warning', 'healthy']);
  assert.deepEqual(levels('Restore'), ['busy', 'healthy']);
  assert.deepEqual(levels('OfflineRebuilding'), ['healthy', 'healthy']);
});

test('a volume goes by the name of its claim', () => {
  const kubernetesStatus = { namespace: 'wiki', pvcName: 'pages' };
  const claimed = object('Volume', 'longhorn-system/pvc-1', {
    status: { state: 'attached', robustness: 'healthy', kubernetesStatus },
  });
  assert.deepEqual(shown(claimed), ['healthy wiki/pages: attached · healthy']);
});

const goodNode = [condition('Ready', 'True'), condition('Schedulable', 'True'), condition('MountPropagation', 'True')];

function storageNode(
  conditions: readonly object[],
  more: object = {},
  disk: readonly object[] = [condition('Ready', 'True')],
): LiveObject {
  const diskStatus = { fast: { conditions: disk, storageAvailable: 10, storageMaximum: 20 } };
  return object('Node', 'longhorn-system/worker-1', {
    spec: { allowScheduling: true },
    status: { conditions, diskStatus },
    ...more,
  });
}

test('storage nodes and their disks', () => {
  assert.deepEqual(shown(storageNode(goodNode)), ['healthy worker-1: Ready']);
  assert.deepEqual(shown(storageNode([condition('Ready', 'False', 'manager pod is gone')])), [
    'error worker-1: NotReady – Longhorn can not use the node: manager pod is gone.',
  ]);
  assert.deepEqual(
    shown(
      storageNode(goodNode, {}, [condition('Ready', 'False', 'changed'), condition('Schedulable', 'False', 'full')]),
    ),
    ['error worker-1: Ready – Disk `fast` is not ready: changed. No replica can be placed on disk `fast`: full.'],
  );
  assert.match(shown(storageNode([condition('Ready', 'True'), condition('Schedulable', 'False')])).join(), /^warning/);
});

test('a node that was closed on purpose is fine, and so is one whose packages Longhorn can not check', () => {
  const closed = { spec: { allowScheduling: false } };
  assert.deepEqual(shown(storageNode([condition('Ready', 'True'), condition('Schedulable', 'False')], closed)), [
    'healthy worker-1: Ready,SchedulingDisabled',
  ]);
  assert.match(shown(storageNode([...goodNode, condition('RequiredPackages', 'False')])).join(), /^healthy/);
});

test('sizes', () => {
  assert.deepEqual([0, 512, 1536, 21_474_836_480, 2.5 * 1024 ** 4].map(bytes), [
    '0 B',
    '512 B',
    '1.5 KiB',
    '20 GiB',
    '2.5 TiB',
  ]);
});
