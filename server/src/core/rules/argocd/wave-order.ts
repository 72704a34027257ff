import { hookOf, waveOf } from '../../kinds/argocd.ts';
import { externalSpecOf } from '../../kinds/external-secret.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { podSpecOf, secretReferencesOf } from '../../kinds/pods.ts';
import { factOf } from '../../workspace/facts.ts';
import { objectsOf, plainOwners } from '../../workspace/manifests.ts';
import type { Derivation } from '../../workspace/view.ts';
import { at, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const waveOrder: WorkspaceRule = {
  id: 'argocd/wave-order',
  title: 'An object in an earlier wave than what it needs',
  severity: 'warning',
  kinds: kubernetesKinds,
  needs: 'workspace',
  why: 'Argo CD begins a wave only when the one before it is healthy. An ExternalSecret without its store, or a pod without its Secret, does not become healthy, so the wave that would bring the missing part never begins. The same holds for a volume claim that waits for its first pod, and for a hook before the sync (`PreSync`, Helm’s `pre-install`) that needs what only the sync brings. Waves are compared only within one Application: between two they have no meaning.',
  ...diff(`
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
   destination: {server: https://kubernetes.default.svc, namespace: wiki}
 === wiki/store.yaml
 apiVersion: external-secrets.io/v1
 kind: SecretStore
-metadata: {name: vault, annotations: {argocd.argoproj.io/sync-wave: "2"}}
+metadata: {name: vault, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
 === wiki/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: wiki}
 spec: {secretStoreRef: {name: vault}}
`),
  source: 'gitops-engine pkg/sync/sync_context.go and pkg/sync/sync_tasks.go; argo-cd docs/user-guide/sync-waves.md',
  check(context) {
    const { document } = context;
    const own = factOf(document.facts, 'manifest');
    if (!own || !startsWithSync(document.yaml.root)) return;
    if (/^(?:Cluster)?ExternalSecret$/.test(own.data.kind)) checkStore(context);
    else if (own.data.kind === 'PersistentVolumeClaim' && !own.data.hook) checkClaim(context);
    // A CronJob has no health to wait for.
    else if (own.data.kind !== 'CronJob' && podSpecOf(document.yaml.root)) checkSecrets(context);
  },
};

interface Later {
  readonly what: string;
  readonly wave: number;
}

/** False for a hook that runs after the sync, or never. */
function startsWithSync(root: YamlNode | undefined): boolean {
  const hook = hookOf(root);
  return !hook || hook.phases.some((phase) => phase === 'PreSync' || phase === 'Sync');
}

/** The wave as it counts against those of the sync: a hook before it is earlier than all of them. */
function ownWave(root: YamlNode | undefined): number {
  return hookOf(root)?.phases.includes('PreSync') ? Number.NEGATIVE_INFINITY : waveOf(root);
}

function reportLater({ document, report }: WorkspaceContext, { what, wave }: Later): void {
  const own = factOf(document.facts, 'manifest');
  const hook = hookOf(document.yaml.root);
  if (own && hook?.phases.includes('PreSync')) {
    report({
      at: hook.value.span,
      message: `This ${own.data.kind} runs before the sync and needs ${what}, which comes with the sync itself. On a new cluster it waits for ever, so the sync never begins.`,
    });
    return;
  }
  const written = at(document.yaml.root, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave');
  if (!own) return;
  report({
    at: written?.span ?? own.span,
    message: `This ${own.data.kind} is in wave ${own.data.wave ?? 0} and needs ${what}, which comes in wave ${wave} of the same Application. It does not become healthy before, so on a new cluster that wave never begins.`,
  });
}

function checkStore(context: WorkspaceContext): void {
  const { document, file, workspace } = context;
  const own = factOf(document.facts, 'manifest');
  const spec = externalSpecOf(document.kind, document.yaml.root)?.value;
  const reference = at(spec, 'secretStoreRef');
  const name = stringOf(at(reference, 'name'));
  const kind = stringOf(at(reference, 'kind')) ?? 'SecretStore';
  if (!own || name === undefined) return;
  // A ClusterExternalSecret makes its secrets in other namespaces, of which each may have such a store.
  if (document.kind === 'cluster-external-secret' && kind !== 'ClusterSecretStore') return;
  for (const { application, record } of plainOwners(workspace, file)) {
    const fallback = record.fact.data.destinationNamespace;
    const namespace = own.data.namespace ?? fallback;
    const stores = objectsOf(workspace, application).filter(
      (object) =>
        object.kind === kind &&
        object.name === name &&
        (kind === 'ClusterSecretStore' || (object.namespace ?? fallback) === namespace),
    );
    const earliest = Math.min(...stores.map(({ wave = 0, hook }) => (hook ? Number.NEGATIVE_INFINITY : wave)));
    if (stores.length === 0 || earliest <= ownWave(document.yaml.root)) continue;
    reportLater(context, { what: `the ${kind} \`${name}\``, wave: earliest });
    return;
  }
}

function checkSecrets(context: WorkspaceContext): void {
  const { document, file, workspace } = context;
  const own = factOf(document.facts, 'manifest');
  if (!own) return;
  for (const { application, record } of plainOwners(workspace, file)) {
    const namespace = own.data.namespace ?? record.fact.data.destinationNamespace ?? '';
    for (const { name, optional } of secretReferencesOf(podSpecOf(document.yaml.root))) {
      const wave = workspace.derive(secretWaves).get(`${application}\n${namespace}\n${name.value}`);
      if (optional || wave === undefined || wave <= ownWave(document.yaml.root)) continue;
      reportLater(context, { what: `the Secret \`${name.value}\``, wave });
      return;
    }
  }
}

/** A claim whose volume is made only for a pod, and whose pods come later (gitops-engine pkg/health/health_pvc.go). */
function checkClaim(context: WorkspaceContext): void {
  const { document, file, workspace, report } = context;
  const own = factOf(document.facts, 'manifest');
  const storageClass = factOf(document.facts, 'volume-claim')?.data.storageClass;
  if (!own || storageClass === undefined || at(document.yaml.root, 'spec', 'volumeName')) return;
  const classes = workspace.facts('storage-class').filter(({ fact }) => fact.name === storageClass);
  if (classes.length === 0 || !classes.every(({ fact }) => fact.data.waits)) return;
  const wave = own.data.wave ?? 0;
  for (const { application, record } of plainOwners(workspace, file)) {
    const namespace = own.data.namespace ?? record.fact.data.destinationNamespace ?? '';
    const users = workspace.derive(claimUsers).get(`${namespace}\n${own.name}`) ?? [];
    const [first] = [...users].sort((a, b) => a.wave - b.wave);
    if (!first || first.wave <= wave || users.some((user) => user.application !== application)) continue;
    const written = at(document.yaml.root, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave');
    report({
      at: written?.span ?? own.span,
      message: `This claim is in wave ${wave}, and its first pod comes with the ${first.what} in wave ${first.wave}. \`${storageClass}\` makes a volume only when a pod asks for it, so the claim stays Pending and wave ${first.wave} never begins.`,
    });
    return;
  }
}

interface ClaimUser {
  readonly application: number;
  readonly wave: number;
  readonly what: string;
}

/** The pods that mount a claim, by its namespace and name. */
const claimUsers: Derivation<ReadonlyMap<string, readonly ClaimUser[]>> = {
  name: 'users-of-volume-claims',
  compute(view) {
    const found = new Map<string, ClaimUser[]>();
    // Waves are those of the objects.
    view.facts('manifest');
    for (const { file, document, fact } of view.facts('workload')) {
      if (!fact.data.claims) continue;
      const object = factOf(document.facts, 'manifest');
      const wave = object?.data.hook ? Number.NEGATIVE_INFINITY : (object?.data.wave ?? 0);
      for (const { application, record } of plainOwners(view, file)) {
        const namespace = fact.data.namespace ?? record.fact.data.destinationNamespace ?? '';
        for (const claim of fact.data.claims) {
          const key = `${namespace}\n${claim}`;
          const users = found.get(key) ?? [];
          found.set(key, users);
          users.push({ application, wave, what: `${fact.data.kind} \`${fact.name}\`` });
        }
      }
    }
    return found;
  },
};

/** The earliest wave in which an Application brings a Secret, by namespace and name. */
const secretWaves: Derivation<ReadonlyMap<string, number>> = {
  name: 'waves-of-secrets',
  compute(view) {
    const found = new Map<string, number>();
    // Waves are those of the objects.
    view.facts('manifest');
    for (const { file, document, fact } of view.facts('secret')) {
      const object = factOf(document.facts, 'manifest');
      for (const { application, record } of plainOwners(view, file)) {
        const namespace = fact.data.namespace ?? record.fact.data.destinationNamespace ?? '';
        const key = `${application}\n${namespace}\n${fact.name}`;
        const wave = object?.data.hook ? Number.NEGATIVE_INFINITY : (object?.data.wave ?? 0);
        found.set(key, Math.min(found.get(key) ?? Number.POSITIVE_INFINITY, wave));
      }
    }
    return found;
  },
};
