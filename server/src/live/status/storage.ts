// Longhorn's nodes and volumes. A detached volume reports its robustness as `unknown`; that is how it rests, not a fault
// (longhorn-manager k8s/pkg/apis/longhorn/v1beta2/volume.go).
import type { KubernetesFacts, LiveObject } from './facts.ts';
import {
  changedAt,
  conditionsOf,
  createdAt,
  find,
  goodWhenTrue,
  isDeleted,
  type Meaning,
  nameOf,
} from './kubernetes.ts';
import { sentence } from './machines.ts';
import { type Condition, isProblem, type Level, type Row, worseOf } from './model.ts';
import { fieldOf, listOf, numberOf, textOf, timeOf } from './read.ts';
import { detail, moment, problemsFirst, type RowMemo, type Rows, row } from './row.ts';

export function storageRows(objects: KubernetesFacts['objects'], memo: RowMemo): Rows {
  const nodes = [...(objects.LonghornNode?.values() ?? [])].map((node) => memo.row(node, [], () => nodeRow(node)));
  const volumes = [...(objects.Volume?.values() ?? [])].map((volume) => memo.row(volume, [], () => volumeRow(volume)));
  const order = ({ target }: Row): number => (target.kind === 'longhorn-node' ? 0 : 1);
  return { rows: problemsFirst([...nodes, ...volumes], order), until: Number.POSITIVE_INFINITY };
}

const volumeMeanings: Readonly<Record<string, Meaning>> = {
  Scheduled: { ...goodWhenTrue, whenFalse: 'warning' },
  TooManySnapshots: { whenTrue: 'warning', whenFalse: 'healthy', whenUnknown: 'healthy' },
  Restore: { whenTrue: 'busy', whenFalse: 'healthy', whenUnknown: 'healthy' },
  WaitForBackingImage: { whenTrue: 'busy', whenFalse: 'healthy', whenUnknown: 'healthy' },
};

function volumeRow(volume: LiveObject): Row {
  const { namespace, name } = nameOf(volume);
  const { spec, status } = volume;
  const conditions = conditionsOf(volume, volumeMeanings, 'status', 'conditions');
  const claim = textOf(status, 'kubernetesStatus', 'pvcName');
  const claimed = claim && `${textOf(status, 'kubernetesStatus', 'namespace') ?? ''}/${claim}`;
  const state = textOf(status, 'state') ?? 'unknown';
  const robustness = textOf(status, 'robustness') ?? 'unknown';
  const { level, message } = judgeVolume(volume, state, robustness, conditions);
  const size = bytes(numberOf(spec, 'size'));
  const workloads = listOf(status, 'kubernetesStatus', 'workloadsStatus').flatMap(
    (each) => textOf(each, 'podName') ?? [],
  );
  return row({
    target: { kind: 'volume', namespace, name },
    name: claimed ?? name,
    state: robustness === 'unknown' ? state : `${state} · ${robustness}`,
    level,
    message,
    extra: size,
    conditions,
    details: [
      detail('Volume', name),
      detail('Size', size),
      detail('In use', bytes(numberOf(status, 'actualSize'))),
      detail('Replicas', numberOf(spec, 'numberOfReplicas')),
      detail('Node', textOf(status, 'currentNodeID')),
      detail('Pods', workloads.join(', ')),
      moment('Last backup', timeOf(status, 'lastBackupAt')),
      moment('Created', createdAt(volume)),
    ],
    changedAt: changedAt(conditions),
  });
}

interface Verdict {
  readonly level: Level;
  readonly message?: string | undefined;
}

const robustnessVerdicts: Readonly<Record<string, Verdict>> = {
  faulted: { level: 'error', message: 'It has no usable replica: salvage a replica or restore a backup.' },
  degraded: { level: 'warning', message: 'It has fewer healthy replicas than it asks for.' },
};

/** States on the way to another one. */
const passing: ReadonlySet<string> = new Set(['creating', 'attaching', 'detaching', 'deleting']);

function judgeVolume(volume: LiveObject, state: string, robustness: string, conditions: readonly Condition[]): Verdict {
  if (isDeleted(volume) || state === 'deleting') return { level: 'busy', message: 'It is being deleted.' };
  const rests: Level = state === 'detached' || robustness === 'healthy' ? 'healthy' : 'unknown';
  const base = robustnessVerdicts[robustness] ?? { level: passing.has(state) ? 'busy' : rests };
  return worstOf([base, ...conditions.filter(({ level }) => level !== 'healthy').map(said)]);
}

const volumeTexts: Readonly<Record<string, string>> = {
  Scheduled: 'A replica finds no place on any disk',
  TooManySnapshots: 'It has more snapshots than Longhorn recommends',
  Restore: 'It is being restored from a backup',
  WaitForBackingImage: 'It waits for its backing image',
};

function said({ type, level, message }: Condition): Verdict {
  return { level, message: sentence(volumeTexts[type] ?? type, message) };
}

/** The worst of several verdicts, with what all of that level say. */
function worstOf(verdicts: readonly Verdict[]): Verdict {
  const level = verdicts.reduce<Level>((worst, each) => worseOf(worst, each.level), 'healthy');
  const messages = verdicts.flatMap((each) =>
    each.level === level || isProblem(each.level) ? (each.message ?? []) : [],
  );
  return { level, message: messages.join(' ') };
}

const warns: Meaning = { whenTrue: 'healthy', whenFalse: 'warning', whenUnknown: 'healthy' };

/** What Longhorn checks of the node's system (packages, kernel modules) is shown and does not judge it: it does not know Talos. */
const nodeMeanings: Readonly<Record<string, Meaning>> = {
  Ready: goodWhenTrue,
  Schedulable: warns,
  MountPropagation: warns,
};
const diskMeanings: Readonly<Record<string, Meaning>> = { Ready: goodWhenTrue, Schedulable: warns };

function nodeRow(node: LiveObject): Row {
  const { namespace, name } = nameOf(node);
  const conditions = conditionsOf(node, nodeMeanings, 'status', 'conditions');
  const disks = Object.entries(Object(fieldOf(node.status, 'diskStatus'))).map(diskOf);
  const closed = node.spec?.allowScheduling === false || node.spec?.evictionRequested === true;
  const ready = find(conditions, 'Ready')?.status === 'True';
  const { level, message } = judgeNode(node, conditions, disks, closed);
  const free = disks.reduce((sum, disk) => sum + disk.available, 0);
  const all = disks.reduce((sum, disk) => sum + disk.maximum, 0);
  return row({
    target: { kind: 'longhorn-node', namespace, name },
    name,
    state: `${ready ? 'Ready' : 'NotReady'}${closed ? ',SchedulingDisabled' : ''}`,
    level,
    message,
    extra: all > 0 ? `${bytes(free)} of ${bytes(all)} free` : undefined,
    conditions: [...conditions, ...disks.flatMap((disk) => disk.conditions)],
    details: [
      detail('Disks', disks.length || undefined),
      ...disks.map((disk) =>
        detail(`Disk ${disk.name}`, disk.maximum > 0 ? `${bytes(disk.available)} of ${bytes(disk.maximum)} free` : ''),
      ),
      detail('Eviction', node.spec?.evictionRequested === true ? 'requested' : undefined),
    ],
    changedAt: changedAt(conditions),
  });
}

interface Disk {
  readonly name: string;
  readonly available: number;
  readonly maximum: number;
  readonly conditions: readonly Condition[];
}

function diskOf([name, status]: readonly [string, unknown]): Disk {
  const conditions = conditionsOf(status, diskMeanings, 'conditions');
  return {
    name,
    available: numberOf(status, 'storageAvailable') ?? 0,
    maximum: numberOf(status, 'storageMaximum') ?? 0,
    conditions: conditions.map((condition) => ({ ...condition, type: `Disk ${name} ${condition.type}` })),
  };
}

function judgeNode(
  node: LiveObject,
  conditions: readonly Condition[],
  disks: readonly Disk[],
  closed: boolean,
): Verdict {
  if (isDeleted(node)) return { level: 'busy', message: 'It is being deleted.' };
  const bad = [...conditions, ...disks.flatMap((disk) => disk.conditions)].filter(({ level }) => level !== 'healthy');
  // Where someone closed the node on purpose, that no volume is placed on it is no news.
  const news = bad.filter(({ type }) => !(closed && type.endsWith('Schedulable')));
  const verdicts = news.map(
    ({ type, level, message }): Verdict => ({
      level,
      message: sentence(nodeText(type), message),
    }),
  );
  return worstOf([{ level: conditions.length === 0 ? 'unknown' : 'healthy' }, ...verdicts]);
}

function nodeText(type: string): string {
  const disk = /^Disk (.*) (Ready|Schedulable)$/.exec(type);
  if (disk?.[2] === 'Ready') return `Disk \`${disk[1]}\` is not ready`;
  if (disk) return `No replica can be placed on disk \`${disk[1]}\``;
  if (type === 'Ready') return 'Longhorn can not use the node';
  if (type === 'Schedulable') return 'No replica can be placed on the node';
  return 'Mounts do not propagate to pods on the node';
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `20 GiB`, `1.5 TiB`. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return '';
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)));
  const number = count / 1024 ** power;
  return `${number >= 100 || Number.isInteger(number) ? Math.round(number) : number.toFixed(1)} ${units[power]}`;
}
