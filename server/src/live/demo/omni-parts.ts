// Makes the demo's Omni resources as Omni would print them.
import type { OmniResource } from '../omni/resource.ts';
import { type Clock, daysBefore, type Scene } from './story.ts';

export type Make = Scene<OmniResource>['make'];

type More = Partial<Pick<OmniResource, 'labels' | 'namespace' | 'created'>>;

export function resource(id: string, spec: OmniResource['spec'], clock: Clock, more: More = {}): OmniResource {
  const created = daysBefore(clock.start, 41);
  const base = {
    namespace: 'default',
    type: 'Demo.omni.sidero.dev',
    phase: 'running',
    labels: {},
    annotations: {},
  } as const;
  return { ...base, id, created, updated: clock.scene, spec, ...more };
}

function labelsOf(set: string): Readonly<Record<string, string>> {
  return {
    'omni.sidero.dev/cluster': clusterOf(set),
    'omni.sidero.dev/machine-set': set,
    [`omni.sidero.dev/role-${set.endsWith('control-planes') ? 'controlplane' : 'worker'}`]: '',
  };
}

function clusterOf(set: string): string {
  return set.startsWith('lab') ? 'lab' : 'prod-01';
}

export interface DemoMachine {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly set: string;
  readonly cores: number;
  readonly gigabytes: number;
  /** The Proxmox node it runs on; absent for a machine of its own. */
  readonly host?: string;
}

/** ClusterMachineStatusSpec.Stage */
export const stages = { booting: 1, installing: 2, configuring: 3, running: 4, destroying: 5 } as const;

/** ClusterMachineStatus */
export function inCluster(of: DemoMachine, stage: number, created?: 'now'): Make {
  const running = stage === stages.running;
  const connected = stage === stages.installing ? {} : { 'omni.sidero.dev/connected': '' };
  const spec = {
    stage,
    ready: running,
    configuptodate: running,
    configapplystatus: running ? 2 : 1,
    lastconfigerror: '',
    isremoved: false,
  };
  return (clock) =>
    resource(of.id, spec, clock, {
      labels: { ...labelsOf(of.set), ...connected },
      ...(created ? { created: clock.round } : {}),
    });
}

/** MachineStatus */
export function machineStatus(of: DemoMachine): Make {
  const spec = {
    connected: true,
    talosversion: 'v1.13.6',
    cluster: clusterOf(of.set),
    network: { hostname: of.name, addresses: [`${of.address}/24`] },
    hardware: { processors: [{ corecount: of.cores }], memorymodules: [{ sizemb: of.gigabytes * 1024 }] },
    diagnostics: [],
  };
  return (clock) => resource(of.id, spec, clock, { labels: labelsOf(of.set) });
}

/** ClusterMachineIdentity */
export function identity(of: DemoMachine): Make {
  return (clock) => resource(of.id, { nodename: of.name, nodeips: [of.address] }, clock, { labels: labelsOf(of.set) });
}

/** ClusterMachineRequestStatus; stages 1 pending, 2 provisioning, 3 provisioned, 5 failed. */
export function request(id: string, set: string, stage: number, status: string, error = ''): Make {
  const spec = { stage, status, error, machineuuid: '', providerid: 'rack-provider' };
  return (clock) => resource(id, spec, clock, { labels: labelsOf(set), created: clock.round });
}

export interface Size {
  readonly requested: number;
  readonly total?: number;
  readonly healthy?: number;
}

function counts({ requested, total = requested, healthy = total }: Size): object {
  return { total, healthy, connected: healthy, requested };
}

/** MachineSetPhase */
export const setPhases = { scalingUp: 1, scalingDown: 2, running: 3 } as const;

/** MachineSetStatus */
export function machineSet(id: string, machineClass: string, phase: number, size: Size): Make {
  const ready = phase === setPhases.running;
  const spec = { phase, ready, error: '', machines: counts(size), machineallocation: { name: machineClass } };
  return (clock) => resource(id, spec, clock, { labels: labelsOf(id) });
}

/** ClusterStatus; the same phases as a machine set. */
export function cluster(id: string, phase: number, ready: boolean, size: Size): Make {
  const spec = {
    ...{ available: true, phase, ready, machines: counts(size), talosversion: '1.13.6', kubernetesversion: '1.36.2' },
    ...{ kubernetesapiready: true, controlplaneready: true, hasconnectedcontrolplanes: true },
  };
  return (clock) => resource(id, spec, clock);
}

/** A resource that a cluster has one of. */
export function ofCluster(id: string, spec: OmniResource['spec']): Make {
  return (clock) => resource(id, spec, clock, { labels: { 'omni.sidero.dev/cluster': clusterOf(id) } });
}
