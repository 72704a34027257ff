// The last three phases of the GitOps bootstrap: the root Application, the wait for what it brings, and the Applications
// that a person syncs.
import { failed, ok, type Result } from '../fault.ts';
import type { ObjectDraft } from '../kubernetes/cluster.ts';
import { quote } from '../provider/quote.ts';
import type { LiveObject } from '../status/facts.ts';
import { readObjects, titleOf } from './bootstrap-objects.ts';
import { kubectl } from './commands.ts';
import type { GitOpsInputs } from './gitops-bootstrap.ts';
import * as state from './gitops-state.ts';
import { fieldOf, listIn } from './omni-state.ts';
import { minute, type Phase } from './phase.ts';
import type { KubernetesSystem, Systems } from './systems.ts';
import { verify, withKubernetes } from './with-kubernetes.ts';

type Inputs = GitOpsInputs & { readonly bootstrap: string };

export function applicationPhases(inputs: Inputs, systems: Systems): readonly Phase[] {
  return [rootApplication(inputs, systems), waitForApplications(inputs, systems), manualSync(inputs, systems)];
}

function rootApplication({ bootstrap, argocdNamespace }: Inputs, systems: Systems): Phase {
  const apply = ['apply', '--server-side', '--filename', bootstrap];
  return {
    id: 'root-application',
    title: 'Apply the root Application',
    done: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const objects = await readObjects(bootstrap, argocdNamespace);
        if (!objects.ok) return objects;
        for (const object of objects.value) {
          const found = await kubernetes.get({ ...object, ...namesOf(object) }, signal);
          if (!found.ok) return found;
          if (!found.value || !holds(found.value.spec, object.spec)) return ok(undefined);
        }
        return ok('The cluster has it as the file says.');
      }),
    precondition: ({ signal, note }) =>
      withKubernetes(systems, async (kubernetes) => {
        const established = await state.isEstablished(kubernetes, 'applications.argoproj.io', signal);
        if (!established.ok) return established;
        if (!established.value)
          return failed('conflict', 'The cluster does not know Applications, so Argo CD is not installed.');
        const objects = await readObjects(bootstrap, argocdNamespace);
        if (!objects.ok) return objects;
        // All of them before the first is sent, so that a file is applied as a whole or not at all.
        const tried = await applyAll(kubernetes, objects.value, signal, true);
        if (tried.ok) note(`the API server accepts ${objects.value.map(titleOf).join(', ')}`);
        return tried;
      }),
    action: {
      get commands() {
        return [kubectl(systems, ...apply, '--dry-run=server'), kubectl(systems, ...apply)];
      },
      limit: minute,
      run: ({ signal }) =>
        withKubernetes(systems, async (kubernetes) => {
          const objects = await readObjects(bootstrap, argocdNamespace);
          return objects.ok ? applyAll(kubernetes, objects.value, signal, false) : objects;
        }),
    },
    whenFailed: [`\`${quote(['kubectl', ...apply, '--dry-run=server'])}\` shows what is refused.`],
  };
}

/** What somebody else has set to something else is not taken over: whose it is, a person has to say. */
async function applyAll(
  kubernetes: KubernetesSystem,
  objects: readonly ObjectDraft[],
  signal: AbortSignal,
  dryRun: boolean,
): Promise<Result<void>> {
  for (const object of objects) {
    const applied = await kubernetes.apply(object, signal, { dryRun });
    if (applied.ok) continue;
    const { kind, details } = applied.fault;
    // It, or its namespace, comes with what is applied before it.
    if (dryRun && kind === 'not-found') continue;
    if (kind !== 'conflict') return applied;
    return failed('conflict', `${titleOf(object)} has fields that somebody else manages and set to something else.`, {
      next: 'Look at the difference with `kubectl diff --server-side`; apply it yourself with `--force-conflicts` if the file is right, and resume.',
      ...(details === undefined ? {} : { details }),
    });
  }
  return ok(undefined);
}

function waitForApplications({ bootstrap, argocdNamespace }: Inputs, systems: Systems): Phase {
  const restart = ['rollout', 'restart', 'statefulset', '--namespace', argocdNamespace];
  return {
    id: 'applications',
    title: 'Wait until the Applications are synced and healthy',
    verify: verify(systems, 20 * minute, async (kubernetes, signal) => {
      const objects = await readObjects(bootstrap, argocdNamespace);
      if (!objects.ok) return objects;
      const roots = objects.value.filter(({ kind }) => kind === 'Application').map(({ metadata }) => metadata.name);
      return state.applicationsFine(kubernetes, argocdNamespace, roots, signal);
    }),
    get whenFailed() {
      const again = kubectl(systems, ...restart, '--selector', 'app.kubernetes.io/name=argocd-application-controller');
      return [
        `\`kubectl get applications --namespace ${argocdNamespace}\` lists them; \`kubectl describe application <name>\` shows the conditions.`,
        `When one waits for an operation that ended long ago, restart the controller: \`${again}\`.`,
      ];
    },
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
  /** Those that the person was shown; another one that shows up later was not agreed to. */
  let shown: ReadonlySet<string> | undefined;
  const agreed = async (kubernetes: KubernetesSystem, signal: AbortSignal) => {
    const found = await waiting(kubernetes, signal);
    return found.ok ? ok(found.value.filter(({ metadata }) => shown?.has(metadata.name) !== false)) : found;
  };
  return {
    id: 'manual-sync',
    title: 'Sync the Applications that do not sync by themselves',
    done: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const found = await waiting(kubernetes, signal);
        return found.ok ? ok(found.value.length === 0 ? 'There is none that waits.' : undefined) : found;
      }),
    precondition: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const volumes = await state.longhornVolumes(kubernetes, signal);
        if (!volumes.ok) return volumes;
        const faulted = volumes.value.find(({ status }) => status?.robustness === 'faulted');
        return faulted
          ? failed('conflict', `Longhorn’s volume \`${faulted.metadata.name}\` is faulted.`)
          : ok(undefined);
      }),
    gate: {
      kind: 'confirm',
      question: 'Sync the Applications that do not sync by themselves?',
      lines: ['Nothing is pruned. They are those without `syncPolicy.automated`, such as a highly available Argo CD.'],
      more: ({ signal }) =>
        withKubernetes(systems, async (kubernetes) => {
          const found = await waiting(kubernetes, signal);
          if (!found.ok) return found;
          shown = new Set(found.value.map(({ metadata }) => metadata.name));
          const nodes = await state.schedulableNodes(kubernetes, signal);
          if (!nodes.ok) return nodes;
          const few = `Only ${nodes.value} nodes take pods; a highly available Argo CD needs ${nodesForHighAvailability}.`;
          return ok([
            ...found.value.map((one) => `\`${one.metadata.name}\` is ${state.applicationState(one).text}.`),
            ...(nodes.value < nodesForHighAvailability ? [few] : []),
          ]);
        }),
    },
    action: {
      get commands() {
        const patch = ['--type', 'merge', '--patch', '{"operation": {"sync": …}}'];
        return [...(shown ?? ['<name>'])].map((name) =>
          kubectl(systems, 'patch', 'application', name, '--namespace', argocdNamespace, ...patch),
        );
      },
      limit: minute,
      run: ({ signal, note }) =>
        withKubernetes(systems, async (kubernetes) => {
          const found = await agreed(kubernetes, signal);
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
      const found = await agreed(kubernetes, signal);
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
