// The demo's Omni: `prod-01`, where a worker is being made and a set waits for a free GPU, and `lab`, whose load balancer
// has a bad day. The provider's heartbeat stops for a while.
import { type OmniResource, type OmniType, watchedTypes } from '../omni/resource.ts';
import type { OmniFacts } from '../status/facts.ts';
import * as make from './omni-parts.ts';
import { always, gone, type Scene, Stage, type Story, scenes, storyLength } from './story.ts';

function machine(
  number: number,
  set: string,
  name: string,
  address: string,
  size: readonly [number, number],
  host?: string,
): make.DemoMachine {
  const [cores, gigabytes] = size;
  const id = `4c4c4544-0000-4000-8000-0000000000${10 + number}`;
  return { id, name, address, set, cores, gigabytes, ...(host ? { host } : {}) };
}

export const machines: readonly make.DemoMachine[] = [
  machine(1, 'prod-01-control-planes', 'cp-a1b2c3', '10.20.0.11', [4, 8], 'rack-a'),
  machine(2, 'prod-01-control-planes', 'cp-d4e5f6', '10.20.0.12', [4, 8], 'rack-b'),
  machine(3, 'prod-01-control-planes', 'cp-g7h8j9', '10.20.0.13', [4, 8], 'rack-c'),
  machine(4, 'prod-01-worker-a', 'worker-a-k2m4', '10.20.0.21', [8, 24], 'rack-a'),
  machine(5, 'prod-01-worker-c', 'worker-c-p6q8', '10.20.0.23', [8, 24], 'rack-c'),
  machine(6, 'lab-control-planes', 'lab-cp-r3s5', '10.20.1.11', [2, 4], 'rack-b'),
  machine(7, 'lab-desktops', 'desktop-left', '10.20.1.21', [6, 32]),
  machine(8, 'lab-desktops', 'desktop-right', '10.20.1.22', [6, 32]),
];

/** The worker that the story is about: asked for at the start, ready at 110 s, taken away at 270 s. */
export const newcomer = machine(9, 'prod-01-worker-b', 'worker-b-x7k2', '10.20.0.22', [8, 24], 'rack-b');

/** From this second to the other, the provider is down. */
export const outage = { from: 180, to: 225 } as const;

/** One every 30 s while the provider runs. */
function heartbeats(): Story<OmniResource> {
  const times = Array.from({ length: storyLength / 15 }, (_, i) => i * 15);
  const alive = times.filter((at) =>
    at < outage.from ? at % 30 === 0 : at >= outage.to && (at - outage.to) % 30 === 0,
  );
  return alive.map(
    (from): Scene<OmniResource> => ({
      from,
      make: (clock) =>
        make.resource(
          'rack-provider',
          { lastheartbeattimestamp: { seconds: Math.floor(clock.scene / 1000), nanos: 0 }, error: '' },
          clock,
          { namespace: 'infra-provider-ephemeral' },
        ),
    }),
  );
}

type Stories = Record<string, Story<OmniResource>>;

/** The same for every machine that is always there. */
function ofAll(makeOf: (of: make.DemoMachine) => make.Make): Stories {
  return Object.fromEntries(machines.map((of) => [of.id, always(makeOf(of))]));
}

const { running, scalingUp, scalingDown } = make.setPhases;
const newRequest = 'prod-01-worker-b-x7k2p9';
const gpuRequest = 'prod-01-gpu-m3n5v7';
const { booting, installing, configuring, destroying } = make.stages;

const steadySets: Stories = Object.fromEntries(
  (
    [
      ['prod-01-control-planes', 'rack-control-plane', 3],
      ['prod-01-worker-a', 'rack-worker-a', 1],
      ['prod-01-worker-c', 'rack-worker-c', 1],
      ['lab-control-planes', 'lab-control-plane', 1],
      ['lab-desktops', 'bare-metal', 2],
    ] as const
  ).map(([id, machineClass, requested]) => [id, always(make.machineSet(id, machineClass, running, { requested }))]),
);

const stories: Partial<Record<OmniType, Stories>> = {
  clusterstatuses: {
    'prod-01': scenes(
      [0, make.cluster('prod-01', scalingUp, true, { requested: 6, total: 5 })],
      [110, make.cluster('prod-01', running, true, { requested: 6 })],
      [120, make.cluster('prod-01', scalingUp, true, { requested: 7, total: 6 })],
      [200, make.cluster('prod-01', running, true, { requested: 6 })],
      [270, make.cluster('prod-01', scalingDown, true, { requested: 5, total: 6, healthy: 5 })],
    ),
    lab: scenes(
      [0, make.cluster('lab', running, true, { requested: 3 })],
      [30, make.cluster('lab', running, false, { requested: 3 })],
      [150, make.cluster('lab', running, true, { requested: 3 })],
    ),
  },
  machinesetstatuses: {
    ...steadySets,
    'prod-01-worker-b': scenes(
      [0, make.machineSet('prod-01-worker-b', 'rack-worker-b', scalingUp, { requested: 1, total: 0 })],
      [45, make.machineSet('prod-01-worker-b', 'rack-worker-b', scalingUp, { requested: 1, healthy: 0 })],
      [110, make.machineSet('prod-01-worker-b', 'rack-worker-b', running, { requested: 1 })],
      [270, make.machineSet('prod-01-worker-b', 'rack-worker-b', scalingDown, { requested: 0, total: 1, healthy: 0 })],
      [290, make.machineSet('prod-01-worker-b', 'rack-worker-b', running, { requested: 0 })],
    ),
    'prod-01-gpu': scenes(
      [0, make.machineSet('prod-01-gpu', 'rack-gpu', running, { requested: 0 })],
      [120, make.machineSet('prod-01-gpu', 'rack-gpu', scalingUp, { requested: 1, total: 0 })],
      [200, make.machineSet('prod-01-gpu', 'rack-gpu', running, { requested: 0 })],
    ),
  },
  clustermachinestatuses: {
    ...ofAll((of) => make.inCluster(of, make.stages.running)),
    [newcomer.id]: scenes<OmniResource>(
      [0, gone],
      [45, make.inCluster(newcomer, installing, 'now')],
      [70, make.inCluster(newcomer, booting, 'now')],
      [85, make.inCluster(newcomer, configuring, 'now')],
      [110, make.inCluster(newcomer, make.stages.running, 'now')],
      [270, make.inCluster(newcomer, destroying, 'now')],
      [290, gone],
    ),
  },
  clustermachineidentities: {
    ...ofAll(make.identity),
    [newcomer.id]: scenes<OmniResource>([0, gone], [85, make.identity(newcomer)], [290, gone]),
  },
  machinestatuses: {
    ...ofAll(make.machineStatus),
    [newcomer.id]: scenes<OmniResource>([0, gone], [45, make.machineStatus(newcomer)], [290, gone]),
  },
  clustermachinerequeststatuses: {
    [newRequest]: scenes<OmniResource>(
      [0, make.request(newRequest, 'prod-01-worker-b', 1, '')],
      [5, make.request(newRequest, 'prod-01-worker-b', 2, 'creating the virtual machine')],
      [20, make.request(newRequest, 'prod-01-worker-b', 2, 'starting the virtual machine')],
      [35, make.request(newRequest, 'prod-01-worker-b', 3, '')],
      [45, gone],
    ),
    [gpuRequest]: scenes<OmniResource>(
      [0, gone],
      [120, make.request(gpuRequest, 'prod-01-gpu', 2, 'choosing a node')],
      [130, make.request(gpuRequest, 'prod-01-gpu', 5, '', 'PCI mapping gpu-a4000 is in use by VM 118 on rack-c')],
      [200, gone],
    ),
  },
  loadbalancerstatuses: {
    'prod-01': always(make.ofCluster('prod-01', { healthy: true, stopped: false })),
    lab: scenes(
      [0, make.ofCluster('lab', { healthy: true, stopped: false })],
      [30, make.ofCluster('lab', { healthy: false, stopped: false })],
      [150, make.ofCluster('lab', { healthy: true, stopped: false })],
    ),
  },
  controlplanestatuses: {
    'prod-01-control-planes': always(
      make.ofCluster('prod-01', { conditions: [{ type: 1, status: 1, severity: 0, reason: '' }] }),
    ),
    'lab-control-planes': always(
      make.ofCluster('lab', { conditions: [{ type: 1, status: 1, severity: 0, reason: '' }] }),
    ),
  },
  kubernetesupgradestatuses: upgrades(),
  talosupgradestatuses: upgrades(),
  machineclasses: Object.fromEntries(
    [
      'rack-control-plane',
      'rack-worker-a',
      'rack-worker-b',
      'rack-worker-c',
      'rack-gpu',
      'lab-control-plane',
      'bare-metal',
    ].map((id) => [id, always<OmniResource>((clock) => make.resource(id, {}, clock))]),
  ),
  infraproviderstatuses: {
    'rack-provider': always((clock) =>
      make.resource('rack-provider', { name: 'Proxmox', version: 'v0.3.1' }, clock, { namespace: 'infra-provider' }),
    ),
  },
  infraproviderhealthstatuses: { 'rack-provider': heartbeats() },
  etcdbackupstatuses: {
    'prod-01': always((clock) =>
      make.resource(
        'prod-01',
        { status: 1, error: '', lastbackuptime: { seconds: clock.start / 1000 - 7_200, nanos: 0 } },
        clock,
      ),
    ),
  },
};

function upgrades(): Stories {
  return {
    'prod-01': always(make.ofCluster('prod-01', { phase: 2, error: '' })),
    lab: always(make.ofCluster('lab', { phase: 2, error: '' })),
  };
}

/** Omni as it is at a time; what did not change is the same value as before. */
export function demoOmni(): (start: number, now: number) => OmniFacts {
  const staged = watchedTypes.map((type) => [type, new Stage<OmniResource>(stories[type] ?? {})] as const);
  return (start, now) => {
    const state = { phase: 'live', heardAt: now } as const;
    return {
      state,
      source: 'demo',
      resources: Object.fromEntries(staged.map(([type, stage]) => [type, stage.at(start, now)])),
      watches: Object.fromEntries(watchedTypes.map((type) => [type, state])),
    };
  };
}
