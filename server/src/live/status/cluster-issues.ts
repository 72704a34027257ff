// What Omni says of a cluster beside its phase: the parts of its control plane, upgrades and backups.
import type { OmniResource } from '../omni/resource.ts';
import type { OmniResources } from './clusters.ts';
import { label, sentence, truth } from './machines.ts';
import { type Condition, isProblem, type Level } from './model.ts';
import { backupStates, conditionStates, conditionTypes, upgradePhases, type Word, wordOf } from './omni-words.ts';
import { listOf, numberOf, present, textOf, timeOf } from './read.ts';

export interface Issue {
  readonly level: Level;
  readonly text: string;
}

export interface Issues {
  readonly conditions: readonly Condition[];
  /** What makes the cluster's level other than its phase says. */
  readonly issues: readonly Issue[];
}

/** @param starting machines of the control plane are under way, so that its parts are not expected to be ready */
export function issuesOf(cluster: string, resources: OmniResources, starting: boolean): Issues {
  const controlPlane = controlPlaneOf(cluster, resources);
  const upgrades = [
    upgradeOf('Kubernetes', resources.kubernetesupgradestatuses?.get(cluster)),
    upgradeOf('Talos', resources.talosupgradestatuses?.get(cluster)),
  ];
  const backup = backupOf(resources.etcdbackupstatuses?.get(cluster));
  const all = [...(starting ? controlPlane.map(asExpected) : controlPlane), ...upgrades, backup];
  return {
    conditions: present(all.map((part) => part?.condition)),
    issues: present(all.map((part) => part?.issue)),
  };
}

interface Part {
  readonly condition?: Condition | undefined;
  readonly issue?: Issue | undefined;
}

/** While the control plane starts, what is not ready yet is under way. */
function asExpected({ condition }: Part): Part {
  return { condition: condition && isProblem(condition.level) ? { ...condition, level: 'busy' } : condition };
}

function controlPlaneOf(cluster: string, resources: OmniResources): readonly Part[] {
  const status = resources.clusterstatuses?.get(cluster);
  const runs = status?.phase === 'running' && status.spec.available !== false;
  const balancer = resources.loadbalancerstatuses?.get(cluster)?.spec;
  const parts = [
    check(
      'Control plane connected',
      status?.spec.hasconnectedcontrolplanes,
      'No control plane machine is connected to Omni.',
    ),
    check('Control plane', status?.spec.controlplaneready, 'The control plane is not ready.'),
    check('Kubernetes API', status?.spec.kubernetesapiready, 'The Kubernetes API is not ready.'),
    check(
      'Load balancer',
      balancer?.stopped === true ? undefined : balancer?.healthy,
      'The load balancer is unhealthy.',
      'warning',
    ),
  ];
  const own = [...(resources.controlplanestatuses?.values() ?? [])].find(
    (each) => each.labels[label.cluster] === cluster,
  );
  const told = listOf(own?.spec, 'conditions').map(toldOf);
  const nodes = nodesOf(resources.kubernetesstatuses?.get(cluster));
  return [...(runs ? parts : parts.map(({ condition }) => ({ condition }))), ...told, { condition: nodes }];
}

function check(type: string, value: unknown, text: string, level: Level = 'error'): Part {
  const condition = truth(type, value, level);
  return { condition, issue: value === false ? { level, text } : undefined };
}

/** ControlPlaneStatusSpec.Condition.Severity: Info is no issue. */
const severities: readonly Level[] = ['unknown', 'warning', 'error'];

function toldOf(told: unknown): Part {
  const type = wordOf(conditionTypes, numberOf(told, 'type')).word;
  const state = wordOf(conditionStates, numberOf(told, 'status'));
  const reason = textOf(told, 'reason');
  const level = state.level === 'error' ? (severities[numberOf(told, 'severity') ?? 0] ?? 'unknown') : state.level;
  return {
    condition: { type, status: state.word, level, ...(reason ? { message: reason } : {}) },
    issue: isProblem(level) ? { level, text: sentence(`${type} is not ready`, reason) } : undefined,
  };
}

function nodesOf(resource: OmniResource | undefined): Condition | undefined {
  const nodes = listOf(resource?.spec, 'nodes');
  if (nodes.length === 0) return undefined;
  const ready = nodes.filter((node) => Reflect.get(Object(node), 'ready') === true).length;
  return {
    type: 'Kubernetes nodes',
    status: `${ready} of ${nodes.length} ready`,
    level: ready === nodes.length ? 'healthy' : 'warning',
  };
}

function upgradeOf(what: string, resource: OmniResource | undefined): Part | undefined {
  if (!resource) return undefined;
  const { spec, updated } = resource;
  const phase = wordOf(upgradePhases, numberOf(spec, 'phase'));
  const error = textOf(spec, 'error');
  const step = [textOf(spec, 'step'), textOf(spec, 'status')].filter((part) => part !== undefined).join(', ');
  const condition: Condition = {
    ...{ type: `${what} upgrade`, status: phase.word, level: phase.level },
    ...(error || step ? { message: error ?? step } : {}),
    ...(updated === undefined ? {} : { since: updated }),
  };
  return { condition, issue: upgradeIssue(what, phase, textOf(spec, 'currentupgradeversion'), error, step) };
}

function upgradeIssue(
  what: string,
  phase: Word,
  to: string | undefined,
  error: string | undefined,
  step: string,
): Issue | undefined {
  const { word, level } = phase;
  if (word === 'Failed') return { level, text: sentence(`The ${what} upgrade failed`, error) };
  if (word === 'Unknown') return { level, text: `Omni does not know the state of the ${what} upgrade.` };
  if (word === 'Done') return undefined;
  return { level, text: sentence(`${word} ${what}${word === 'Upgrading' && to ? ` to ${to}` : ''}`, step) };
}

function backupOf(resource: OmniResource | undefined): Part | undefined {
  if (!resource) return undefined;
  const { word, level } = wordOf(backupStates, numberOf(resource.spec, 'status'));
  const error = textOf(resource.spec, 'error');
  const last = timeOf(resource.spec, 'lastbackuptime');
  return {
    condition: {
      ...{ type: 'Etcd backup', status: word, level: word === 'Unknown' ? 'healthy' : level },
      ...(error ? { message: error } : {}),
      ...(last === undefined ? {} : { since: last }),
    },
    issue: level === 'warning' ? { level, text: sentence('The last etcd backup failed', error) } : undefined,
  };
}
