// What the benchmarks of the status and of the views measure: many machines and Applications, and changes of single ones.
import type { OmniResource } from '../../server/src/live/omni/resource.ts';
import type { Facts, LiveObject } from '../../server/src/live/status/facts.ts';
import { kubernetesFacts, object, omniFacts, within } from '../live/status/given.ts';

export interface Size {
  readonly clusters: number;
  /** In each cluster. */
  readonly machines: number;
  readonly applications: number;
}

export const large: Size = { clusters: 100, machines: 100, applications: 5_000 };

export function factsOf(size: Size): Facts {
  const Application = Array.from({ length: size.applications }, (_, i) => application(i));
  return { omni: omni(size), kubernetes: kubernetesFacts({ Application }) };
}

function omni({ clusters, machines: machinesEach }: Size) {
  const names = Array.from({ length: clusters }, (_, i) => `cluster-${i}`);
  const ids = names.flatMap((name) =>
    Array.from({ length: machinesEach }, (_, i) => [name, `${name}-machine-${i}`] as const),
  );
  const counts = { total: machinesEach, healthy: machinesEach, requested: machinesEach };
  return omniFacts({
    clusterstatuses: Object.fromEntries(
      names.map((name) => [name, { spec: { phase: 3, ready: true, machines: counts } }]),
    ),
    machinesetstatuses: Object.fromEntries(
      names.map((name) => [
        `${name}-workers`,
        { spec: { phase: 3, ready: true, machines: counts }, labels: within(name) },
      ]),
    ),
    clustermachinestatuses: Object.fromEntries(ids.map(([name, id]) => [id, machine(name)])),
    machinestatuses: Object.fromEntries(
      ids.map(([, id]) => [id, { spec: { connected: true, talosversion: 'v1.13.6' } }]),
    ),
    clustermachineidentities: Object.fromEntries(
      ids.map(([, id]) => [id, { spec: { nodename: id, nodeips: ['10.20.0.9'] } }]),
    ),
  });
}

function machine(cluster: string, ready = true) {
  return {
    spec: { stage: ready ? 4 : 7, ready, configuptodate: true },
    labels: within(cluster, `${cluster}-workers`, 'connected'),
  };
}

function application(i: number, health = 'Healthy'): LiveObject {
  const name = `app-${i}`;
  const owner = i % 50 === 0 ? 'app-0' : `app-${i - (i % 50)}`;
  const annotations = { 'argocd.argoproj.io/tracking-id': `${owner}:argoproj.io/Application:argocd/${name}` };
  return object('Application', `argocd/${name}`, {
    annotations,
    status: {
      sync: { status: 'Synced' },
      health: { status: health },
      resources: Array(20).fill({ kind: 'Deployment', name }),
    },
  });
}

/** A map with one value changed, as a source makes it. */
function changed<T>(map: ReadonlyMap<string, T> | undefined, key: string, value: T): ReadonlyMap<string, T> {
  return new Map(map).set(key, value);
}

/** The next state: one machine reboots or runs again. */
export function afterMachine(facts: Facts, i: number): Facts {
  if (!facts.omni) return facts;
  const { clustermachinestatuses: all } = facts.omni.resources;
  const [id, old] = [...(all ?? [])][(i * 37) % (all?.size ?? 1)] ?? [];
  if (id === undefined || old === undefined) return facts;
  const resource: OmniResource = { ...old, ...machine(`cluster-${id.split('-')[1]}`, i % 2 === 0) };
  return {
    ...facts,
    omni: { ...facts.omni, resources: { ...facts.omni.resources, clustermachinestatuses: changed(all, id, resource) } },
  };
}

/** The next state: one Application is degraded or healthy again. */
export function afterApplication(facts: Facts, i: number): Facts {
  if (!facts.kubernetes) return facts;
  const { objects } = facts.kubernetes;
  const one = application((i * 37) % (objects.Application?.size ?? 1), i % 2 === 0 ? 'Degraded' : 'Healthy');
  const Application = changed(objects.Application, `argocd/${one.metadata.name}`, one);
  return { ...facts, kubernetes: { ...facts.kubernetes, objects: { ...objects, Application } } };
}
