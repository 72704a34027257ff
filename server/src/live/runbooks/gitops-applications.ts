// The last three phases of the GitOps bootstrap: the root Application, the wait for what it brings, and the Applications
// that a person syncs.
import { readdir, readFile as readText } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { failed, ok, type Result } from '../fault.ts';
import type { ObjectDraft } from '../kubernetes/cluster.ts';
import type { LiveObject } from '../status/facts.ts';
import type { GitOpsInputs } from './gitops-bootstrap.ts';
import * as state from './gitops-state.ts';
import { fieldOf, listIn, textOf } from './omni-state.ts';
import { minute, type Phase } from './phase.ts';
import type { KubernetesSystem, Systems } from './systems.ts';
import { verify, withKubernetes } from './with-kubernetes.ts';

type Inputs = GitOpsInputs & { readonly bootstrap: string };

export function applicationPhases(inputs: Inputs, systems: Systems): readonly Phase[] {
  return [rootApplication(inputs, systems), waitForApplications(inputs, systems), manualSync(inputs, systems)];
}

function rootApplication({ bootstrap }: Inputs, systems: Systems): Phase {
  return {
    id: 'root-application',
    title: 'Apply the root Application',
    done: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const objects = await readObjects(bootstrap);
        if (!objects.ok) return objects;
        for (const object of objects.value) {
          const found = await kubernetes.get({ ...object, ...namesOf(object) }, signal);
          if (!found.ok) return found;
          if (!found.value || !holds(found.value.spec, object.spec)) return ok(undefined);
        }
        return ok('The cluster has it as the file says.');
      }),
    precondition: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const established = await state.isEstablished(kubernetes, 'applications.argoproj.io', signal);
        if (!established.ok || established.value) return established.ok ? ok(undefined) : established;
        return failed('conflict', 'The cluster does not know Applications, so Argo CD is not installed.');
      }),
    action: {
      commands: [`kubectl apply --server-side --filename ${bootstrap}`],
      limit: minute,
      run: ({ signal }) =>
        withKubernetes(systems, async (kubernetes) => {
          const objects = await readObjects(bootstrap);
          if (!objects.ok) return objects;
          for (const object of objects.value) {
            const applied = await kubernetes.apply(object, signal);
            if (!applied.ok) return applied;
          }
          return ok(undefined);
        }),
    },
    whenFailed: [`\`kubectl apply --server-side --dry-run=server --filename ${bootstrap}\` shows what is refused.`],
  };
}

function waitForApplications({ bootstrap, argocdNamespace }: Inputs, systems: Systems): Phase {
  return {
    id: 'applications',
    title: 'Wait until the Applications are synced and healthy',
    verify: verify(systems, 20 * minute, async (kubernetes, signal) => {
      const objects = await readObjects(bootstrap);
      if (!objects.ok) return objects;
      const roots = objects.value.filter(({ kind }) => kind === 'Application').map(({ metadata }) => metadata.name);
      return state.applicationsFine(kubernetes, argocdNamespace, roots, signal);
    }),
    whenFailed: [
      `\`kubectl get applications --namespace ${argocdNamespace}\` lists them; \`kubectl describe application <name>\` shows the conditions.`,
      `When one waits for an operation that ended long ago, restart the controller: \`kubectl rollout restart statefulset --namespace ${argocdNamespace} --selector app.kubernetes.io/name=argocd-application-controller\`.`,
    ],
  };
}

/** Redis of a highly available Argo CD refuses to share a node. */
const nodesForHighAvailability = 3;

function manualSync({ argocdNamespace }: Inputs, systems: Systems): Phase {
  const waiting = async (kubernetes: KubernetesSystem, signal: AbortSignal): Promise<Result<readonly LiveObject[]>> => {
    const found = await state.applications(kubernetes, argocdNamespace, signal);
    if (!found.ok) return found;
    return ok(found.value.filter((one) => !state.isAutomated(one) && !state.applicationState(one).fine));
  };
  return {
    id: 'manual-sync',
    title: 'Sync the Applications that do not sync by themselves',
    done: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const found = await waiting(kubernetes, signal);
        return found.ok ? ok(found.value.length === 0 ? 'There is none that waits.' : undefined) : found;
      }),
    precondition: ({ signal, note }) =>
      withKubernetes(systems, async (kubernetes) => {
        const volumes = await state.longhornVolumes(kubernetes, signal);
        if (!volumes.ok) return volumes;
        const faulted = volumes.value.find(({ status }) => status?.robustness === 'faulted');
        if (faulted) return failed('conflict', `Longhorn’s volume \`${faulted.metadata.name}\` is faulted.`);
        const nodes = await state.schedulableNodes(kubernetes, signal);
        if (!nodes.ok) return nodes;
        if (nodes.value < nodesForHighAvailability)
          note(`only ${nodes.value} nodes take pods; a highly available Argo CD needs ${nodesForHighAvailability}`);
        return ok(undefined);
      }),
    gate: {
      kind: 'confirm',
      question: 'Sync the Applications that do not sync by themselves?',
      lines: ['Nothing is pruned. They are those without `syncPolicy.automated`, such as a highly available Argo CD.'],
    },
    action: {
      commands: [
        `kubectl patch application <name> --namespace ${argocdNamespace} --type merge --patch '{"operation": {"sync": …}}'`,
      ],
      limit: minute,
      run: ({ signal, note }) =>
        withKubernetes(systems, async (kubernetes) => {
          const found = await waiting(kubernetes, signal);
          if (!found.ok) return found;
          for (const application of found.value) {
            if (state.isSyncing(application)) continue;
            const asked = await askForSync(kubernetes, application, signal);
            if (!asked.ok) return asked;
            note(`asked Argo CD to sync \`${application.metadata.name}\``);
          }
          return ok(undefined);
        }),
    },
    verify: verify(systems, 20 * minute, async (kubernetes, signal) => {
      const found = await waiting(kubernetes, signal);
      if (!found.ok) return found;
      const names = found.value.map(({ metadata }) => metadata.name);
      return state.applicationsFine(kubernetes, argocdNamespace, names, signal);
    }),
    whenFailed: [
      `\`kubectl describe application <name> --namespace ${argocdNamespace}\` shows the operation’s message.`,
    ],
  };
}

/** A sync by hand does not inherit the sync options of the Application, so they are copied. Source: Argo CD, autoSync. */
function askForSync(kubernetes: KubernetesSystem, application: LiveObject, signal: AbortSignal) {
  const options = listIn(fieldOf(application.spec?.syncPolicy, 'syncOptions')).map(String);
  const operation = {
    initiatedBy: { username: 'omni-scale' },
    sync: { prune: false, syncStrategy: { hook: {} }, ...(options.length > 0 ? { syncOptions: options } : {}) },
  };
  const { name, namespace } = application.metadata;
  const reference = { apiVersion: state.argo, kind: 'Application', name, ...(namespace ? { namespace } : {}) };
  return kubernetes.mergePatch(reference, { operation }, signal);
}

/** The objects of the file or folder, read each time: it is the repository's, and what is applied is what stands there. */
async function readObjects(path: string): Promise<Result<readonly ObjectDraft[]>> {
  const objects: ObjectDraft[] = [];
  for (const file of await filesOf(path)) {
    const read = await readFileObjects(file);
    if (!read.ok) return read;
    objects.push(...read.value);
  }
  if (objects.length === 0) return failed('unreadable', `\`${path}\` holds no Kubernetes object.`);
  // Projects before the Applications that are in them.
  return ok(objects.sort((a, b) => Number(a.kind === 'Application') - Number(b.kind === 'Application')));
}

/** A folder stands for the YAML files directly in it, as for `kubectl apply`. */
async function filesOf(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => undefined);
  return names === undefined
    ? [path]
    : names
        .filter((name) => /\.ya?ml$/.test(name))
        .sort()
        .map((name) => join(path, name));
}

async function readFileObjects(path: string): Promise<Result<readonly ObjectDraft[]>> {
  const text = await readText(path, 'utf8').catch(() => undefined);
  if (text === undefined) return failed('not-found', `\`${path}\` can not be read.`);
  const objects: ObjectDraft[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) return failed('unreadable', `\`${path}\` is not readable YAML.`);
    const content: unknown = document.toJS();
    if (content === null) continue;
    const object = asDraft(content);
    if (!object) return failed('unreadable', `\`${path}\` holds something that is no Kubernetes object with a name.`);
    objects.push(object);
  }
  return ok(objects);
}

function asDraft(value: unknown): ObjectDraft | undefined {
  const [apiVersion, kind] = [textOf(fieldOf(value, 'apiVersion')), textOf(fieldOf(value, 'kind'))];
  const name = textOf(fieldOf(fieldOf(value, 'metadata'), 'name'));
  if (apiVersion === '' || kind === '' || name === '' || typeof value !== 'object' || value === null) return undefined;
  // Its parts were just looked at; the rest is sent as it stands in the file.
  return value as ObjectDraft;
}

function namesOf({ metadata: { name, namespace } }: ObjectDraft) {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

/** True when everything that is wanted is there; what else is there is the cluster's own. */
function holds(live: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(live) && live.length === wanted.length && wanted.every((one, index) => holds(live[index], one))
    );
  if (typeof wanted !== 'object' || wanted === null) return live === wanted;
  return Object.entries(wanted).every(([key, value]) => holds(fieldOf(live, key), value));
}
