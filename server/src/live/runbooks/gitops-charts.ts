// The phases of the GitOps bootstrap that install a chart. What is there already is left as it is: it may be git's, and
// the values here are only those of a beginning.
import { failed, ok, type Result } from '../fault.ts';
import type { GitOpsInputs } from './gitops-bootstrap.ts';
import * as state from './gitops-state.ts';
import { type Chart, installAction } from './helm.ts';
import { fieldOf, textOf } from './omni-state.ts';
import { type Check, minute, notYet, type Phase, yes } from './phase.ts';
import type { KubernetesSystem, Systems } from './systems.ts';
import { isOlder } from './version-range.ts';
import { verify, withKubernetes } from './with-kubernetes.ts';

type Look<T> = (kubernetes: KubernetesSystem, signal: AbortSignal) => Promise<Result<T>>;

interface Installation extends Pick<Phase, 'id' | 'title'> {
  readonly chart: Chart;
  /** Milliseconds for helm, and for what it installed to be ready. */
  readonly limits: { readonly helm: number; readonly ready: number };
  /** Name of a workload that is there, ready or not. */
  readonly there: Look<string | undefined>;
  readonly ready: Look<Check>;
  readonly alreadySays?: (name: string) => string;
  readonly precondition?: Look<void>;
  /** Where to look when it fails. */
  readonly look: string;
}

function installation(
  { id, title, chart, limits, there, ready, alreadySays, precondition, look }: Installation,
  systems: Systems,
): Phase {
  const found = (wanted: Check['state'], text: (name: string) => string): NonNullable<Phase['done']> => {
    return ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const name = await there(kubernetes, signal);
        if (!name.ok || name.value === undefined) return name;
        const check = await ready(kubernetes, signal);
        return check.ok ? ok(check.value.state === wanted ? text(name.value) : undefined) : check;
      });
  };
  return {
    id,
    title,
    done: found('yes', alreadySays ?? (() => 'It runs.')),
    found: found(
      'not-yet',
      (name) => `\`${name}\` is there and not ready: it is waited for, and nothing is installed over it`,
    ),
    ...(precondition
      ? {
          precondition: ({ signal }) => withKubernetes(systems, (kubernetes) => precondition(kubernetes, signal)),
        }
      : {}),
    action: installAction(systems.helm, chart, limits.helm),
    verify: verify(systems, limits.ready, ready),
    whenFailed: [look, 'What was there before the run is only waited for: repair it, or remove it, and resume.'],
  };
}

export function cilium({ versions, mtu, apiServer }: GitOpsInputs, systems: Systems): Phase {
  const add = 'CHOWN,KILL,NET_ADMIN,NET_RAW,IPC_LOCK,SYS_ADMIN,SYS_RESOURCE,DAC_OVERRIDE,FOWNER,SETGID,SETUID';
  const { version, from } = versions.cilium;
  return installation(
    {
      id: 'cilium',
      title: `Install Cilium ${version} (${from})`,
      chart: {
        release: 'cilium',
        chart: 'cilium',
        repository: 'https://helm.cilium.io/',
        version,
        namespace: 'kube-system',
        // Talos mounts cgroups itself and lets no pod load kernel modules. Source: Talos, Deploying Cilium.
        values: [
          'ipam.mode=kubernetes',
          'kubeProxyReplacement=true',
          `k8sServiceHost=${apiServer.host}`,
          `k8sServicePort=${apiServer.port}`,
          'cgroup.autoMount.enabled=false',
          'cgroup.hostRoot=/sys/fs/cgroup',
          `securityContext.capabilities.ciliumAgent={${add}}`,
          'securityContext.capabilities.cleanCiliumState={NET_ADMIN,SYS_ADMIN,SYS_RESOURCE}',
          `MTU=${mtu}`,
        ],
      },
      limits: { helm: 10 * minute, ready: 5 * minute },
      async there(kubernetes, signal) {
        const found = await state.cni(kubernetes, signal);
        return found.ok ? ok(found.value?.name) : found;
      },
      async ready(kubernetes, signal) {
        const found = await state.cni(kubernetes, signal);
        if (!found.ok) return found;
        if (!found.value?.ready)
          return ok(notYet(found.value ? `\`${found.value.name}\` is not ready` : 'there is no CNI'));
        return state.nodesReady(kubernetes, signal);
      },
      alreadySays: (name) => `The cluster has the CNI \`${name}\`.`,
      look: `\`kubectl get pods --namespace kube-system -o wide\` shows which pods of the network do not start.`,
    },
    systems,
  );
}

export function externalSecrets({ versions }: GitOpsInputs, systems: Systems): Phase {
  const { version, from } = versions['external-secrets'];
  const namespace = 'external-secrets';
  const names = ['external-secrets', 'external-secrets-webhook', 'external-secrets-cert-controller'];
  return installation(
    {
      id: 'external-secrets',
      title: `Install External Secrets ${version} (${from})`,
      chart: {
        release: 'external-secrets',
        chart: 'external-secrets',
        repository: 'https://charts.external-secrets.io',
        version,
        namespace,
        createNamespace: true,
        values: ['installCRDs=true'],
      },
      limits: { helm: 5 * minute, ready: 3 * minute },
      there: (kubernetes, signal) => state.workload(kubernetes, 'Deployment', namespace, names, signal),
      ready: (kubernetes, signal) =>
        state.all([
          () => established(kubernetes, 'externalsecrets.external-secrets.io', signal),
          () => state.workloadsReady(kubernetes, 'Deployment', namespace, names, signal),
        ]),
      look: `\`kubectl get pods --namespace ${namespace}\` shows which pods do not start.`,
    },
    systems,
  );
}

export function longhorn({ versions }: GitOpsInputs, systems: Systems): Phase {
  const { version, from } = versions.longhorn;
  const namespace = 'longhorn-system';
  const names = ['longhorn-manager'];
  return installation(
    {
      id: 'longhorn',
      title: `Install Longhorn ${version} (${from})`,
      chart: {
        release: 'longhorn',
        chart: 'longhorn',
        repository: 'https://charts.longhorn.io',
        version,
        namespace,
        // As a hook of Argo CD this job would wait for a service account that the same sync makes.
        values: ['preUpgradeChecker.jobEnabled=false'],
      },
      limits: { helm: 10 * minute, ready: 5 * minute },
      there: (kubernetes, signal) => state.workload(kubernetes, 'DaemonSet', namespace, names, signal),
      ready: (kubernetes, signal) => state.workloadsReady(kubernetes, 'DaemonSet', namespace, names, signal),
      async precondition(kubernetes, signal) {
        const running = await state.longhornVersion(kubernetes, signal);
        if (!running.ok) return running;
        if (running.value !== undefined && isOlder(version, running.value))
          return failed('conflict', `Longhorn ${running.value} has run here, and it does not go back to ${version}.`, {
            next: `Pin Longhorn to ${running.value} or later.`,
          });
        const volumes = await state.longhornVolumes(kubernetes, signal);
        if (!volumes.ok || volumes.value.length === 0) return volumes.ok ? ok(undefined) : volumes;
        return failed(
          'conflict',
          `Longhorn keeps ${volumes.value.length} volumes here but does not run, so installing it anew could lose them.`,
          {
            next: 'Look at `kubectl get pods,volumes.longhorn.io --namespace longhorn-system` and repair what is there.',
          },
        );
      },
      look: `\`kubectl get pods --namespace ${namespace}\` shows what does not start. Longhorn needs the extensions \`iscsi-tools\` and \`util-linux-tools\`, and the mount of \`/var/lib/longhorn\`.`,
    },
    systems,
  );
}

export function argoCd({ versions, argocdNamespace: namespace }: GitOpsInputs, systems: Systems): Phase {
  const { version, from } = versions['argo-cd'];
  const deployments = ['argocd-server', 'argocd-repo-server'];
  const sets = ['argocd-application-controller'];
  return installation(
    {
      id: 'argocd',
      title: `Install Argo CD, chart ${version} (${from})`,
      chart: {
        release: 'argocd',
        chart: 'argo-cd',
        repository: 'https://argoproj.github.io/argo-helm',
        version,
        namespace,
        createNamespace: true,
        values: [
          'configs.params.server\\.insecure=true',
          'server.service.type=ClusterIP',
          // From chart 10 on the default is true, and shuts out what reaches Argo CD through a proxy.
          'global.networkPolicy.create=false',
        ],
      },
      limits: { helm: 5 * minute, ready: 5 * minute },
      async there(kubernetes, signal) {
        const deployment = await state.workload(kubernetes, 'Deployment', namespace, deployments, signal);
        if (!deployment.ok || deployment.value !== undefined) return deployment;
        return state.workload(kubernetes, 'StatefulSet', namespace, sets, signal);
      },
      ready: (kubernetes, signal) =>
        state.all([
          () => established(kubernetes, 'applications.argoproj.io', signal),
          () => state.workloadsReady(kubernetes, 'Deployment', namespace, deployments, signal),
          () => state.workloadsReady(kubernetes, 'StatefulSet', namespace, sets, signal),
        ]),
      async precondition(kubernetes, signal) {
        const nodes = await state.nodesReady(kubernetes, signal);
        if (!nodes.ok || nodes.value.state === 'yes') return nodes.ok ? ok(undefined) : nodes;
        return failed('conflict', `Argo CD needs nodes that are ready: ${textOf(fieldOf(nodes.value, 'text'))}.`);
      },
      look: `\`kubectl get pods --namespace ${namespace}\` shows which pods do not start.`,
    },
    systems,
  );
}

async function established(kubernetes: KubernetesSystem, name: string, signal: AbortSignal): Promise<Result<Check>> {
  const found = await state.isEstablished(kubernetes, name, signal);
  return found.ok ? ok(found.value ? yes() : notYet(`\`${name}\` is not established`)) : found;
}
