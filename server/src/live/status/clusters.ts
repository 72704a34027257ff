// Omni's clusters as a tree: cluster, machine sets, machines and those that are being made.
// A cluster is healthy as `omnictl cluster status` means it: it runs and is ready, and so is every set, and both upgrades
// are done.
import type { OmniResource, OmniType } from '../omni/resource.ts';
import { issuesOf } from './cluster-issues.ts';
import type { OmniFacts } from './facts.ts';
import { label, machineRow, requestRow, sentence } from './machines.ts';
import { isProblem, type Level, type Row, worseOf } from './model.ts';
import { clusterPhases, machineSetPhases, wordOf } from './omni-words.ts';
import { fieldOf, numberOf, textOf } from './read.ts';
import { byName, detail, problemsFirst, type RowMemo, type Rows, row, worstOf, Youth } from './row.ts';

/** The resources that the section rests on; without the first there is nothing to show. */
export const clusterTypes = [
  'clusterstatuses',
  'machinesetstatuses',
  'clustermachinestatuses',
  'clustermachineidentities',
  'clustermachinerequeststatuses',
  'machinestatuses',
  'controlplanestatuses',
  'loadbalancerstatuses',
  'kubernetesstatuses',
  'kubernetesupgradestatuses',
  'talosupgradestatuses',
  'clusterdestroystatuses',
  'etcdbackupstatuses',
] as const satisfies readonly OmniType[];

export type OmniResources = OmniFacts['resources'];

/** @param now milliseconds since 1970 */
export function clusterRows(resources: OmniResources, now: number, memo: RowMemo): Rows {
  const youth = new Youth(now);
  const machines = machineRows(resources, youth, memo);
  const sets = setsByCluster(resources, machines, memo);
  const clusters = new Set([...(resources.clusterstatuses?.keys() ?? []), ...sets.keys()]);
  const rows = [...clusters].map((id) => clusterRow(id, resources, sets.get(id) ?? []));
  return { rows: problemsFirst(rows), until: youth.until };
}

/** Machines and requests by the id of their machine set. */
function machineRows(resources: OmniResources, youth: Youth, memo: RowMemo): ReadonlyMap<string, readonly Row[]> {
  const bySet = new Map<string, Row[]>();
  const add = (resource: OmniResource, made: Row): void => {
    const set = resource.labels[label.machineSet];
    if (set === undefined) return;
    const rows = bySet.get(set);
    if (rows) rows.push(made);
    else bySet.set(set, [made]);
  };
  const machines = resources.clustermachinestatuses;
  for (const inCluster of machines?.values() ?? []) {
    const status = resources.machinestatuses?.get(inCluster.id);
    const identity = resources.clustermachineidentities?.get(inCluster.id);
    const young = youth.isYoung(inCluster.created);
    const make = (): Row => machineRow({ inCluster, status, identity, young });
    add(inCluster, memo.row(inCluster, [status, identity, young], make));
  }
  for (const request of resources.clustermachinerequeststatuses?.values() ?? []) {
    const registered = machines?.has(textOf(request.spec, 'machineuuid') ?? '');
    if (request.labels[label.requestInUse] === undefined && !registered)
      add(
        request,
        memo.row(request, [], () => requestRow(request)),
      );
  }
  return bySet;
}

/** Set rows by cluster. A set that has machines and no status of its own is shown for the sake of its machines. */
function setsByCluster(
  resources: OmniResources,
  machines: ReadonlyMap<string, readonly Row[]>,
  memo: RowMemo,
): ReadonlyMap<string, readonly SetRow[]> {
  const byCluster = new Map<string, SetRow[]>();
  const ids = new Set([...(resources.machinesetstatuses?.keys() ?? []), ...machines.keys()]);
  for (const id of ids) {
    const set = setOf(id, resources.machinesetstatuses?.get(id), machines.get(id) ?? [], memo);
    if (set === undefined) continue;
    const sets = byCluster.get(set.cluster);
    if (sets) sets.push(set);
    else byCluster.set(set.cluster, [set]);
  }
  return byCluster;
}

interface SetRow {
  readonly cluster: string;
  readonly controlPlane: boolean;
  readonly row: Row;
}

function setOf(
  id: string,
  resource: OmniResource | undefined,
  machines: readonly Row[],
  memo: RowMemo,
): SetRow | undefined {
  const [first] = machines;
  const cluster = resource?.labels[label.cluster] ?? (first && 'cluster' in first.target ? first.target.cluster : '');
  const origin = resource ?? first;
  if (!cluster || !origin) return undefined;
  const children = memo.problemsFirst(machines);
  return {
    cluster,
    controlPlane: resource?.labels[label.controlPlane] !== undefined,
    row: memo.row(origin, [children], () => setRow(id, cluster, resource, children)),
  };
}

function setRow(id: string, cluster: string, resource: OmniResource | undefined, children: readonly Row[]): Row {
  const spec = resource?.spec;
  const { word, level } =
    resource?.phase === 'tearingDown'
      ? { word: 'Destroying', level: 'busy' as const }
      : wordOf(machineSetPhases, numberOf(spec, 'phase'));
  const error = textOf(spec, 'error');
  const notReady = level === 'healthy' && spec?.ready !== true;
  const own: Level = error ? 'error' : level;
  const settled = error || (level === 'healthy' && !notReady);
  const full = settled ? { level: own, derived: false } : withChildren(notReady ? 'warning' : own, children, notReady);
  return row({
    target: { kind: 'machine-set', cluster, machineSet: id },
    name: id.startsWith(`${cluster}-`) ? id.slice(cluster.length + 1) : id,
    state: notReady ? `${word}, not ready` : word,
    ...full,
    extra: healthyOf(spec),
    message: error ? sentence(error) : setMessage(full, notReady, word),
    details: [
      detail('Machine class', textOf(spec, 'machineallocation', 'name')),
      ...machineCounts(spec),
      detail('Updates held back by locks', numberOf(spec, 'lockedupdates') || undefined),
    ],
    changedAt: resource?.updated,
    children,
  });
}

function setMessage(full: Weighed, notReady: boolean, word: string): string | undefined {
  if (full.derived) return 'A machine in it has a problem.';
  if (word === 'Failed') return 'Omni can not bring this machine set up.';
  if (notReady) return isProblem(full.level) ? 'It runs and is not ready.' : 'Its machines are starting.';
  return undefined;
}

interface Weighed {
  readonly level: Level;
  readonly derived: boolean;
}

/**
 * The level of a parent whose own trouble may be that of its children: a problem beneath explains it, and while
 * something beneath is under way, not being ready (`expected`) is normal.
 */
function withChildren(own: Level, children: readonly Row[], expected: boolean): Weighed {
  const beneath = worstOf(children);
  if (isProblem(beneath)) return { level: worseOf(own, beneath), derived: true };
  const underWay = expected && children.some((child) => child.worst === 'busy');
  return { level: underWay ? 'busy' : own, derived: false };
}

function clusterRow(id: string, resources: OmniResources, sets: readonly SetRow[]): Row {
  const resource = resources.clusterstatuses?.get(id);
  const spec = resource?.spec;
  const children = [...sets].sort((a, b) => setOrder(a, id) - setOrder(b, id) || byName(a.row.name, b.row.name));
  const rows = children.map((set) => set.row);
  const destroying =
    resource?.phase === 'tearingDown' || wordOf(clusterPhases, numberOf(spec, 'phase')).word === 'Destroying';
  const { word, level } = destroying
    ? { word: 'Destroying', level: 'busy' as const }
    : wordOf(clusterPhases, numberOf(spec, 'phase'));
  const notReady = level === 'healthy' && spec?.ready !== true;
  const starting = children.some((set) => set.controlPlane && set.row.children.some((child) => child.worst === 'busy'));
  const { conditions, issues } = issuesOf(id, resources, starting);
  const graver = destroying ? [] : issues;
  const own = graver.reduce<Level>((worst, issue) => worseOf(worst, issue.level), level);
  const full = destroying || isProblem(own) ? { level: own, derived: false } : clusterLevel(own, notReady, rows);
  const progress = textOf(resources.clusterdestroystatuses?.get(id)?.spec, 'phase');
  return row({
    target: { kind: 'cluster', cluster: id },
    name: id,
    state: notReady ? `${word}, not ready` : word,
    ...full,
    extra: machinesOf(spec),
    message: destroying ? progress && sentence(progress) : clusterMessage(full, graver, notReady, spec !== undefined),
    conditions,
    details: [
      detail('Kubernetes', textOf(spec, 'kubernetesversion')),
      detail('Talos', textOf(spec, 'talosversion')),
      ...machineCounts(spec),
      detail('Tainted by', taintsOf(resource)),
    ],
    changedAt: resource?.updated,
    children: rows,
  });
}

function clusterLevel(own: Level, notReady: boolean, sets: readonly Row[]): Weighed {
  const worst = sets.reduce<Level>((each, set) => worseOf(each, set.level), 'healthy');
  if (isProblem(worst)) return { level: worst, derived: true };
  if (notReady) return { level: worst === 'healthy' ? 'warning' : worst, derived: false };
  return { level: worseOf(own, worst), derived: false };
}

function clusterMessage(
  full: Weighed,
  issues: readonly { readonly text: string }[],
  notReady: boolean,
  known: boolean,
): string | undefined {
  if (!known) return 'Omni has machine sets of this cluster and no status of it.';
  if (issues.length > 0) return issues.map((issue) => issue.text).join(' ');
  if (full.derived) return 'A machine set in it has a problem.';
  if (!notReady) return undefined;
  return full.level === 'busy' ? 'Its machines are starting.' : 'It runs and is not ready.';
}

/** The order of `omnictl cluster status`: control planes, then the set named `<cluster>-workers`, then by name. */
function setOrder({ controlPlane, row: { target } }: SetRow, cluster: string): number {
  if (controlPlane) return 0;
  return target.kind === 'machine-set' && target.machineSet === `${cluster}-workers` ? 1 : 2;
}

function machinesOf(spec: unknown): string | undefined {
  const total = numberOf(spec, 'machines', 'total');
  return total === undefined ? undefined : `${total} ${total === 1 ? 'machine' : 'machines'}`;
}

function healthyOf(spec: unknown): string | undefined {
  const machines = fieldOf(spec, 'machines');
  if (machines === undefined) return undefined;
  const wanted = Math.max(numberOf(machines, 'requested') ?? 0, numberOf(machines, 'total') ?? 0);
  return `${numberOf(machines, 'healthy') ?? 0} of ${wanted} healthy`;
}

function machineCounts(spec: unknown): readonly ReturnType<typeof detail>[] {
  return [
    detail('Machines', numberOf(spec, 'machines', 'total')),
    detail('Healthy', numberOf(spec, 'machines', 'healthy')),
    detail('Connected', numberOf(spec, 'machines', 'connected')),
    detail('Requested', numberOf(spec, 'machines', 'requested')),
  ];
}

const taint = 'omni.sidero.dev/tainted-by-';

function taintsOf(resource: OmniResource | undefined): string {
  const names = Object.keys(resource?.labels ?? {}).filter((name) => name.startsWith(taint));
  return names.map((name) => name.slice(taint.length)).join(', ');
}
