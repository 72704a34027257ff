// The state tests of the GitOps bootstrap: what the objects in the cluster tell. Sources: Kubernetes' API conventions,
// Argo CD's Application (sync and health status), Longhorn's types v1beta2.
import { ok, type Result } from '../fault.ts';
import type { LiveObject } from '../status/facts.ts';
import { fieldOf, listIn, textOf } from './omni-state.ts';
import { type Check, notYet, yes } from './phase.ts';
import type { KubernetesSystem } from './systems.ts';

type Look<T> = Promise<Result<T>>;

/** DaemonSets that bring the network between pods, as their projects name them. */
const cniDaemonSets: ReadonlySet<string> = new Set([
  'cilium',
  'kube-flannel',
  'kube-flannel-ds',
  'calico-node',
  'canal',
  'weave-net',
  'kube-router',
  'antrea-agent',
]);

/** Which CNI the cluster has, and whether it runs everywhere. */
export async function cni(
  kubernetes: KubernetesSystem,
  signal: AbortSignal,
): Look<{ readonly name: string; readonly ready: boolean } | undefined> {
  const sets = await kubernetes.list({ apiVersion: 'apps/v1', kind: 'DaemonSet' }, signal);
  if (!sets.ok) return sets;
  const found = sets.value.find(({ metadata }) => cniDaemonSets.has(metadata.name));
  return ok(found && { name: found.metadata.name, ready: isRolledOut(found) });
}

/** Every node is ready. */
export async function nodesReady(kubernetes: KubernetesSystem, signal: AbortSignal): Look<Check> {
  const nodes = await kubernetes.list({ apiVersion: 'v1', kind: 'Node' }, signal);
  if (!nodes.ok) return nodes;
  const ready = nodes.value.filter((node) => conditionOf(node, 'Ready') === 'True').length;
  const text = `${ready} of ${nodes.value.length} nodes ready`;
  return ok(nodes.value.length > 0 && ready === nodes.value.length ? yes(text) : notYet(text));
}

/** Nodes that pods without tolerations can run on. */
export async function schedulableNodes(kubernetes: KubernetesSystem, signal: AbortSignal): Look<number> {
  const nodes = await kubernetes.list({ apiVersion: 'v1', kind: 'Node' }, signal);
  if (!nodes.ok) return nodes;
  const open = nodes.value.filter((node) => {
    const tainted = listIn(node.spec?.taints).some((taint) => /^No/.test(textOf(fieldOf(taint, 'effect'))));
    return conditionOf(node, 'Ready') === 'True' && node.spec?.unschedulable !== true && !tainted;
  });
  return ok(open.length);
}

/** The definition of a kind is established, so that objects of it can be made. */
export async function isEstablished(kubernetes: KubernetesSystem, name: string, signal: AbortSignal): Look<boolean> {
  const definition = await kubernetes.get(
    { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name },
    signal,
  );
  return definition.ok
    ? ok(definition.value !== undefined && conditionOf(definition.value, 'Established') === 'True')
    : definition;
}

/** All workloads of a kind in a namespace run, and there is one at least with each of the names (label or name). */
export async function workloadsReady(
  kubernetes: KubernetesSystem,
  kind: 'Deployment' | 'DaemonSet' | 'StatefulSet',
  namespace: string,
  names: readonly string[],
  signal: AbortSignal,
): Look<Check> {
  const found = await kubernetes.list({ apiVersion: 'apps/v1', kind, namespace }, signal);
  if (!found.ok) return found;
  const waits = names.flatMap((name) => {
    const own = found.value.filter((one) => isNamed(one, name));
    const late = own.filter((one) => !isRolledOut(one));
    if (own.length === 0) return [`there is no \`${name}\``];
    return late.length === 0 ? [] : [`\`${late[0]?.metadata.name}\` is not ready`];
  });
  return ok(waits.length === 0 ? yes() : notYet(waits.join(', ')));
}

/** The name of a workload that is there under one of the names (label or name), ready or not. */
export async function workload(
  kubernetes: KubernetesSystem,
  kind: 'Deployment' | 'DaemonSet' | 'StatefulSet',
  namespace: string,
  names: readonly string[],
  signal: AbortSignal,
): Look<string | undefined> {
  const found = await kubernetes.list({ apiVersion: 'apps/v1', kind, namespace }, signal);
  if (!found.ok) return found;
  return ok(found.value.find((one) => names.some((name) => isNamed(one, name)))?.metadata.name);
}

function isNamed({ metadata }: LiveObject, name: string): boolean {
  return metadata.name === name || metadata.labels?.['app.kubernetes.io/name'] === name;
}

/** The first check that is not met, or the last. */
export async function all(checks: readonly (() => Look<Check>)[]): Look<Check> {
  let last: Result<Check> = ok(yes());
  for (const check of checks) {
    last = await check();
    if (!last.ok || last.value.state !== 'yes') return last;
  }
  return last;
}

export const longhorn = 'longhorn.io/v1beta2';

/** Names of the volumes that Longhorn keeps. */
export async function longhornVolumes(kubernetes: KubernetesSystem, signal: AbortSignal): Look<readonly LiveObject[]> {
  return kubernetes.list({ apiVersion: longhorn, kind: 'Volume', namespace: 'longhorn-system' }, signal);
}

/** The version that Longhorn last ran as, like `1.12.1`; undefined where it never ran. */
export async function longhornVersion(kubernetes: KubernetesSystem, signal: AbortSignal): Look<string | undefined> {
  const setting = await kubernetes.get(
    { apiVersion: longhorn, kind: 'Setting', namespace: 'longhorn-system', name: 'current-longhorn-version' },
    signal,
  );
  if (!setting.ok) return setting;
  const value = textOf(fieldOf(setting.value, 'value')).replace(/^v/, '');
  return ok(value === '' ? undefined : value);
}

export const argo = 'argoproj.io/v1alpha1';

export function applications(kubernetes: KubernetesSystem, namespace: string, signal: AbortSignal) {
  return kubernetes.list({ apiVersion: argo, kind: 'Application', namespace }, signal);
}

/** True when Argo CD syncs it by itself. */
export function isAutomated(application: LiveObject): boolean {
  const automated = fieldOf(application.spec?.syncPolicy, 'automated');
  return automated !== undefined && automated !== null && fieldOf(automated, 'enabled') !== false;
}

/** `Synced · Healthy`, and the errors that Argo CD names. */
export function applicationState(application: LiveObject): { readonly fine: boolean; readonly text: string } {
  const sync = textOf(fieldOf(application.status?.sync, 'status')) || 'Unknown';
  const health = textOf(fieldOf(application.status?.health, 'status')) || 'Unknown';
  const problem = listIn(application.status?.conditions).find((condition) =>
    /Error$/.test(textOf(fieldOf(condition, 'type'))),
  );
  const says = textOf(fieldOf(problem, 'message'));
  return { fine: sync === 'Synced' && health === 'Healthy', text: `${sync} · ${health}${says ? `: ${says}` : ''}` };
}

/** Every Application that Argo CD syncs by itself is synced and healthy, those named among them. */
export async function applicationsFine(
  kubernetes: KubernetesSystem,
  namespace: string,
  named: readonly string[],
  signal: AbortSignal,
): Look<Check> {
  const found = await applications(kubernetes, namespace, signal);
  if (!found.ok) return found;
  const missing = named.filter((name) => !found.value.some(({ metadata }) => metadata.name === name));
  if (missing.length > 0) return ok(notYet(`there is no Application \`${missing[0]}\` yet`));
  const watched = found.value.filter(
    (application) => isAutomated(application) || named.includes(application.metadata.name),
  );
  const late = watched.filter((application) => !applicationState(application).fine);
  const text = `${watched.length - late.length} of ${watched.length} Applications synced and healthy`;
  const [first] = late;
  return ok(first ? notYet(`${text}; \`${first.metadata.name}\` is ${applicationState(first).text}`) : yes(text));
}

/** True when a sync is under way or asked for. */
export function isSyncing(application: LiveObject): boolean {
  const phase = textOf(fieldOf(application.status?.operationState, 'phase'));
  return (
    (application.operation !== undefined && application.operation !== null) ||
    phase === 'Running' ||
    phase === 'Terminating'
  );
}

/** Source: Kubernetes, `kubectl rollout status`: the observed generation, and every replica updated and available. */
function isRolledOut({ kind, metadata, spec, status }: LiveObject): boolean {
  const number = (key: string) => Number(status?.[key] ?? 0);
  if (number('observedGeneration') < (metadata.generation ?? 0)) return false;
  if (kind === 'DaemonSet')
    return number('desiredNumberScheduled') > 0 && number('numberReady') >= number('desiredNumberScheduled');
  const wanted = Number(spec?.replicas ?? 1);
  return number('readyReplicas') >= wanted && number('updatedReplicas') >= wanted;
}

function conditionOf(object: LiveObject, type: string): string {
  const found = listIn(object.status?.conditions).find((condition) => fieldOf(condition, 'type') === type);
  return textOf(fieldOf(found, 'status'));
}
