import { sourcesOf } from '../../kinds/argocd.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { groupOf, scopeOf } from '../../schema/scopes.ts';
import type { AppProjectFact, ProjectKind } from '../../workspace/facts.ts';
import { factOf } from '../../workspace/facts.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { plainOwners } from '../../workspace/manifests.ts';
import {
  deniesCluster,
  deniesDestination,
  deniesKind,
  deniesSource,
  permissionsOf,
  projectsOf,
} from '../../workspace/projects.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { at, isNull, isString, itemsOf, pairOf, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { addItem } from '../edits.ts';
import { addBelow, elsewhereFix } from '../elsewhere.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

const createNamespace = 'CreateNamespace=true';

export const projectDenies: WorkspaceRule = {
  id: 'argocd/project-denies',
  title: 'An Application or an object that its AppProject does not permit',
  severity: 'error',
  kinds: kubernetesKinds,
  needs: 'workspace',
  why: 'Argo CD refuses an Application whose source or destination its project does not list, and fails the whole sync when one object is of a kind, or goes to a namespace, that the project does not permit. Without `clusterResourceWhitelist` a project permits no cluster-wide object at all, not even a Namespace, and that holds for the one that `CreateNamespace=true` asks for.',
  ...diff(`
 === projects.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: AppProject
 metadata: {name: infra, namespace: argocd}
 spec:
-  sourceRepos: [https://git.example.com/gitops.git]
+  sourceRepos: [https://git.example.com/gitops.git, https://charts.example.com]
   destinations: [{server: https://kubernetes.default.svc, namespace: '*'}]
 === apps/dashboard.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
   project: infra
   source: {repoURL: https://charts.example.com, chart: dashboard, targetRevision: 1.2.3}
   destination: {server: https://kubernetes.default.svc, namespace: dashboard}
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/app_project_types.go; controller/sync.go (validateSyncPermissions)',
  check(context) {
    if (context.document.kind === 'application') checkApplication(context);
    checkObject(context);
  },
};

/** The project's record when every AppProject of the name denies it. */
function denier(
  context: WorkspaceContext,
  name: string | undefined,
  denies: (project: AppProjectFact) => boolean,
): FactRecord<'app-project'> | undefined {
  if (name === undefined) return undefined;
  const projects = permissionsOf(context.workspace, context.file.folder, name === '' ? 'default' : name);
  return projects.every(({ data }) => denies(data)) ? projects[0]?.record : undefined;
}

function related(project: FactRecord<'app-project'>): { record: FactRecord; message: string }[] {
  return [{ record: project, message: `The project \`${project.fact.name}\`.` }];
}

/** What Argo CD asks the project for: of a hydrator where it reads, and where it writes where that is another one. */
function repositoriesOf(spec: YamlNode | undefined): readonly (YamlNode | undefined)[] {
  const hydrator = at(spec, 'sourceHydrator');
  if (!hydrator || isNull(hydrator)) return sourcesOf(spec).map((source) => at(source, 'repoURL'));
  return [at(hydrator, 'drySource', 'repoURL'), at(hydrator, 'syncSource', 'repoURL')];
}

function checkApplication(context: WorkspaceContext): void {
  const { document, report } = context;
  const spec = at(document.yaml.root, 'spec');
  const app = factOf(document.facts, 'application')?.data;
  if (!app) return;
  for (const url of repositoriesOf(spec)) {
    if (!isString(url) || url.value === '' || hasPlaceholder(url.value)) continue;
    const project = denier(context, app.project, (data) => deniesSource(data, url.value));
    if (!project) continue;
    report({
      at: url.span,
      message: `The project \`${project.fact.name}\` does not permit this repository, so Argo CD refuses the Application. Add it to the project’s \`sourceRepos\`.`,
      related: related(project),
    });
  }
  checkCreation(context);
  const destination = pairOf(spec, 'destination');
  const { destination: cluster, destinationNamespace: namespace = '' } = app;
  if (!destination || cluster === undefined || cluster === '' || hasPlaceholder(cluster + namespace)) return;
  const project = denier(context, app.project, (data) => deniesDestination(data, { cluster, namespace }));
  if (!project) return;
  if (deniesCluster(project.fact.data, cluster)) {
    const written = at(destination.value, 'server') ?? at(destination.value, 'name');
    report({
      at: written?.span ?? destination.key.span,
      message: `The project \`${project.fact.name}\` permits no destination in the cluster \`${cluster}\`, so Argo CD refuses the Application. Add it to the project’s \`destinations\`.`,
      related: related(project),
    });
    return;
  }
  const written = at(destination.value, 'namespace');
  report({
    at: isString(written) && written.value !== '' ? written.span : destination.key.span,
    message:
      namespace === ''
        ? `The destination names no namespace, and the project \`${project.fact.name}\` permits only those it lists, so Argo CD refuses the Application.`
        : `The project \`${project.fact.name}\` permits no destination with the namespace \`${namespace}\` in this cluster, so Argo CD refuses the Application. Add it to the project’s \`destinations\`.`,
    related: related(project),
  });
}

/**
 * A namespace that Argo CD is to create: it becomes part of the sync, which the project must permit like any other object
 * (gitops-engine pkg/sync/sync_context.go, autoCreateNamespace; controller/sync_namespace.go).
 */
function checkCreation(context: WorkspaceContext): void {
  const { document, file, workspace, report } = context;
  const policy = at(document.yaml.root, 'spec', 'syncPolicy');
  const option = itemsOf(at(policy, 'syncOptions')).find((item) => stringOf(item) === createNamespace);
  const app = factOf(document.facts, 'application')?.data;
  const name = app?.destinationNamespace ?? '';
  if (!app || !option || name === '' || hasPlaceholder(name)) return;
  const project = denier(context, app.project, (data) => deniesKind(data, '', 'Namespace', name));
  if (!project) return;
  const always = !isNull(at(policy, 'managedNamespaceMetadata'));
  if (!always && (isThere(name, app.namespace) || isMadeElsewhere(context, name))) return;
  const result = always
    ? `so Argo CD may not write \`${name}\` and every sync fails`
    : `so where \`${name}\` does not exist yet, Argo CD may not create it and the whole sync fails`;
  report({
    at: option.span,
    message: `The project \`${project.fact.name}\` does not permit Namespace (see its \`clusterResourceWhitelist\`), ${result}.`,
    severity: always ? 'error' : 'warning',
    fixes: permitFixes({ workspace, file }, project, { group: '', kind: 'Namespace' }, name),
    related: related(project),
  });
}

function isThere(namespace: string, own = 'argocd'): boolean {
  return namespace === 'default' || namespace === 'argocd' || namespace === own || namespace.startsWith('kube-');
}

/** Whether the cluster has the namespace, a manifest makes it, or an Application that may. */
function isMadeElsewhere(context: WorkspaceContext, namespace: string): boolean {
  const { file, workspace } = context;
  if (knownLive(workspace, file, 'namespaces')?.includes(namespace)) return true;
  if (workspace.facts('manifest').some(({ fact }) => fact.data.kind === 'Namespace' && fact.name === namespace))
    return true;
  return workspace.facts('application').some(({ fact: { data } }) => {
    const creates = data.destinationNamespace === namespace && data.syncOptions.includes(createNamespace);
    return creates && !denier(context, data.project, (project) => deniesKind(project, '', 'Namespace', namespace));
  });
}

/** An object that an Application applies as it is written: its kind, and the namespace it writes itself. */
function checkObject(context: WorkspaceContext): void {
  const { document, file, workspace, report } = context;
  const object = factOf(document.facts, 'manifest');
  const kindNode = at(document.yaml.root, 'kind');
  if (!object || !isString(kindNode) || workspace.facts('app-project').length === 0) return;
  const { apiVersion, kind, namespace } = object.data;
  const group = groupOf(apiVersion);
  for (const { record: owner } of plainOwners(workspace, file)) {
    const { project: name, destination: cluster } = owner.fact.data;
    const forKind = denier(context, name, (data) => deniesKind(data, group, kind, object.name));
    if (forKind) {
      const list = scopeOf(group, kind) === 'cluster' ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
      report({
        at: kindNode.span,
        message: `The project \`${forKind.fact.name}\` of Application \`${owner.fact.name}\` does not permit ${kind} (see its \`${list}\`), so the whole sync fails.`,
        fixes: permitFixes(context, forKind, { group, kind }, object.name),
        related: related(forKind),
      });
      return;
    }
    const place = at(document.yaml.root, 'metadata', 'namespace');
    if (
      !isString(place) ||
      namespace === undefined ||
      namespace === '' ||
      !cluster ||
      hasPlaceholder(namespace + cluster)
    )
      continue;
    if (scopeOf(group, kind) !== 'namespace') continue;
    const forNamespace = denier(context, name, (data) => deniesDestination(data, { cluster, namespace }));
    if (!forNamespace) continue;
    report({
      at: place.span,
      message: `The project \`${forNamespace.fact.name}\` of Application \`${owner.fact.name}\` does not permit the namespace \`${namespace}\`, so the whole sync fails.`,
      related: related(forNamespace),
    });
    return;
  }
}

/** Adds the kind to the list of the project that lacks it; not where another list forbids it. */
function permitFixes(
  { workspace, file }: Pick<WorkspaceContext, 'workspace' | 'file'>,
  project: FactRecord<'app-project'>,
  item: ProjectKind,
  name: string,
): readonly Fix[] {
  const isCluster = scopeOf(item.group, item.kind) === 'cluster';
  const { data } = project.fact;
  const widened = isCluster
    ? { ...data, clusterAllowed: [...(data.clusterAllowed ?? []), item] }
    : { ...data, namespacedAllowed: [...(data.namespacedAllowed ?? []), item] };
  if (deniesKind(widened, item.group, item.kind, name)) return [];
  if (projectsOf(workspace, file.folder, project.fact.name).length > 1) return [];
  const key = isCluster ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
  const { text, yaml } = project.document;
  const lines = [`group: ${item.group === '' ? "''" : item.group}`, `  kind: ${item.kind}`];
  const list = pairOf(at(yaml.root, 'spec'), key);
  const edit = list
    ? list.value.type === 'seq'
      ? addItem(text, list.value, lines)
      : undefined
    : addBelow(text, yaml.root, ['spec'], [`${key}:`, `  - ${lines[0]}`, `  ${lines[1]}`]);
  return elsewhereFix(`Permit ${item.kind} in the project \`${project.fact.name}\``, project, [edit]);
}
