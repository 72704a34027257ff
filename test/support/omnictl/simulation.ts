// The life of a cluster as a pure function of the time: sync → machine requests → machines → running; delete → nothing.
// Nothing runs in the background, so killing a fake omnictl changes nothing on the “server”.
import type { Control, FakeResource, SimulatedCluster, SimulatedSet } from './scenario.ts';

const cluster = 'omni.sidero.dev/cluster';
const machineSet = 'omni.sidero.dev/machine-set';

/** Steps after the sync at which a machine gets there; machines follow each other half a step apart. */
const at = { provisioning: 1, provisioned: 3, registered: 4, installing: 5, configuring: 6, running: 8 };
/** Steps after the last machine runs. */
const after = { bootstrapped: 0, ready: 1, nodes: 2 };

interface Machine {
  readonly uuid: string;
  readonly request: string;
  readonly set: SimulatedSet;
  /** Steps of its own life. */
  readonly age: number;
  /** False when it is gone because its cluster is being deleted. */
  readonly there: boolean;
}

/** Resources of a type (plural) that the simulated clusters have at a time; a cluster that is gone has none. */
export function simulated(clusters: readonly SimulatedCluster[], control: Control, now: number, type: string) {
  return clusters.flatMap((one) => (isGone(one, control, now) ? [] : resourcesOf(one, control, now, type)));
}

/** True when a deletion has come to its end. */
export function isGone(one: SimulatedCluster, control: Control, now: number): boolean {
  if (one.deletedAt === undefined) return false;
  const blocked = control.disconnected.includes(one.name) && one.destroyMachines !== true;
  if (blocked || control.stuck.includes(one.name)) return false;
  return steps(now - one.deletedAt, control) >= lastMachineGone(one) + 2;
}

function resourcesOf(one: SimulatedCluster, control: Control, now: number, type: string): readonly FakeResource[] {
  const rendered = one.rendered.filter((resource) => resource.type.toLowerCase().split('.')[0] === type);
  const phase = one.deletedAt === undefined ? ('running' as const) : ('tearingDown' as const);
  if (rendered.length > 0) return rendered.map((resource) => ({ ...resource, phase, created: time(one.syncedAt) }));
  const machines = machinesOf(one, control, now);
  const resources = status(one, control, now, machines, type) ?? perMachine(one, control, machines, type) ?? [];
  return resources.map((resource) => ({ created: time(one.syncedAt), ...resource, phase }));
}

function status(
  one: SimulatedCluster,
  control: Control,
  now: number,
  machines: readonly Machine[],
  type: string,
): readonly FakeResource[] | undefined {
  const age = steps(now - one.syncedAt, control);
  const lastRunning = at.running + (machines.length - 1) * 0.5;
  const failing = one.sets.some((set) => control.failingRequests[set.id] !== undefined);
  const up = age >= lastRunning && !failing;
  const ready = age >= lastRunning + after.ready && !failing && !control.disconnected.includes(one.name);
  const deleting = one.deletedAt !== undefined;
  const labels = { [cluster]: one.name };
  const only = (spec: unknown, id = one.name): readonly FakeResource[] => [{ id, labels, spec }];
  switch (type) {
    case 'clusterstatuses':
      return only({
        available: ready,
        phase: deleting ? 4 : up ? 3 : 1,
        ready: ready && !deleting,
        kubernetesapiready: ready && !deleting,
        controlplaneready: ready && !deleting,
        hasconnectedcontrolplanes: ready,
        talosversion: one.talosVersion,
        kubernetesversion: one.kubernetesVersion,
        machines: counts(machines, control, one.name),
      });
    case 'machinesetstatuses':
      return one.sets.map((set) => {
        const own = machines.filter((machine) => machine.set === set);
        const all = own.every((machine) => machine.age >= at.running);
        return {
          id: set.id,
          labels: { ...labels, [`omni.sidero.dev/role-${set.role}`]: '' },
          spec: {
            phase: deleting ? 4 : all ? 3 : 1,
            ready: all && ready && !deleting,
            error: '',
            machines: counts(own, control, one.name),
            machineallocation: { name: set.machineClass, machinecount: set.size, allocationtype: 0 },
            lockedupdates: 0,
          },
        };
      });
    case 'clusterbootstrapstatuses':
      return only({ bootstrapped: age >= lastRunning + after.bootstrapped });
    case 'loadbalancerstatuses':
      return only({ healthy: ready && !deleting, stopped: false });
    case 'controlplanestatuses':
      return only(
        {
          conditions: [
            { type: 1, status: ready ? 1 : 2, severity: ready ? 0 : 2, reason: ready ? '' : 'etcd is not healthy' },
          ],
        },
        one.sets.find((set) => set.role === 'controlplane')?.id ?? `${one.name}-control-planes`,
      );
    case 'kubernetesstatuses':
      return only({
        nodes: machines
          .filter((machine) => machine.there && machine.age >= at.running)
          .map(({ request }) => ({
            nodename: request,
            kubeletversion: one.kubernetesVersion,
            ready: control.nodesReady && age >= lastRunning + after.nodes && !control.disconnected.includes(one.name),
            skipaudit: false,
          })),
        staticpods: [],
      });
    case 'kubernetesupgradestatuses':
    case 'talosupgradestatuses':
      return only({ phase: 2, error: '', step: '', status: '' });
    case 'clusterdestroystatuses': {
      const left = machines.filter((machine) => machine.there).length;
      return deleting ? only({ phase: `Destroying: ${one.sets.length} machine sets, ${left} machines` }) : [];
    }
    default:
      return undefined;
  }
}

function perMachine(
  one: SimulatedCluster,
  control: Control,
  all: readonly Machine[],
  type: string,
): readonly FakeResource[] | undefined {
  const machines = all.filter((machine) => machine.there);
  const registered = machines.filter((machine) => machine.age >= at.registered);
  const connected = !control.disconnected.includes(one.name);
  const link = connected ? 'connected' : 'disconnected';
  const labelsOf = (machine: Machine) => ({
    [cluster]: one.name,
    [machineSet]: machine.set.id,
    [`omni.sidero.dev/role-${machine.set.role}`]: '',
  });
  switch (type) {
    case 'clustermachinestatuses':
      return registered.map((machine) => ({
        id: machine.uuid,
        labels: { ...labelsOf(machine), ...(connected ? { 'omni.sidero.dev/connected': '' } : {}) },
        spec: {
          ready: machine.age >= at.running && connected,
          stage: stageOf(machine),
          configuptodate: machine.age >= at.running,
          lastconfigerror: '',
          configapplystatus: 2,
          isremoved: false,
          managementaddress: `10.20.0.${(machine.uuid.charCodeAt(35) % 200) + 10}`,
          provisionstatus: { providerid: 'rack-provider', requestid: machine.request },
        },
      }));
    case 'clustermachineidentities':
      return registered.map((machine) => ({
        id: machine.uuid,
        labels: labelsOf(machine),
        spec: { nodename: machine.request, nodeips: ['10.20.0.11'] },
      }));
    case 'machinestatuses':
      return registered.map((machine) => ({
        id: machine.uuid,
        labels: { ...labelsOf(machine), [`omni.sidero.dev/${link}`]: '', 'omni.sidero.dev/cores': '8' },
        spec: {
          talosversion: one.talosVersion,
          connected,
          cluster: one.name,
          role: machine.set.role === 'worker' ? 2 : 1,
        },
      }));
    case 'machines':
      return registered.map((machine) => ({
        id: machine.uuid,
        labels: { 'omni.sidero.dev/machine-request': machine.request },
        spec: { connected, managementaddress: '', usegrpctunnel: false },
      }));
    case 'clustermachinerequeststatuses':
      return machines.map((machine) => ({
        id: machine.request,
        labels: {
          ...labelsOf(machine),
          ...(machine.age >= at.registered ? { 'omni.sidero.dev/machine-request-in-use': '' } : {}),
        },
        spec: { ...requestOf(machine, control), providerid: 'rack-provider' },
      }));
    case 'machinerequests':
    case 'machinerequeststatuses':
      return machines.map((machine) => ({
        id: machine.request,
        labels: {
          'omni.sidero.dev/machine-request-set': machine.set.id,
          'omni.sidero.dev/infra-provider-id': 'rack-provider',
        },
        spec: type === 'machinerequests' ? {} : { ...requestOf(machine, control), id: machine.uuid },
      }));
    default:
      return undefined;
  }
}

function machinesOf(one: SimulatedCluster, control: Control, now: number): readonly Machine[] {
  const age = steps(now - one.syncedAt, control);
  const deletion = one.deletedAt === undefined ? -1 : steps(now - one.deletedAt, control);
  const blocked = control.disconnected.includes(one.name) && one.destroyMachines !== true;
  return one.sets
    .flatMap((set) => Array.from({ length: set.size }, (_, n) => ({ set, n })))
    .map(({ set, n }, index) => {
      const failing = control.failingRequests[set.id] !== undefined;
      const own = age - index * 0.5;
      return {
        uuid: uuid(`${one.name} ${set.id} ${n} ${one.syncedAt}`),
        request: `${set.id}-${uuid(`${set.id}${n}`).slice(0, 6)}`,
        set,
        age: failing ? Math.min(own, at.provisioned - 0.1) : own,
        there: blocked || control.stuck.includes(one.name) || deletion < 1 + index * 0.5,
      };
    });
}

function lastMachineGone(one: SimulatedCluster): number {
  const machines = one.sets.reduce((sum, set) => sum + set.size, 0);
  return 1 + machines * 0.5;
}

function requestOf(machine: Machine, control: Control): Record<string, unknown> {
  const error = control.failingRequests[machine.set.id];
  if (error !== undefined && machine.age >= at.provisioning) return { stage: 5, status: '', error, machineuuid: '' };
  if (machine.age >= at.provisioned) return { stage: 3, status: '', error: '', machineuuid: machine.uuid };
  if (machine.age >= at.provisioning)
    return { stage: 2, status: 'Creating the virtual machine', error: '', machineuuid: '' };
  return { stage: 1, status: '', error: '', machineuuid: '' };
}

function stageOf({ age }: Machine): number {
  if (age >= at.running) return 4;
  if (age >= at.configuring) return 3;
  return age >= at.installing ? 2 : 1;
}

function counts(machines: readonly Machine[], control: Control, name: string) {
  const there = machines.filter((machine) => machine.there && machine.age >= at.registered);
  const connected = control.disconnected.includes(name) ? 0 : there.length;
  const healthy = connected === 0 ? 0 : there.filter((machine) => machine.age >= at.running).length;
  return { total: there.length, healthy, connected, requested: machines.length };
}

function steps(milliseconds: number, control: Control): number {
  return milliseconds / control.step;
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Not random: the same machine has the same id in every process. */
function uuid(seed: string): string {
  let hash = 0x811c9dc5;
  let hex = '';
  for (let round = 0; hex.length < 32; round++) {
    for (const char of `${seed} ${round}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    hex += hash.toString(16).padStart(8, '0');
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
