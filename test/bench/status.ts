// Status of 10,000 machines and 5,000 Applications: what the first one costs, and what each change costs after that.
// Prints a table; asserts nothing, because machines differ.
import type { OmniResource } from '../../server/src/live/omni/resource.ts';
import { changesOf } from '../../server/src/live/status/changes.ts';
import type { Facts, LiveObject } from '../../server/src/live/status/facts.ts';
import type { Status } from '../../server/src/live/status/model.ts';
import { statusReader } from '../../server/src/live/status/status.ts';
import { kubernetesFacts, now, object, omniFacts, staleAfter, within } from '../live/status/given.ts';

const clusters = 100;
const machinesEach = 100;
const applications = 5_000;
const rounds = 200;

function omni() {
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

const start: Facts = {
  omni: omni(),
  kubernetes: kubernetesFacts({ Application: Array.from({ length: applications }, (_, i) => application(i)) }),
};

function afterMachine(facts: Facts, i: number): Facts {
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

function afterApplication(facts: Facts, i: number): Facts {
  if (!facts.kubernetes) return facts;
  const { objects } = facts.kubernetes;
  const one = application((i * 37) % applications, i % 2 === 0 ? 'Degraded' : 'Healthy');
  const Application = changed(objects.Application, `argocd/${one.metadata.name}`, one);
  return { ...facts, kubernetes: { ...facts.kubernetes, objects: { ...objects, Application } } };
}

function time(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function percentile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)} ms`;
}

function measure(what: string, next: (facts: Facts, i: number) => Facts): void {
  const read = statusReader();
  let facts = start;
  let status: Status = read(facts, now, staleAfter);
  const times = Array.from({ length: rounds }, (_, i) => {
    facts = next(facts, i);
    return time(() => {
      const after = read(facts, now + i, staleAfter);
      changesOf(status, after);
      status = after;
    });
  });
  console.log(`| ${what} | ${percentile(times, 0.5)} | ${percentile(times, 0.95)} |`);
}

console.log(
  `status of ${clusters * machinesEach} machines and ${applications} Applications (Node ${process.version})\n`,
);
console.log('| what | p50 | p95 |\n| --- | --- | --- |');
const first = Array.from({ length: 10 }, () => time(() => void statusReader()(start, now, staleAfter)));
console.log(`| from nothing | ${percentile(first, 0.5)} | ${percentile(first, 0.95)} |`);
measure('a machine changes', afterMachine);
measure('an Application changes', afterApplication);
measure('only time passes', (facts) => ({ ...facts }));
