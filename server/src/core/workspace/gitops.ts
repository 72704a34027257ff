// Which Application applies which file. Only what is certain counts: a source belongs to a folder when its URL is one of
// the folder's git remotes, or, where no remote is known, when its path exists there and most of that repository's do.
import { matchesGoGlob } from '../text/go-glob.ts';
import type { ApplicationSource } from './facts.ts';
import type { FileIdentity } from './file.ts';
import { pathIndex, split } from './path-index.ts';
import { isSkipped } from './skipped-files.ts';
import { type Derivation, type FactRecord, resolvePath, type WorkspaceView } from './view.ts';

/** The Applications whose sources hold a file as a manifest. */
export function ownersOf(view: WorkspaceView, file: FileIdentity): readonly FactRecord<'application'>[] {
  const applications = view.facts('application');
  const found = new Set(reachOf(view, file).map(({ application }) => application));
  return [...found].sort((a, b) => a - b).flatMap((index) => applications[index] ?? []);
}

/** A source of an Application that is read from a workspace folder. */
export interface Reach {
  /** Which of the workspace's Applications, in the order of their facts. */
  readonly application: number;
  readonly base: string;
  /** How Argo CD reads the source: each file as it is, or through the kustomization at its base. */
  readonly by: 'directory' | 'kustomize';
}

/** The sources that hold a file as a manifest. */
export function reachOf(view: WorkspaceView, file: FileIdentity): readonly Reach[] {
  const folder = view.derive(sources).get(file.folder);
  if (!folder) return [];
  const found: Reach[] = (folder.byFile.get(file.path) ?? []).map(({ application, base }) => ({
    application,
    base,
    by: 'kustomize',
  }));
  const skipped = isSkipped(view, file);
  for (const base of foldersOf(file.path)) {
    const below = base === '' ? file.path : file.path.slice(base.length + 1);
    for (const { application, source, kustomized } of folder.byBase.get(base) ?? []) {
      if (kustomized) found.push({ application, base, by: 'kustomize' });
      else if (!skipped && readsAsManifest(source, below)) found.push({ application, base, by: 'directory' });
    }
  }
  return found;
}

/** Every folder that holds a path, the root of the workspace folder first. */
export function foldersOf(path: string): readonly string[] {
  const bases = [''];
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) bases.push(path.slice(0, slash));
  return bases;
}

/**
 * Whether a directory source takes a file, by its path below the source (reposerver/repository/repository.go,
 * getPotentiallyValidManifestFile): its extension, the recursion, then the globs, whose `*` crosses `/`.
 */
export function readsAsManifest(source: ApplicationSource, below: string): boolean {
  if (!/\.(?:ya?ml|json|jsonnet)$/.test(below)) return false;
  if (!source.recurse && below.includes('/')) return false;
  if (source.exclude !== undefined && source.exclude !== '' && matchesGoGlob(below, source.exclude)) return false;
  return source.include === undefined || source.include === '' || matchesGoGlob(below, source.include);
}

interface PlainSource {
  readonly application: number;
  readonly base: string;
  readonly source: ApplicationSource;
  /** True where a kustomization applies files that cannot be told: then all below count. */
  readonly kustomized: boolean;
}

interface FolderSources {
  readonly byBase: Map<string, PlainSource[]>;
  /** Files that a kustomization reaches. */
  readonly byFile: Map<string, { readonly application: number; readonly base: string }[]>;
}

/** The sources of all Applications, by the workspace folder and the path that they are read from. */
const sources: Derivation<ReadonlyMap<string, FolderSources>> = {
  name: 'application-sources',
  compute(view) {
    const found = new Map<string, FolderSources>();
    for (const { uri: folder } of view.folders()) {
      const own: FolderSources = { byBase: new Map(), byFile: new Map() };
      found.set(folder, own);
      for (const [application, { fact }] of view.facts('application').entries()) {
        for (const source of fact.data.sources) {
          if (source.tool === 'helm' || source.tool === 'plugin' || !belongsToFolder(view, source, folder)) continue;
          addSource(view, own, { application, base: cleanPath(source.path ?? ''), source }, folder);
        }
      }
    }
    return found;
  },
};

function addSource(
  view: WorkspaceView,
  own: FolderSources,
  found: Omit<PlainSource, 'kustomized'>,
  folder: string,
): void {
  const { application, base } = found;
  // Argo CD looks at what lies in the folder only where the source does not say how to read it (types.go, ExplicitType).
  const kustomized = !found.source.recurse && kustomizationAt(view, folder, base) !== undefined;
  if (!kustomized && !found.source.recurse && isChartFolder(view, folder, base)) return;
  const files = kustomized ? kustomizedFiles(view, folder, base) : undefined;
  if (files) {
    for (const path of files) add(own.byFile, path, { application, base });
  } else {
    add(own.byBase, base, { ...found, kustomized });
  }
}

function add<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** What each kustomization applies, by folder and path. */
type Resources = ReadonlyMap<string, readonly string[]>;

const kustomizationResources: Derivation<Resources> = {
  name: 'kustomization-resources',
  compute(view) {
    return new Map(
      view
        .facts('kustomization')
        .map(({ file, fact }) => [`${file.folder}\n${file.path}`, fact.data.resources ?? []] as const),
    );
  },
};

/** True for a folder that Argo CD reads as a chart: it has a file whose name ends so (util/app/discovery/discovery.go). */
export function isChartFolder(view: WorkspaceView, folder: string, base: string): boolean {
  return view.derive(chartFolders).has(`${folder}\n${base}`);
}

const chartFolders: Derivation<ReadonlySet<string>> = {
  name: 'chart-folders',
  compute(view) {
    const found = new Set<string>();
    for (const { uri } of view.folders()) {
      for (const path of view.paths(uri)) {
        const [base] = /(?:^|\/)[^/]*Chart\.yaml$/.exec(path) ?? [];
        if (base !== undefined) found.add(`${uri}\n${path.slice(0, path.length - base.length)}`);
      }
    }
    return found;
  },
};

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** The kustomization in a folder, by its path. */
export function kustomizationAt(view: WorkspaceView, folder: string, base: string): string | undefined {
  return view.derive(kustomizationPaths).get(`${folder}\n${base}`);
}

const kustomizationPaths: Derivation<ReadonlyMap<string, string>> = {
  name: 'kustomization-paths',
  compute(view) {
    const found = new Map<string, string>();
    for (const { uri } of view.folders()) {
      const { byName } = pathIndex(view, uri) ?? {};
      for (const name of kustomizationNames.toReversed())
        for (const path of byName?.get(name) ?? []) found.set(`${uri}\n${split(path).directory}`, path);
    }
    return found;
  },
};

/** The files that the kustomization in a folder applies, itself left out; undefined where it cannot be read. */
export function kustomizedFiles(view: WorkspaceView, folder: string, base: string): ReadonlySet<string> | undefined {
  const resources = view.derive(kustomizationResources);
  const files = new Set<string>();
  const seen = new Set<string>();
  const open = [base];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const path = kustomizationAt(view, folder, next);
    const listed = path === undefined ? undefined : resources.get(`${folder}\n${path}`);
    if (path === undefined || !listed) {
      if (next === base) return undefined;
      continue;
    }
    for (const entry of listed) {
      if (/:\/\/|^git@|\?ref=/.test(entry)) continue;
      const target = resolvePath(path, entry);
      if (/\.(?:ya?ml|json)$/.test(target)) files.add(target);
      else open.push(target);
    }
  }
  return files;
}

/** Whether a source is read from a workspace folder. */
export function belongsToFolder(view: WorkspaceView, source: ApplicationSource, folder: string): boolean {
  if (source.path === undefined || source.repoURL === undefined) return false;
  const remotes = view.folders().find((candidate) => candidate.uri === folder)?.remotes ?? [];
  if (remotes.length > 0) return remotes.some((remote) => sameRepository(remote, source.repoURL ?? ''));
  if (view.exists(folder, cleanPath(source.path)) !== true) return false;
  return view.derive(likelyRepositories).get(folder) === normalUrl(source.repoURL);
}

/**
 * The repository that a folder without a known remote is most likely a copy of: the one of which most paths exist there.
 * Several repositories may have a path such as `manifests`; where two fit equally well, nothing is certain.
 */
const likelyRepositories: Derivation<ReadonlyMap<string, string | undefined>> = {
  name: 'likely-repositories',
  compute(view) {
    const found = new Map<string, string | undefined>();
    for (const { uri } of view.folders()) {
      const paths = new Map<string, Set<string>>();
      for (const { fact } of view.facts('application')) {
        for (const { ref, path = ref === undefined ? undefined : '', repoURL } of fact.data.sources) {
          if (path === undefined || repoURL === undefined || view.exists(uri, cleanPath(path)) !== true) continue;
          const url = normalUrl(repoURL);
          paths.set(url, (paths.get(url) ?? new Set()).add(cleanPath(path)));
        }
      }
      const [first, second] = [...paths].sort((a, b) => b[1].size - a[1].size);
      found.set(uri, first && first[1].size > (second?.[1].size ?? 0) ? first[0] : undefined);
    }
    return found;
  },
};

/** A path as Argo CD cleans it: no `./`, no `/` at the end. */
export function cleanPath(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/^\.$/, '');
}

/** Compares repository URLs as Argo CD does (util/git, NormalizeGitURL): case, `.git` and the SSH form do not matter. */
export function sameRepository(a: string, b: string): boolean {
  return normalUrl(a) === normalUrl(b);
}

/** A repository URL without what does not tell repositories apart. */
export function normalUrl(url: string): string {
  const text = url
    .trim()
    .toLowerCase()
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
  const scp = /^(?:ssh:\/\/)?(?:[^@/]+@)?([^:/]+):(?!\/\/)(?:\d+\/)?(.+)$/.exec(text);
  if (scp && !/^https?:\/\//.test(text)) return `${scp[1]}/${scp[2]}`;
  return text
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/:\d+\//, '/');
}
