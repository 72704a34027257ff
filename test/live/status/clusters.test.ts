// Omni's clusters: what each phase means, and what is only the consequence of something beneath.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GivenOmni, lines, minute, now, omniFacts, resource, rowOf, rowsOf, seen, within } from './given.ts';

const counts = { total: 1, healthy: 1, connected: 1, requested: 1 };
const runs = {
  phase: 3,
  ready: true,
  machines: counts,
  kubernetesapiready: true,
  controlplaneready: true,
  hasconnectedcontrolplanes: true,
};
const runningMachine = {
  spec: { stage: 4, ready: true, configuptodate: true },
  labels: within('c', 'c-workers', 'connected'),
};

const healthy: GivenOmni = {
  clusterstatuses: { c: { spec: runs } },
  machinesetstatuses: { 'c-workers': { spec: { phase: 3, ready: true, machines: counts }, labels: within('c') } },
  clustermachinestatuses: { 'uuid-1': runningMachine },
  clustermachineidentities: { 'uuid-1': { spec: { nodename: 'worker-1', nodeips: ['10.20.0.21'] } } },
};

const shown = (given: GivenOmni) => lines(rowsOf('clusters', { omni: omniFacts({ ...healthy, ...given }) }));
const row = (given: GivenOmni, name: string) => rowOf('clusters', { omni: omniFacts({ ...healthy, ...given }) }, name);

/** The healthy cluster with another machine, set, or cluster spec. */
const machine = (spec: object, more: object = {}): GivenOmni => ({
  clustermachinestatuses: { 'uuid-1': { ...runningMachine, spec: { ...runningMachine.spec, ...spec }, ...more } },
});
const set = (spec: object): GivenOmni => ({
  machinesetstatuses: {
    'c-workers': { spec: { phase: 3, ready: true, machines: counts, ...spec }, labels: within('c') },
  },
});
const cluster = (spec: object): GivenOmni => ({ clusterstatuses: { c: { spec: { ...runs, ...spec } } } });

test('a healthy cluster is healthy all the way down', () => {
  assert.deepEqual(shown({}), ['healthy c: Running', '  healthy workers: Running', '    healthy worker-1: Running']);
  assert.equal(row({}, 'worker-1').extra, '10.20.0.21');
  assert.equal(row({}, 'workers').extra, '1 of 1 healthy');
  assert.equal(row({}, 'c').extra, '1 machine');
});

test('every phase of a cluster', () => {
  const phases = [0, 1, 2, 3, 4, 99].map((phase) => seen(row(cluster({ phase }), 'c')));
  assert.deepEqual(phases, [
    'unknown Unknown',
    'busy Scaling up',
    'busy Scaling down',
    'healthy Running',
    'busy Destroying',
    'unknown Unknown',
  ]);
});

test('every phase of a machine set', () => {
  const phases = [0, 1, 2, 3, 4, 5, 6, 7].map((phase) => seen(row(set({ phase }), 'workers')));
  assert.deepEqual(phases, [
    'unknown Unknown',
    'busy Scaling up',
    'busy Scaling down',
    'healthy Running',
    'busy Destroying',
    'error Failed',
    'busy Reconfiguring',
    'busy Upgrading',
  ]);
});

test('every stage of a machine', () => {
  const stages = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((stage) => seen(row(machine({ stage }), 'worker-1')));
  assert.deepEqual(stages, [
    'unknown Unknown',
    'busy Booting',
    'busy Installing',
    'busy Configuring',
    'healthy Running',
    'busy Destroying',
    'busy Upgrading',
    'busy Rebooting',
    'busy Shutting down',
    'busy Before destroy',
    'busy Powering on',
    'error Powered off',
  ]);
});

test('every stage of a machine request', () => {
  const stages = [0, 1, 2, 3, 4, 5].map((stage) =>
    seen(
      row(
        { clustermachinerequeststatuses: { 'c-workers-x7': { spec: { stage }, labels: within('c', 'c-workers') } } },
        'c-workers-x7',
      ),
    ),
  );
  assert.deepEqual(stages, [
    'unknown Unknown',
    'busy Pending',
    'busy Provisioning',
    'busy Provisioned',
    'busy Deprovisioning',
    'error Failed',
  ]);
});

test('a machine that is being made stands beside those that run until it registers', () => {
  const request = {
    spec: { stage: 2, status: 'creating the virtual machine', machineuuid: '' },
    labels: within('c', 'c-workers'),
  };
  assert.equal(
    row({ clustermachinerequeststatuses: { 'c-workers-x7': request } }, 'c-workers-x7').message,
    'Creating the virtual machine.',
  );
  const inUse = { ...request, labels: within('c', 'c-workers', 'machine-request-in-use') };
  assert.doesNotMatch(shown({ clustermachinerequeststatuses: { 'c-workers-x7': inUse } }).join(), /x7/);
  const registered = { ...request, spec: { stage: 3, machineuuid: 'uuid-1' } };
  assert.doesNotMatch(shown({ clustermachinerequeststatuses: { 'c-workers-x7': registered } }).join(), /x7/);
});

test('a request that failed is the one problem; its set and cluster only follow from it', () => {
  const failed = { spec: { stage: 5, error: 'no storage matches' }, labels: within('c', 'c-workers') };
  assert.deepEqual(
    shown({
      ...cluster({ phase: 1 }),
      ...set({ phase: 1 }),
      clustermachinerequeststatuses: { 'c-workers-x7': failed },
    }),
    [
      'error (beneath) c: Scaling up – A machine set in it has a problem.',
      '  error (beneath) workers: Scaling up – A machine in it has a problem.',
      '    error c-workers-x7: Failed – The provider could not make the machine: no storage matches.',
      '    healthy worker-1: Running',
    ],
  );
});

test('a machine that lost its connection is an error, unless its stage explains it', () => {
  const away = { labels: within('c', 'c-workers') };
  assert.deepEqual(
    [4, 7, 6].map((stage) => row(machine({ stage }, away), 'worker-1').level),
    ['error', 'busy', 'busy'],
  );
});

test('a new machine may take its time to connect and to become ready', () => {
  const young = { created: now - 2 * minute };
  assert.equal(seen(row(machine({ ready: false }, young), 'worker-1')), 'busy Running, not ready');
  assert.equal(seen(row(machine({ ready: false }), 'worker-1')), 'warning Running, not ready');
  assert.equal(row(machine({}, { ...young, labels: within('c', 'c-workers') }), 'worker-1').level, 'busy');
});

test('a config that was refused, reported diagnostics and waiting changes are told', () => {
  assert.equal(
    row(machine({ lastconfigerror: 'unknown key' }), 'worker-1').message,
    'Its config was not applied: unknown key.',
  );
  assert.equal(row(machine({ configapplystatus: 3 }), 'worker-1').level, 'error');
  assert.equal(seen(row(machine({ configuptodate: false }), 'worker-1')), 'busy Running');
  const diagnostics = [{ id: 'address-overlap', message: 'host and Kubernetes subnets overlap' }];
  const told = row({ machinestatuses: { 'uuid-1': { spec: { connected: true, diagnostics } } } }, 'worker-1');
  assert.deepEqual([told.level, told.message], ['warning', 'Talos reports: host and Kubernetes subnets overlap.']);
});

test('not being ready is normal while the control plane starts, and an error afterwards', () => {
  const down = cluster({ ready: false, kubernetesapiready: false });
  assert.deepEqual([row(down, 'c').level, row(down, 'c').message], ['error', 'The Kubernetes API is not ready.']);
  const starting: GivenOmni = {
    ...down,
    machinesetstatuses: {
      'c-control-planes': { spec: { phase: 3, ready: false }, labels: within('c', undefined, 'role-controlplane') },
    },
    clustermachinestatuses: { 'uuid-1': { spec: { stage: 2 }, labels: within('c', 'c-control-planes') } },
  };
  assert.deepEqual(shown(starting), [
    'busy c: Running, not ready – Its machines are starting.',
    '  busy control-planes: Running, not ready – Its machines are starting.',
    '    busy worker-1: Installing',
  ]);
});

test('an unhealthy load balancer is a warning; one that is stopped is not', () => {
  const balancer = (spec: Readonly<Record<string, unknown>>): GivenOmni => ({
    ...cluster({ ready: false }),
    loadbalancerstatuses: { c: { spec, labels: within('c') } },
  });
  assert.deepEqual(
    lines([row(balancer({ healthy: false }), 'c')])[0],
    'warning c: Running, not ready – The load balancer is unhealthy.',
  );
  assert.equal(row(balancer({ healthy: false, stopped: true }), 'c').message, 'It runs and is not ready.');
});

test('every phase of an upgrade', () => {
  const upgrade = (phase: number) =>
    row(
      {
        talosupgradestatuses: {
          c: { spec: { phase, error: 'no space', currentupgradeversion: '1.13.6', step: 'worker-1' } },
        },
      },
      'c',
    );
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((phase) => upgrade(phase).level),
    ['unknown', 'busy', 'healthy', 'error', 'busy', 'busy'],
  );
  assert.equal(upgrade(1).message, 'Upgrading Talos to 1.13.6: worker-1.');
  assert.equal(upgrade(3).message, 'The Talos upgrade failed: no space.');
});

test('conditions of the control plane count by their severity', () => {
  const etcd = (severity: number) =>
    row(
      {
        controlplanestatuses: {
          cp: {
            spec: { conditions: [{ type: 1, status: 2, severity, reason: 'one member is lost' }] },
            labels: within('c'),
          },
        },
      },
      'c',
    );
  assert.deepEqual(
    [0, 1, 2].map((severity) => etcd(severity).level),
    ['healthy', 'warning', 'error'],
  );
  assert.equal(etcd(2).message, 'Etcd is not ready: one member is lost.');
  assert.deepEqual(
    etcd(0).conditions.find(({ type }) => type === 'Etcd'),
    {
      ...{ type: 'Etcd', status: 'Not ready', level: 'unknown', message: 'one member is lost' },
    },
  );
});

test('a failed etcd backup is a warning', () => {
  const backup = row({ etcdbackupstatuses: { c: { spec: { status: 2, error: 'access denied' } } } }, 'c');
  assert.deepEqual([backup.level, backup.message], ['warning', 'The last etcd backup failed: access denied.']);
});

test('a cluster that is being destroyed is busy, however unhealthy it is', () => {
  const going: GivenOmni = {
    clusterstatuses: { c: { phase: 'tearingDown', spec: { ...runs, ready: false, kubernetesapiready: false } } },
    clusterdestroystatuses: { c: { spec: { phase: 'Destroying: 1 machine set, 2 machines' } } },
  };
  assert.equal(shown(going)[0], 'busy c: Destroying – Destroying: 1 machine set, 2 machines.');
});

test('sets stand in the order of omnictl, machines with problems first, names by number', () => {
  const sets = Object.fromEntries(
    ['c-a', 'c-workers', 'c-z', 'c-control-planes'].map((id) => [
      id,
      {
        spec: { phase: 3, ready: true },
        labels: within('c', undefined, ...(id === 'c-control-planes' ? ['role-controlplane'] : [])),
      },
    ]),
  );
  const machines = Object.fromEntries(
    [10, 2, 3].map((n) => [
      `uuid-${n}`,
      {
        spec: { stage: n === 3 ? 11 : 4, ready: true },
        labels: { ...within('c', 'c-z', 'connected'), 'omni.sidero.dev/node-name': `n-${n}` },
      },
    ]),
  );
  assert.deepEqual(shown({ machinesetstatuses: sets, clustermachinestatuses: machines }), [
    'healthy c: Running',
    '  healthy control-planes: Running',
    '  healthy workers: Running',
    '  healthy a: Running',
    '  healthy z: Running',
    '    error n-3: Powered off – The machine is off. Power it on, or take it out of its machine set.',
    '    healthy n-2: Running',
    '    healthy n-10: Running',
  ]);
});

test('a machine keeps the identifiers that actions need', () => {
  assert.deepEqual(row({}, 'worker-1').target, {
    kind: 'machine',
    cluster: 'c',
    machineSet: 'c-workers',
    machine: 'uuid-1',
  });
  assert.equal(row({}, 'worker-1').id, 'machine/uuid-1');
  assert.equal(row({}, 'worker-1').command, 'omnictl machine-logs uuid-1 --tail 100');
});

test('a name that a shell would take for more is quoted in the command', () => {
  const odd = within('c', 'c-workers', 'connected');
  const { command } = row(
    { clustermachinestatuses: { 'x; reboot': { spec: { stage: 4 }, labels: odd } } },
    'x; reboot',
  );
  assert.equal(command, "omnictl machine-logs 'x; reboot' --tail 100");
});

test('what makes no sense is shown as unknown and breaks nothing', () => {
  const odd = {
    clusterstatuses: { c: resource('c', { spec: { phase: 'three', machines: 7 } }) },
    machinesetstatuses: { s: resource('s', { spec: {} }) },
    clustermachinestatuses: { m: resource('m', { spec: { stage: null }, labels: within('d', 'd-workers') }) },
  };
  assert.deepEqual(shown(odd), [
    'error (beneath) d: Unknown – Omni has machine sets of this cluster and no status of it.',
    '  error (beneath) workers: Unknown – A machine in it has a problem.',
    '    error m: Unknown – It has lost its connection to Omni.',
    'unknown c: Unknown',
  ]);
});
