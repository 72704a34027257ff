// The state tests of disaster recovery: what Omni's resources tell of where a cluster is on its way. Texts that commands
// print decide nothing. Source of types, fields and numbers: omni client/api/omni/specs/omni.proto.
import { failed, ok, type Result } from '../fault.ts';
import type { OmniResource } from '../omni/resource.ts';
import { type Check, type Evidence, never, notYet, yes } from './phase.ts';
import type { OmniSystem } from './systems.ts';
import { expectedMachines, type TemplateSet } from './template.ts';

const ofCluster = 'omni.sidero.dev/cluster';
const requestInUse = 'omni.sidero.dev/machine-request-in-use';
const requestSet = 'omni.sidero.dev/machine-request-set';
const clusterLocked = 'omni.sidero.dev/cluster-locked';

/** The cluster that is recovered, and the machine sets that it has or will have. */
export interface Subject {
  readonly cluster: string;
  readonly sets: readonly TemplateSet[];
  /** Ids of machine sets that it had when the run began. */
  readonly formerSets: readonly string[];
  /** Classes whose machines a provider makes; other classes take machines that exist already. */
  readonly provisionedClasses: readonly string[];
}

/** A resource, or undefined when there is none. */
export async function find(
  omni: OmniSystem,
  type: string,
  id: string,
  signal: AbortSignal,
): Promise<Result<OmniResource | undefined>> {
  const found = await omni.get(type, { id, signal });
  if (found.ok) return ok(found.value[0]);
  return found.fault.kind === 'not-found' ? ok(undefined) : found;
}

function listOf(omni: OmniSystem, type: string, { cluster }: Subject, signal: AbortSignal) {
  return omni.get(type, { selector: `${ofCluster}=${cluster}`, signal });
}

/** When the cluster was created, as Omni tells it: tells it from a later one of the same name. Empty where there is none. */
export async function creationOf(omni: OmniSystem, cluster: string, signal: AbortSignal): Promise<Result<string>> {
  const found = await find(omni, 'clusters', cluster, signal);
  return found.ok ? ok(String(found.value?.created ?? '')) : found;
}

/** What became of a deletion of the cluster that was created at `before`. */
export async function deletionEvidence(
  omni: OmniSystem,
  subject: Subject,
  before: string | undefined,
  signal: AbortSignal,
): Promise<Result<Evidence>> {
  const cluster = await find(omni, 'clusters', subject.cluster, signal);
  if (!cluster.ok) return cluster;
  if (!cluster.value) return ok('done');
  if (cluster.value.phase === 'tearingDown') return ok('under-way');
  const status = await find(omni, 'clusterstatuses', subject.cluster, signal);
  if (!status.ok) return status;
  const isAnother = before !== undefined && String(cluster.value.created ?? '') !== before;
  return ok(status.value?.spec.phase === destroying || isAnother ? 'under-way' : 'not-begun');
}

const destroying = 4;

/** How far a deletion is, in Omni's words. */
export async function deletionProgress(
  omni: OmniSystem,
  subject: Subject,
  signal: AbortSignal,
): Promise<Result<string>> {
  const status = await find(omni, 'clusterdestroystatuses', subject.cluster, signal);
  if (!status.ok) return status;
  const text = status.value?.spec.phase;
  return ok(typeof text === 'string' && text !== '' ? text : 'the deletion has not shown yet');
}

/** Nothing of the cluster is left: no cluster, no machine in it, no request for one. */
export async function nothingRemains(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const cluster = await find(omni, 'clusters', subject.cluster, signal);
  if (!cluster.ok) return cluster;
  const machines = await listOf(omni, 'clustermachinestatuses', subject, signal);
  if (!machines.ok) return machines;
  const requests = await requestsOf(omni, subject, signal);
  if (!requests.ok) return requests;
  if (!cluster.value && machines.value.length === 0 && requests.value.length === 0) return ok(yes());
  const left = [
    ...(cluster.value ? ['the cluster'] : []),
    ...(machines.value.length > 0 ? [counted(machines.value.length, 'machine')] : []),
    ...(requests.value.length > 0 ? [counted(requests.value.length, 'machine request')] : []),
  ];
  const says = cluster.value ? await deletionProgress(omni, subject, signal) : undefined;
  return ok(notYet(`still there: ${left.join(', ')}${says?.ok ? ` (${says.value})` : ''}`));
}

async function requestsOf(
  omni: OmniSystem,
  { sets, formerSets }: Subject,
  signal: AbortSignal,
): Promise<Result<readonly OmniResource[]>> {
  const all = await omni.get('machinerequests', { namespace: 'infra-provider', signal });
  if (!all.ok) return all;
  const own = new Set([...sets.map(({ id }) => id), ...formerSets]);
  return ok(all.value.filter(({ labels }) => own.has(labels[requestSet] ?? '')));
}

/** True when Omni has the cluster and every machine set of the template. */
export async function isDeclared(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const cluster = await find(omni, 'clusters', subject.cluster, signal);
  if (!cluster.ok) return cluster;
  if (!cluster.value) return ok(notYet('Omni does not have the cluster'));
  const sets = await listOf(omni, 'machinesets', subject, signal);
  if (!sets.ok) return sets;
  const there = new Set(sets.value.map(({ id }) => id));
  const missing = subject.sets.filter(({ id }) => !there.has(id));
  return ok(missing.length === 0 ? yes() : notYet(`missing machine sets: ${missing.map(({ id }) => id).join(', ')}`));
}

/** Every machine that a class makes has been made by the provider. */
export async function provisioned(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const { sets, provisionedClasses } = subject;
  const made = sets.filter(({ machineClass }) => provisionedClasses.includes(machineClass ?? ''));
  if (made.length === 0) return ok(yes('no machine has to be made'));
  const expected = expectedMachines({ sets: made });
  const requests = await listOf(omni, 'clustermachinerequeststatuses', subject, signal);
  if (!requests.ok) return requests;
  const failure = requests.value.find(({ spec }) => spec.stage === requestFailed);
  if (failure)
    return ok(
      never({
        kind: 'failed',
        message: `The provider could not make \`${failure.id}\`: ${textOf(failure.spec.error) || 'no reason was given'}`,
        next: `Read the provider’s log of this request: \`omni-scale provider logs --request ${failure.id}\`.`,
      }),
    );
  const there = requests.value.filter(
    ({ spec, labels }) => spec.stage === requestProvisioned || labels[requestInUse] !== undefined,
  ).length;
  if (there >= expected) return ok(yes(`${there} of ${expected} machines made`));
  const step = requests.value.map(({ spec }) => textOf(spec.status)).find((text) => text !== '');
  return ok(notYet(`${there} of ${expected} machines made${step ? `; ${step}` : ''}`));
}

const requestProvisioned = 3;
const requestFailed = 5;

/** Every machine has registered with Omni and is connected. */
export async function registered(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const expected = expectedMachines(subject);
  const machines = await listOf(omni, 'machinestatuses', subject, signal);
  if (!machines.ok) return machines;
  const connected = machines.value.filter(({ spec }) => spec.connected === true).length;
  const text = `${machines.value.length} of ${expected} machines registered, ${connected} connected`;
  return ok(connected >= expected ? yes(text) : notYet(text));
}

/** The cluster has been bootstrapped and all its machines run. */
export async function running(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const bootstrap = await find(omni, 'clusterbootstrapstatuses', subject.cluster, signal);
  if (!bootstrap.ok) return bootstrap;
  const status = await find(omni, 'clusterstatuses', subject.cluster, signal);
  if (!status.ok) return status;
  const machines = await listOf(omni, 'clustermachinestatuses', subject, signal);
  if (!machines.ok) return machines;
  const failure = machines.value.map(({ spec }) => textOf(spec.lastconfigerror)).find((text) => text !== '');
  const up = machines.value.filter(({ spec }) => spec.stage === machineRunning).length;
  const text = `${up} of ${expectedMachines(subject)} machines run`;
  if (bootstrap.value?.spec.bootstrapped === true && status.value?.spec.phase === clusterRunning) return ok(yes(text));
  if (failure) return ok(notYet(`${text}; a machine reports: ${failure}`));
  const first = bootstrap.value?.spec.bootstrapped === true ? 'etcd is up' : 'etcd is not up yet';
  return ok(notYet(`${text}, ${first}; “not ready” is normal here`));
}

const clusterRunning = 3;
const machineRunning = 4;

/** The Kubernetes API answers, and Omni’s way to it is healthy. */
export async function apiAnswers(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const status = await find(omni, 'clusterstatuses', subject.cluster, signal);
  if (!status.ok) return status;
  const balancer = await find(omni, 'loadbalancerstatuses', subject.cluster, signal);
  if (!balancer.ok) return balancer;
  const waits = [
    ...(status.value?.spec.kubernetesapiready === true ? [] : ['the Kubernetes API does not answer yet']),
    ...(balancer.value?.spec.healthy === true ? [] : ['the load balancer is not healthy yet']),
  ];
  return ok(waits.length === 0 ? yes() : notYet(waits.join(', ')));
}

/** Every node is ready. */
export async function nodesReady(omni: OmniSystem, subject: Subject, signal: AbortSignal): Promise<Result<Check>> {
  const status = await find(omni, 'kubernetesstatuses', subject.cluster, signal);
  if (!status.ok) return status;
  const nodes = listIn(status.value?.spec.nodes);
  const ready = nodes.filter((node) => fieldOf(node, 'ready') === true).length;
  const expected = Math.max(nodes.length, expectedMachines(subject));
  const text = `${ready} of ${expected} nodes ready`;
  return ok(ready >= expected ? yes(text) : notYet(text));
}

/** Names of the nodes that Omni knows in a cluster. */
export async function nodeNames(
  omni: OmniSystem,
  cluster: string,
  signal: AbortSignal,
): Promise<Result<ReadonlySet<string>>> {
  const found = await omni.get('clustermachineidentities', { selector: `${ofCluster}=${cluster}`, signal });
  return found.ok ? ok(new Set(found.value.map(({ spec }) => textOf(spec.nodename)))) : found;
}

/** Ids of the machine sets that a cluster has. */
export async function machineSetsOf(
  omni: OmniSystem,
  cluster: string,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const found = await omni.get('machinesets', { selector: `${ofCluster}=${cluster}`, signal });
  return found.ok ? ok(found.value.map(({ id }) => id)) : found;
}

/** Fails when Omni would refuse to change or delete the cluster. */
export async function notLocked(omni: OmniSystem, cluster: string, signal: AbortSignal): Promise<Result<void>> {
  const found = await find(omni, 'clusters', cluster, signal);
  if (!found.ok) return found;
  if (found.value?.annotations[clusterLocked] === undefined) return ok(undefined);
  return failed('conflict', `\`${cluster}\` is locked in Omni, so Omni refuses to delete it.`, {
    next: `Unlock it with \`omnictl cluster unlock ${cluster}\`, if that is right.`,
  });
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function fieldOf(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null
    ? Object.entries(holder).find(([name]) => name === key)?.[1]
    : undefined;
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** `1 machine`, `3 machines`. */
export function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
