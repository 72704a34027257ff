import { chartGroups } from '../../schema/charts.ts';
import { groupOf } from '../../schema/scopes.ts';
import { applicationsWait, brings } from '../../workspace/application-waves.ts';
import { factOf } from '../../workspace/facts.ts';
import type { FileIdentity } from '../../workspace/file.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { type Applied, indexOf, objectsOf, plainOwners } from '../../workspace/manifests.ts';
import type { Derivation, WorkspaceView } from '../../workspace/view.ts';
import { at } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const applicationOrder: WorkspaceRule = {
  id: 'argocd/application-order',
  title: 'An Application in an earlier wave than one that it needs',
  severity: 'information',
  kinds: ['application'],
  needs: 'workspace',
  why: 'With a health check for Applications, a wave of child Applications waits until the one before it is healthy. A child that needs the kinds, the secret store or the storage class of a later one does not become healthy alone. On a cluster that runs already nothing shows; on a new one the two may wait for each other. Without such a health check waves between Applications do not wait, and the rule says nothing. It sees one that is set in the cluster only while that is connected.',
  ...diff(`
 === root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: root}
 spec: {source: {repoURL: https://git.example.com/gitops.git, path: apps}}
 === config.yaml
 apiVersion: v1
 kind: ConfigMap
 metadata: {name: argocd-cm}
 data: {resource.customizations.health.argoproj.io_Application: return obj.status.health}
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki, annotations: {argocd.argoproj.io/sync-wave: "1"}}
+metadata: {name: wiki, annotations: {argocd.argoproj.io/sync-wave: "3"}}
 spec: {source: {repoURL: https://git.example.com/gitops.git, path: wiki}}
 === apps/secrets.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: secrets, annotations: {argocd.argoproj.io/sync-wave: "2"}}
 spec: {source: {repoURL: https://charts.example.com, chart: external-secrets, targetRevision: 2.9.0}}
 === wiki/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: wiki}
`),
  source: 'gitops-engine pkg/sync/sync_context.go; argo-cd docs/operator-manual/health.md',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application');
    const wave = factOf(document.facts, 'manifest')?.data.wave ?? 0;
    if (!own || !waits(workspace, file)) return;
    const later = plainOwners(workspace, file)
      .flatMap(({ application }) => objectsOf(workspace, application))
      .filter((object) => object.kind === 'Application' && !object.hook && (object.wave ?? 0) > wave);
    const need = later.length > 0 ? needMet(workspace, indexOf(workspace, file.uri, own.name), later) : undefined;
    if (!need) return;
    const written = at(document.yaml.root, 'metadata', 'annotations', 'argocd.argoproj.io/sync-wave');
    report({
      at: written?.span ?? own.span,
      message: `This Application is in wave ${wave} and needs ${need.what}, which Application \`${need.by.name}\` brings in wave ${need.by.wave ?? 0}. Waves wait for healthy Applications here, so on a new cluster the two may wait for each other.`,
    });
  },
};

/** Whether waves of Applications wait: by a file here, else by what the connected cluster tells. */
function waits(view: WorkspaceView, file: FileIdentity): boolean {
  return applicationsWait(view) || knownLive(view, file, 'argocd')?.applicationsWait === true;
}

interface Need {
  readonly what: string;
  readonly by: Applied;
}

/** The first thing that an Application needs and that only a later one brings. */
function needMet(view: WorkspaceView, application: number, later: readonly Applied[]): Need | undefined {
  const providers = later.map((by) => ({ by, all: withChildren(view, indexOf(view, by.uri, by.name)) }));
  const onlyIn = (bringers: ReadonlySet<number> | undefined): Applied | undefined => {
    const [only, ...more] = bringers ?? [];
    if (only === undefined || more.length > 0) return undefined;
    return providers.find(({ all }) => all.has(only))?.by;
  };
  const { objects, objectsUsed, groups } = view.derive(provisions);
  for (const what of objectsUsed.get(application) ?? []) {
    const by = onlyIn(objects.get(what));
    if (by) return { what, by };
  }
  for (const { apiVersion, kind } of objectsOf(view, application)) {
    const by = onlyIn(groups.get(groupOf(apiVersion)));
    if (by) return { what: `the kind ${kind}`, by };
  }
  return undefined;
}

/** An Application with those that it applies, and those that they apply. */
function withChildren(view: WorkspaceView, application: number): ReadonlySet<number> {
  const all = new Set([application]);
  for (const one of all) {
    for (const object of objectsOf(view, one))
      if (object.kind === 'Application') all.add(indexOf(view, object.uri, object.name));
  }
  return all;
}

interface Provisions {
  /** The Applications that bring an object others name, by what a message calls it; and the definitions of a group. */
  readonly objects: ReadonlyMap<string, ReadonlySet<number>>;
  readonly groups: ReadonlyMap<string, ReadonlySet<number>>;
  /** The objects that an Application names. */
  readonly objectsUsed: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Stands for what no Application of the workspace is known to bring. */
const unknown = -1;

const storeNamed = (name: string): string => `the ClusterSecretStore \`${name}\``;
const classNamed = (name: string): string => `the StorageClass \`${name}\``;

const provisions: Derivation<Provisions> = {
  name: 'what-applications-bring',
  compute(view) {
    const objects = new Map<string, Set<number>>();
    const groups = new Map<string, Set<number>>();
    for (const { file, fact } of view.facts('manifest')) {
      const { kind } = fact.data;
      const owners = plainOwners(view, file).map(({ application }) => application);
      for (const owner of owners.length > 0 ? owners : [unknown]) {
        if (kind === 'ClusterSecretStore') put(objects, storeNamed(fact.name), owner);
        if (kind === 'StorageClass') put(objects, classNamed(fact.name), owner);
        if (kind === 'CustomResourceDefinition') put(groups, fact.name.slice(fact.name.indexOf('.') + 1), owner);
      }
    }
    for (const [application, { fact }] of view.facts('application').entries()) {
      const { sources } = fact.data;
      for (const group of new Set(Object.values(chartGroups).flat()))
        if (sources.some((source) => brings(source, group))) put(groups, group, application);
      // Its chart makes this class whatever its values say.
      if (sources.some(({ chart }) => chart === 'longhorn')) put(objects, classNamed('longhorn'), application);
    }
    return { objects, groups, objectsUsed: usesIn(view) };
  },
};

function usesIn(view: WorkspaceView): Provisions['objectsUsed'] {
  const used = new Map<number, Set<string>>();
  for (const { file, fact } of view.facts('external-secret')) {
    for (const { application } of plainOwners(view, file))
      for (const name of fact.data.clusterStores ?? []) put(used, application, storeNamed(name));
  }
  for (const { file, fact } of view.facts('volume-claim')) {
    const { storageClass } = fact.data;
    if (storageClass === undefined || storageClass === '') continue;
    for (const { application } of plainOwners(view, file)) put(used, application, classNamed(storageClass));
  }
  return used;
}

function put<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
