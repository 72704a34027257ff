// What a person does to an Application of Argo CD: sync, refresh, end a sync. All of it is a patch of the object, which
// Argo CD's own permissions and checks do not see, so the checks that its API server makes are made here.
import { type Fault, failed, ok, type Result } from '../fault.ts';
import type { LiveObject } from '../status/facts.ts';
import type { Cluster, ObjectReference } from './cluster.ts';
import { isRecord } from './objects.ts';
import { forbiddingWindow } from './sync-windows.ts';

export interface ApplicationName {
  readonly namespace: string;
  readonly name: string;
}

export interface SyncOptions {
  /** Removes what is no longer in git. */
  readonly prune?: boolean;
  /** Only says what would be done. */
  readonly dryRun?: boolean;
  /** Where Argo CD and its AppProjects are; the Application’s own namespace when absent. */
  readonly argocdNamespace?: string;
  readonly signal?: AbortSignal;
}

const apiVersion = 'argoproj.io/v1alpha1';
const refreshAnnotation = 'argocd.argoproj.io/refresh';
/** Whom Argo CD's history names. */
const username = 'omni-scale';

/** Asks Argo CD to compare again; `hard` makes it render the manifests anew too. */
export async function refreshApplication(
  cluster: Cluster,
  application: ApplicationName,
  how: 'normal' | 'hard',
  signal?: AbortSignal,
): Promise<Result<void>> {
  const patch = { metadata: { annotations: { [refreshAnnotation]: how } } };
  return done(await cluster.mergePatch(referenceTo(application), patch, signal));
}

/**
 * Starts a sync with the Application's own options and retry. Faults: `conflict` while an operation runs or when the
 * Application changed meanwhile, `forbidden` while a sync window of its project does not allow it.
 */
export async function syncApplication(
  cluster: Cluster,
  application: ApplicationName,
  { prune = false, dryRun = false, argocdNamespace, signal }: SyncOptions = {},
): Promise<Result<void>> {
  const found = await read(cluster, application, signal);
  if (!found.ok) return found;
  const refusal =
    runningOperation(found.value) ??
    (await closedWindow(cluster, found.value, argocdNamespace ?? application.namespace, signal));
  if (refusal) return { ok: false, fault: refusal };
  const policy = recordAt(found.value.spec, 'syncPolicy');
  const { syncOptions, retry } = policy;
  const operation = {
    initiatedBy: { username },
    info: [{ name: 'Reason', value: 'asked for in Omni Scale' }],
    ...(isRecord(retry) ? { retry } : {}),
    sync: {
      prune,
      dryRun,
      ...(Array.isArray(syncOptions) ? { syncOptions } : {}),
      syncStrategy: { hook: {} },
    },
  };
  const { resourceVersion } = found.value.metadata;
  return done(await cluster.mergePatch(referenceTo(application), { metadata: { resourceVersion }, operation }, signal));
}

/** Ends the operation that runs. Fault `conflict` when none does. */
export async function terminateOperation(
  cluster: Cluster,
  application: ApplicationName,
  signal?: AbortSignal,
): Promise<Result<void>> {
  const found = await read(cluster, application, signal);
  if (!found.ok) return found;
  if (recordAt(found.value.status, 'operationState').phase !== 'Running')
    return failed('conflict', `No operation of \`${application.name}\` is running.`);
  const { resourceVersion } = found.value.metadata;
  const patch = { metadata: { resourceVersion }, status: { operationState: { phase: 'Terminating' } } };
  return done(await cluster.mergePatch(referenceTo(application), patch, signal));
}

async function read(
  cluster: Cluster,
  { namespace, name }: ApplicationName,
  signal?: AbortSignal,
): Promise<Result<LiveObject>> {
  const found = await cluster.get(referenceTo({ namespace, name }), signal);
  if (!found.ok) return found;
  return found.value ? ok(found.value) : failed('not-found', `There is no Application \`${namespace}/${name}\`.`);
}

function runningOperation({ metadata, operation, status }: LiveObject): Fault | undefined {
  const { phase } = recordAt(status, 'operationState');
  if (operation === undefined && phase !== 'Running' && phase !== 'Terminating') return undefined;
  return {
    kind: 'conflict',
    message: `An operation of \`${metadata.name}\` is already under way.`,
    next: 'Wait until it has ended, or end it first.',
  };
}

async function closedWindow(
  cluster: Cluster,
  application: LiveObject,
  namespace: string,
  signal?: AbortSignal,
): Promise<Fault | undefined> {
  const reference = { apiVersion, kind: 'AppProject', namespace, name: String(application.spec?.project ?? 'default') };
  const found = await cluster.get(reference, signal);
  const window = found.ok && found.value ? forbiddingWindow(application, found.value, Date.now()) : undefined;
  if (window === undefined) return undefined;
  return {
    kind: 'forbidden',
    message: `A sync window of the project \`${reference.name}\` does not allow a sync by hand now: ${window}.`,
    next: 'Wait for the window, or allow `manualSync` in it.',
  };
}

function referenceTo({ namespace, name }: ApplicationName): ObjectReference {
  return { apiVersion, kind: 'Application', namespace, name };
}

function recordAt(holder: Readonly<Record<string, unknown>> | undefined, key: string): Record<string, unknown> {
  const value = holder?.[key];
  return isRecord(value) ? value : {};
}

function done(result: Result<unknown>): Result<void> {
  return result.ok ? ok(undefined) : result;
}
