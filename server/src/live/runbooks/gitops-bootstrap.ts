// GitOps bootstrap: nine phases from a bare cluster to one that Argo CD fills from git. Each is skipped when it is already
// true, so the runbook may be started at any time on any cluster.
import { failed, ok, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import { applicationPhases } from './gitops-applications.ts';
import * as state from './gitops-state.ts';
import { installAction } from './helm.ts';
import { fieldOf, textOf } from './omni-state.ts';
import { type Check, minute, notYet, type Phase, yes } from './phase.ts';
import type { KubernetesSystem, Systems } from './systems.ts';
import type { ChartVersions } from './versions.ts';
import { verify, withKubernetes } from './with-kubernetes.ts';

/** What the bootstrap is made from. It is kept in the journal, so it holds no secret. */
export interface GitOpsInputs {
  readonly cluster: string;
  /** Absolute path of the root Application; absent where only Cilium is wanted. */
  readonly bootstrap?: string;
  readonly versions: ChartVersions;
  /** Bytes. Omni's tunnel and Proxmox' networks leave less than the 1500 that Cilium assumes. */
  readonly mtu: number;
  /** Where Cilium finds the API server before there are services; Talos' own proxy by default. */
  readonly apiServer: { readonly host: string; readonly port: number };
  /** Namespaces whose pods need more than Talos allows by default. */
  readonly privilegedNamespaces: readonly string[];
  readonly argocdNamespace: string;
}

/** What holds unless something else is asked for. Source of KubePrism's address: Talos, machine.features.kubePrism. */
export const gitOpsDefaults = {
  mtu: 1450,
  apiServer: { host: 'localhost', port: 7445 },
  privilegedNamespaces: ['longhorn-system', 'netdata'],
  argocdNamespace: 'argocd',
} as const;

/** Names of the environment variables with the credentials of the secret store. */
export const credentialNames = [
  'INFISICAL_UNIVERSAL_AUTH_CLIENT_ID',
  'INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET',
] as const;

/** The phases in their order. */
export function gitOpsPhases(inputs: GitOpsInputs, systems: Systems, drill: boolean): readonly Phase[] {
  const phases = [
    credentials(systems),
    cilium(inputs, systems),
    namespaces(inputs, systems),
    externalSecrets(inputs, systems),
    longhorn(inputs, systems),
    argoCd(inputs, systems),
    ...(inputs.bootstrap === undefined ? [] : applicationPhases({ ...inputs, bootstrap: inputs.bootstrap }, systems)),
  ];
  return drill ? phases.map(askedInDrill) : phases;
}

/** A drill runs against a cluster that is in use: what is not there already is installed only when a person says so. */
function askedInDrill(phase: Phase): Phase {
  if (!phase.action || phase.gate) return phase;
  const lines = phase.action.commands.map((command) => `Would run: \`${command}\``);
  return { ...phase, gate: { kind: 'confirm', question: `“${phase.title}” changes the cluster. Do it?`, lines } };
}

const namespace = 'external-secrets';
const credentialsName = 'universal-auth-credentials';

function credentials(systems: Systems): Phase {
  const secret = { apiVersion: 'v1', kind: 'Secret', namespace, name: credentialsName };
  const [idName, secretName] = credentialNames;
  return {
    id: 'credentials',
    title: 'Store the credentials of the secret store',
    done: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const found = await kubernetes.get(secret, signal);
        if (!found.ok || !found.value) return found.ok ? ok(undefined) : found;
        const missing = ['clientId', 'clientSecret'].filter(
          (key) => textOf(fieldOf(fieldOf(found.value, 'data'), key)) === '',
        );
        if (missing.length === 0) return ok(`The Secret \`${namespace}/${credentialsName}\` exists.`);
        // What is there may be somebody's: it is not written over.
        return failed(
          'conflict',
          `The Secret \`${namespace}/${credentialsName}\` exists without ${missing.join(' and ')}.`,
          {
            next: 'Complete it, or delete it and resume.',
          },
        );
      }),
    action: {
      commands: [
        `kubectl create namespace ${namespace}`,
        `kubectl create secret generic ${credentialsName} --namespace ${namespace} (clientId and clientSecret from ${idName} and ${secretName}, not shown)`,
      ],
      limit: 10 * minute,
      run: ({ signal }) =>
        withKubernetes(systems, async (kubernetes) => {
          const clientId = await systems.secret(idName, signal);
          const clientSecret = clientId && (await systems.secret(secretName, signal));
          if (!clientId || !clientSecret)
            return failed('not-set-up', `\`${clientId ? secretName : idName}\` is not set.`, {
              next: 'Set both variables, or run it in a terminal and type them.',
            });
          redactor.learn(clientId);
          redactor.learn(clientSecret);
          const made = await ensureNamespace(kubernetes, namespace, signal);
          if (!made.ok) return made;
          const data = { clientId: base64(clientId), clientSecret: base64(clientSecret) };
          for (const value of Object.values(data)) redactor.learn(value);
          const metadata = { name: credentialsName, namespace };
          const created = await kubernetes.create({ ...secret, metadata, type: 'Opaque', data }, signal);
          return created.ok ? ok(undefined) : created;
        }),
    },
    whenFailed: [`\`kubectl get secret ${credentialsName} --namespace ${namespace}\` shows whether it is there.`],
  };
}

function cilium({ versions, mtu, apiServer }: GitOpsInputs, systems: Systems): Phase {
  const add = 'CHOWN,KILL,NET_ADMIN,NET_RAW,IPC_LOCK,SYS_ADMIN,SYS_RESOURCE,DAC_OVERRIDE,FOWNER,SETGID,SETUID';
  return {
    id: 'cilium',
    title: `Install Cilium ${versions.cilium.version} (${versions.cilium.from})`,
    done: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const found = await state.cni(kubernetes, signal);
        if (!found.ok) return found;
        const stays = found.value && (found.value.name !== 'cilium' || found.value.ready);
        return ok(stays ? `The cluster has the CNI \`${found.value?.name}\`.` : undefined);
      }),
    action: installAction(
      systems.helm,
      {
        release: 'cilium',
        chart: 'cilium',
        repository: 'https://helm.cilium.io/',
        version: versions.cilium.version,
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
      10 * minute,
    ),
    verify: verify(systems, 5 * minute, state.nodesReady),
    whenFailed: ['`kubectl get pods --namespace kube-system -o wide` shows which of Cilium’s pods do not start.'],
  };
}

/** Source: Kubernetes, Pod Security admission. */
const privilegedLabels = {
  'pod-security.kubernetes.io/enforce': 'privileged',
  'pod-security.kubernetes.io/enforce-version': 'latest',
};

function namespaces({ privilegedNamespaces }: GitOpsInputs, systems: Systems): Phase {
  const labels = Object.entries(privilegedLabels).map(([key, value]) => `${key}=${value}`);
  const labelled = (kubernetes: KubernetesSystem, signal: AbortSignal) =>
    state.all(
      privilegedNamespaces.map((name) => async (): Promise<Result<Check>> => {
        const found = await kubernetes.get({ apiVersion: 'v1', kind: 'Namespace', name }, signal);
        if (!found.ok) return found;
        const own = found.value?.metadata.labels ?? {};
        const fits = Object.entries(privilegedLabels).every(([key, value]) => own[key] === value);
        return ok(fits ? yes() : notYet(`\`${name}\` is not labelled`));
      }),
    );
  return {
    id: 'namespaces',
    title: 'Label the namespaces that need privileged pods',
    done: ({ signal }) => already(systems, (kubernetes) => labelled(kubernetes, signal), 'They are labelled.'),
    action: {
      commands: privilegedNamespaces.flatMap((name) => [
        `kubectl create namespace ${name}`,
        `kubectl label namespace ${name} ${labels.join(' ')}`,
      ]),
      limit: minute,
      run: ({ signal }) =>
        withKubernetes(systems, async (kubernetes) => {
          for (const name of privilegedNamespaces) {
            const metadata = { name, labels: privilegedLabels };
            const applied = await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata }, signal);
            if (!applied.ok) return applied;
          }
          return ok(undefined);
        }),
    },
    verify: verify(systems, minute, labelled),
    whenFailed: ['`kubectl get namespaces --show-labels` shows what they have.'],
  };
}

function externalSecrets({ versions }: GitOpsInputs, systems: Systems): Phase {
  const { version, from } = versions['external-secrets'];
  const ready = (kubernetes: KubernetesSystem, signal: AbortSignal) =>
    state.all([
      () => established(kubernetes, 'externalsecrets.external-secrets.io', signal),
      () =>
        state.workloadsReady(
          kubernetes,
          'Deployment',
          namespace,
          ['external-secrets', 'external-secrets-webhook', 'external-secrets-cert-controller'],
          signal,
        ),
    ]);
  return {
    id: 'external-secrets',
    title: `Install External Secrets ${version} (${from})`,
    done: ({ signal }) => already(systems, (kubernetes) => ready(kubernetes, signal), 'It runs.'),
    action: installAction(
      systems.helm,
      {
        release: 'external-secrets',
        chart: 'external-secrets',
        repository: 'https://charts.external-secrets.io',
        version,
        namespace,
        createNamespace: true,
        values: ['installCRDs=true'],
      },
      5 * minute,
    ),
    verify: verify(systems, 3 * minute, ready),
    whenFailed: [`\`kubectl get pods --namespace ${namespace}\` shows which pods do not start.`],
  };
}

function longhorn({ versions }: GitOpsInputs, systems: Systems): Phase {
  const { version, from } = versions.longhorn;
  const ready = (kubernetes: KubernetesSystem, signal: AbortSignal) =>
    state.workloadsReady(kubernetes, 'DaemonSet', 'longhorn-system', ['longhorn-manager'], signal);
  return {
    id: 'longhorn',
    title: `Install Longhorn ${version} (${from})`,
    done: ({ signal }) => already(systems, (kubernetes) => ready(kubernetes, signal), 'It runs.'),
    precondition: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const running = await state.longhornVersion(kubernetes, signal);
        if (!running.ok) return running;
        if (running.value !== undefined && state.isOlder(version, running.value))
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
      }),
    action: installAction(
      systems.helm,
      {
        release: 'longhorn',
        chart: 'longhorn',
        repository: 'https://charts.longhorn.io',
        version,
        namespace: 'longhorn-system',
        // As a hook of Argo CD this job would wait for a service account that the same sync makes.
        values: ['preUpgradeChecker.jobEnabled=false'],
      },
      10 * minute,
    ),
    verify: verify(systems, 5 * minute, ready),
    whenFailed: [
      '`kubectl get pods --namespace longhorn-system` shows what does not start. Longhorn needs the extensions `iscsi-tools` and `util-linux-tools`, and the mount of `/var/lib/longhorn`.',
    ],
  };
}

function argoCd({ versions, argocdNamespace }: GitOpsInputs, systems: Systems): Phase {
  const { version, from } = versions['argo-cd'];
  const ready = (kubernetes: KubernetesSystem, signal: AbortSignal) =>
    state.all([
      () => established(kubernetes, 'applications.argoproj.io', signal),
      () =>
        state.workloadsReady(
          kubernetes,
          'Deployment',
          argocdNamespace,
          ['argocd-server', 'argocd-repo-server'],
          signal,
        ),
      () => state.workloadsReady(kubernetes, 'StatefulSet', argocdNamespace, ['argocd-application-controller'], signal),
    ]);
  return {
    id: 'argocd',
    title: `Install Argo CD, chart ${version} (${from})`,
    done: ({ signal }) => already(systems, (kubernetes) => ready(kubernetes, signal), 'It runs.'),
    precondition: ({ signal }) =>
      withKubernetes(systems, async (kubernetes) => {
        const nodes = await state.nodesReady(kubernetes, signal);
        if (!nodes.ok || nodes.value.state === 'yes') return nodes.ok ? ok(undefined) : nodes;
        return failed('conflict', `Argo CD needs nodes that are ready: ${textOf(fieldOf(nodes.value, 'text'))}.`);
      }),
    action: installAction(
      systems.helm,
      {
        release: 'argocd',
        chart: 'argo-cd',
        repository: 'https://argoproj.github.io/argo-helm',
        version,
        namespace: argocdNamespace,
        createNamespace: true,
        values: [
          'configs.params.server\\.insecure=true',
          'server.service.type=ClusterIP',
          // From chart 10 on the default is true, and shuts out what reaches Argo CD through a proxy.
          'global.networkPolicy.create=false',
        ],
      },
      5 * minute,
    ),
    verify: verify(systems, 5 * minute, ready),
    whenFailed: [`\`kubectl get pods --namespace ${argocdNamespace}\` shows which pods do not start.`],
  };
}

function already(
  systems: Systems,
  test: (kubernetes: KubernetesSystem) => Promise<Result<Check>>,
  text: string,
): Promise<Result<string | undefined>> {
  return withKubernetes(systems, async (kubernetes) => {
    const check = await test(kubernetes);
    return check.ok ? ok(check.value.state === 'yes' ? text : undefined) : check;
  });
}

async function established(kubernetes: KubernetesSystem, name: string, signal: AbortSignal): Promise<Result<Check>> {
  const found = await state.isEstablished(kubernetes, name, signal);
  return found.ok ? ok(found.value ? yes() : notYet(`\`${name}\` is not established`)) : found;
}

async function ensureNamespace(kubernetes: KubernetesSystem, name: string, signal: AbortSignal): Promise<Result<void>> {
  const found = await kubernetes.get({ apiVersion: 'v1', kind: 'Namespace', name }, signal);
  if (!found.ok || found.value) return found.ok ? ok(undefined) : found;
  const created = await kubernetes.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, signal);
  return created.ok || created.fault.kind === 'conflict' ? ok(undefined) : created;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
