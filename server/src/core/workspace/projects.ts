// What an AppProject permits (argo-cd pkg/apis/application/v1alpha1/app_project_types.go). Every answer is "denied" only
// where that is certain.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { scopeOf } from '../schema/scopes.ts';
import { normalGitUrl } from '../text/git-url.ts';
import { matchesGoName } from '../text/go-file-match.ts';
import { matchesGoGlob } from '../text/go-glob.ts';
import { at, keyText, pairsOf, scalarText, type YamlNode } from '../yaml/nodes.ts';
import type { AppProjectFact, ProjectDestination, ProjectKind } from './facts.ts';
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

/**
 * A pattern with `!` that does not fit permits, as one without it does that fits (app_project_types.go,
 * IsSourcePermitted).
 */
export function deniesSource({ sourceRepos }: AppProjectFact, url: string): boolean {
  if (sourceRepos.some(hasPlaceholder)) return false;
  const verdicts = sourceRepos.map((pattern) => {
    const isDeny = pattern.startsWith('!');
    const fits = fitsRepository(isDeny ? pattern.slice(1) : pattern, url);
    return { isDeny, permits: isDeny ? not(fits) : or(pattern === '*', fits) };
  });
  return (
    verdicts.some(({ isDeny, permits }) => isDeny && permits === false) ||
    verdicts.every(({ permits }) => permits === false)
  );
}

function fitsRepository(pattern: string, url: string): Maybe {
  const [own, wanted] = [normalGitUrl(pattern), normalGitUrl(url)];
  return own === undefined || wanted === undefined ? undefined : matchesGoGlob(wanted, own, '/');
}

export interface Target {
  /** The cluster, by address or by name; `https://kubernetes.default.svc` for the one Argo CD runs in. */
  readonly cluster: string;
  readonly namespace: string;
}

/** True where Argo CD certainly refuses a destination (app_project_types.go, isDestinationMatched). */
export function deniesDestination({ destinations }: AppProjectFact, target: Target): boolean {
  const verdicts = destinations.map((item) => judge(item, target));
  return verdicts.some(({ denies }) => denies === true) || verdicts.every(({ permits }) => permits === false);
}

/** True where no destination of the project is in the cluster, whatever the namespace. */
export function deniesCluster({ destinations }: AppProjectFact, cluster: string): boolean {
  return destinations.every((item) => {
    const { byServer, byName } = clusterMatch(item, cluster);
    return or(byServer, byName) === false;
  });
}

interface Verdict {
  readonly permits: Maybe;
  /** Whether the item refuses the destination, whatever the others say. */
  readonly denies: Maybe;
}

function judge(item: ProjectDestination, { cluster, namespace }: Target): Verdict {
  const { byServer, byName } = clusterMatch(item, cluster);
  const byNamespace = matchOf(item.namespace ?? '', namespace);
  const permits = and(or(byServer, byName), byNamespace);
  const clusterDenied = or(and(not(byName), isDeny(item.name)), and(not(byServer), isDeny(item.server)));
  const denied = or(and(clusterDenied, byNamespace), and(and(not(byNamespace), isDeny(item.namespace)), byServer));
  return { permits, denies: and(not(permits), denied) };
}

/** A cluster has an address and a name, of which an Application writes only one. */
function clusterMatch(
  { server = '', name = '' }: ProjectDestination,
  cluster: string,
): Record<'byServer' | 'byName', Maybe> {
  const isAddress = cluster.includes('://');
  // No cluster is without an address.
  const anyServer = server === '*' ? true : undefined;
  return {
    byServer: server === '' ? false : isAddress ? matchOf(server, cluster.replace(/\/+$/, '')) : anyServer,
    byName: name === '' ? false : isAddress ? undefined : matchOf(name, cluster),
  };
}

function matchOf(pattern: string, text: string): Maybe {
  if (hasPlaceholder(pattern)) return undefined;
  return pattern.startsWith('!') ? !matches(pattern.slice(1), text) : matches(pattern, text);
}

function isDeny(pattern = ''): boolean {
  return pattern.startsWith('!');
}

/** True, false, or not known. */
type Maybe = boolean | undefined;

function not(value: Maybe): Maybe {
  return value === undefined ? undefined : !value;
}

function and(a: Maybe, b: Maybe): Maybe {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
}

function or(a: Maybe, b: Maybe): Maybe {
  return not(and(not(a), not(b)));
}

function matches(pattern: string, text: string): boolean {
  return pattern === '*' || matchesGoGlob(text, pattern);
}

/** Whether objects of a kind are denied; an unknown kind is not. */
export function deniesKind(project: AppProjectFact, group: string, kind: string, name: string): boolean {
  const within = (list: readonly ProjectKind[] | undefined): boolean =>
    (list ?? []).some(
      (item) =>
        matchesGoName(group, item.group) &&
        matchesGoName(kind, item.kind) &&
        (item.name === undefined || item.name === '' || matchesGoName(name, item.name)),
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
