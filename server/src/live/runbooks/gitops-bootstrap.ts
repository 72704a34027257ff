// GitOps bootstrap: nine phases from a bare cluster to one that Argo CD fills from git. Each is skipped when it is already
// true, so the runbook may be started at any time on any cluster.
import { failed, ok, type Result } from '../fault.ts';
import { redactor } from '../redact.ts';
import { kubectl } from './commands.ts';
import { applicationPhases } from './gitops-applications.ts';
import { argoCd, cilium, externalSecrets, longhorn } from './gitops-charts.ts';
import * as state from './gitops-state.ts';
import { fieldOf, textOf } from './omni-state.ts';
import { type Check, type Gate, minute, notYet, type Phase, yes } from './phase.ts';
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
  const { action } = phase;
  if (!action || phase.gate) return phase;
  const gate: Gate = {
    ...{ kind: 'confirm', question: `“${phase.title}” changes the cluster. Do it?`, lines: [] },
    more: async () => ok(action.commands.map((command) => `Would run: \`${command}\``)),
  };
  return { ...phase, gate };
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
      get commands() {
        const create = kubectl(systems, ...['create', 'secret', 'generic', credentialsName, '--namespace', namespace]);
        return [
          kubectl(systems, 'create', 'namespace', namespace),
          `${create} (clientId and clientSecret from ${idName} and ${secretName}, not shown)`,
        ];
      },
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
      get commands() {
        return privilegedNamespaces.flatMap((name) => [
          kubectl(systems, 'create', 'namespace', name),
          kubectl(systems, 'label', 'namespace', name, ...labels, '--overwrite'),
        ]);
      },
      limit: minute,
      run: ({ signal, note }) =>
        withKubernetes(systems, async (kubernetes) => {
          for (const name of privilegedNamespaces) {
            const found = await kubernetes.get({ apiVersion: 'v1', kind: 'Namespace', name }, signal);
            if (!found.ok) return found;
            const own = found.value?.metadata.labels ?? {};
            for (const [key, value] of Object.entries(privilegedLabels))
              if (own[key] !== value) note(`\`${name}\`: ${key} ${own[key] ?? '(none)'} → ${value}`);
            const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: privilegedLabels } };
            const applied = await kubernetes.apply(object, signal, { force: true });
            if (!applied.ok) return applied;
          }
          return ok(undefined);
        }),
    },
    verify: verify(systems, minute, labelled),
    whenFailed: ['`kubectl get namespaces --show-labels` shows what they have.'],
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

async function ensureNamespace(kubernetes: KubernetesSystem, name: string, signal: AbortSignal): Promise<Result<void>> {
  const found = await kubernetes.get({ apiVersion: 'v1', kind: 'Namespace', name }, signal);
  if (!found.ok || found.value) return found.ok ? ok(undefined) : found;
  const created = await kubernetes.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, signal);
  return created.ok || created.fault.kind === 'conflict' ? ok(undefined) : created;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
