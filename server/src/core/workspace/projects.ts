// What an AppProject permits (argo-cd pkg/apis/application/v1alpha1/app_project_types.go). Every answer is "denied" only
// where that is certain.
import { hasPlaceholder } from '../kinds/recognise.ts';
import { scopeOf } from '../schema/scopes.ts';
import { matchesGoGlob } from '../text/go-glob.ts';
import { at, keyText, pairsOf, scalarText, type YamlNode } from '../yaml/nodes.ts';
import type { AppProjectFact, ProjectDestination, ProjectKind } from './facts.ts';
import { normalUrl } from './gitops.ts';
import type { FactRecord, WorkspaceView } from './view.ts';

/** The AppProjects of a name in a folder; several where a folder serves several clusters. */
export function projectsOf(view: WorkspaceView, folder: string, name: string): readonly FactRecord<'app-project'>[] {
  return view.named('app-project', name).filter(({ file }) => file.folder === folder);
}

/** A project, and all that it permits. */
export interface Permissions {
  readonly record: FactRecord<'app-project'>;
  readonly data: AppProjectFact;
}

/**
 * The AppProjects of a name with what Secrets of repositories and clusters add to them. None where global projects are
 * set up: those add to projects by labels.
 */
export function permissionsOf(view: WorkspaceView, folder: string, name: string): readonly Permissions[] {
  if (view.named('argocd-setting', 'globalProjects').length > 0) return [];
  const added = view
    .facts('project-scope')
    .flatMap(({ file, fact }) => (file.folder === folder && ['', name].includes(fact.name) ? [fact.data] : []));
  const repositories = added.filter(({ type }) => type === 'repository');
  const clusters = added.filter(({ type }) => type === 'cluster');
  const projects = projectsOf(view, folder, name);
  // Set up elsewhere, global projects add to those that say so in their labels.
  if (projects.some(({ document }) => /global/i.test(labelsText(document.yaml.root)))) return [];
  return projects.map((record) => {
    const { data } = record.fact;
    const sourceRepos = [...data.sourceRepos, ...repositories.map(({ address = '*' }) => address)];
    const destinations = clusters.map(({ address = '*', cluster = '*' }) => ({
      server: address,
      name: cluster,
      namespace: '*',
    }));
    return { record, data: { ...data, sourceRepos, destinations: [...data.destinations, ...destinations] } };
  });
}

function labelsText(root: YamlNode | undefined): string {
  return pairsOf(at(root, 'metadata', 'labels'))
    .map((pair) => `${keyText(pair)}=${scalarText(pair.value) ?? ''}`)
    .join('\n');
}

/**
 * Whether a project lets its Applications lie in a namespace; true also where that cannot be told. Entries are globs, or
 * regular expressions between slashes, which are not tried.
 */
export function permitsNamespace(
  { namespace, sourceNamespaces }: Pick<AppProjectFact, 'namespace' | 'sourceNamespaces'>,
  wanted: string,
): boolean {
  if (namespace === undefined || namespace === wanted || hasPlaceholder(namespace)) return true;
  return sourceNamespaces.some(
    (pattern) => pattern.startsWith('/') || hasPlaceholder(pattern) || matchesGoGlob(wanted, pattern),
  );
}

export function deniesSource(project: AppProjectFact, url: string): boolean {
  if (project.sourceRepos.some(hasPlaceholder)) return false;
  const denied = project.sourceRepos.some(
    (pattern) => pattern.startsWith('!') && matchesRepository(pattern.slice(1), url),
  );
  return denied || !project.sourceRepos.some((pattern) => !pattern.startsWith('!') && matchesRepository(pattern, url));
}

/** Wider than Argo CD, which takes `https` and `ssh` for two repositories. */
function matchesRepository(pattern: string, url: string): boolean {
  if (pattern === '*' || pattern === url || /[{[\\]/.test(pattern)) return true;
  const lower = (text: string): string =>
    text
      .trim()
      .toLowerCase()
      .replace(/\.git$/, '');
  return (
    matchesGoGlob(lower(url), lower(pattern), '/') ||
    matchesGoGlob(normalUrl(url), normalUrl(pattern), '/') ||
    matchesGoGlob(normalUrl(url), lower(pattern), '/')
  );
}

export interface Target {
  /** The cluster, by address or by name; `https://kubernetes.default.svc` for the one Argo CD runs in. */
  readonly cluster: string;
  readonly namespace: string;
}

export function deniesDestination(project: AppProjectFact, target: Target): boolean {
  const { destinations } = project;
  if (destinations.some((item) => excludes(item, target))) return true;
  if (destinations.some(isUncertain)) return false;
  return !destinations.some(
    (item) => mayBeCluster(item, target.cluster) && matches(item.namespace ?? '', target.namespace),
  );
}

/** True where no destination of the project is in the cluster, whatever the namespace. */
export function deniesCluster({ destinations }: AppProjectFact, cluster: string): boolean {
  return !destinations.some((item) => isUncertain(item) || mayBeCluster(item, cluster));
}

/** A negated namespace or address (`!kube-system`) that fits: it wins over what others permit. */
function excludes({ server = '', namespace = '' }: ProjectDestination, target: Target): boolean {
  if (hasPlaceholder(server + namespace)) return false;
  const negates = (pattern: string, text: string): boolean =>
    pattern.startsWith('!') && matches(pattern.slice(1), text);
  const isHere = server === '*' || server === target.cluster;
  return (
    (isHere && negates(namespace, target.namespace)) ||
    (target.cluster.includes('://') && negates(server, target.cluster) && matches(namespace, target.namespace))
  );
}

function isUncertain(item: ProjectDestination): boolean {
  return [item.server, item.name, item.namespace].some(
    (text) => text !== undefined && (text.startsWith('!') || hasPlaceholder(text)),
  );
}

/** A cluster has an address and a name, of which an Application writes only one. */
function mayBeCluster(item: ProjectDestination, cluster: string): boolean {
  const byAddress = cluster.includes('://');
  const same = byAddress ? item.server : item.name;
  const other = byAddress ? item.name : item.server;
  return matches(same ?? '', cluster) || (other !== undefined && other !== '');
}

function matches(pattern: string, text: string): boolean {
  return pattern === '*' || pattern === text || matchesGoGlob(text, pattern);
}

/** Whether objects of a kind are denied; an unknown kind is not. */
export function deniesKind(project: AppProjectFact, group: string, kind: string, name: string): boolean {
  const within = (list: readonly ProjectKind[] | undefined): boolean =>
    (list ?? []).some(
      (item) =>
        matches(item.group, group) &&
        matches(item.kind, kind) &&
        (item.name === undefined || item.name === '' || matches(item.name, name)),
    );
  switch (scopeOf(group, kind)) {
    case 'cluster':
      return !within(project.clusterAllowed) || within(project.clusterDenied);
    case 'namespace':
      return (
        within(project.namespacedDenied) ||
        (project.namespacedAllowed !== undefined && !within(project.namespacedAllowed))
      );
    default:
      return false;
  }
}
