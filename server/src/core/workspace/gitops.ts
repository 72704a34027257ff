// Which Application applies which file. Only what is certain counts: a source belongs to a folder when its URL is one of
// the folder's git remotes, or, where no remote is known, when its path exists there.
import { matchesGlob } from '../text/glob.ts';
import type { ApplicationFact, ApplicationSource } from './facts.ts';
import type { FileIdentity } from './file.ts';
import type { FactRecord, WorkspaceView } from './view.ts';

/** The Applications whose sources hold a file as a manifest. */
export function ownersOf(view: WorkspaceView, file: FileIdentity): readonly FactRecord<'application'>[] {
  return view.facts('application').filter(({ fact }) => ownsFile(view, fact.data, file));
}

function ownsFile(view: WorkspaceView, app: ApplicationFact, file: FileIdentity): boolean {
  return app.sources.some((source) => belongsToFolder(view, source, file.folder) && holds(view, source, file));
}

/** Whether a source is read from a workspace folder. */
export function belongsToFolder(view: WorkspaceView, source: ApplicationSource, folder: string): boolean {
  if (source.path === undefined || source.repoURL === undefined) return false;
  const remotes = view.folders().find((candidate) => candidate.uri === folder)?.remotes ?? [];
  if (remotes.length > 0) return remotes.some((remote) => sameRepository(remote, source.repoURL ?? ''));
  return view.exists(folder, cleanPath(source.path)) === true;
}

function holds(view: WorkspaceView, source: ApplicationSource, file: FileIdentity): boolean {
  const base = cleanPath(source.path ?? '');
  const below =
    base === '' ? file.path : file.path.startsWith(`${base}/`) ? file.path.slice(base.length + 1) : undefined;
  if (below === undefined || source.tool === 'helm' || source.tool === 'plugin') return false;
  const kustomized = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].some((name) =>
    view.exists(file.folder, join(base, name)),
  );
  if (kustomized) return true;
  if (view.exists(file.folder, join(base, 'Chart.yaml'))) return false;
  if (!source.recurse && below.includes('/')) return false;
  if (source.exclude !== undefined && matchesGlob(below, source.exclude)) return false;
  return source.include === undefined || matchesGlob(below, source.include);
}

function join(base: string, name: string): string {
  return base === '' ? name : `${base}/${name}`;
}

/** A path as Argo CD cleans it: no `./`, no `/` at the end. */
export function cleanPath(path: string): string {
  return path
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

/** Compares repository URLs as Argo CD does (util/git, NormalizeGitURL): case, `.git` and the SSH form do not matter. */
export function sameRepository(a: string, b: string): boolean {
  return normalUrl(a) === normalUrl(b);
}

function normalUrl(url: string): string {
  const text = url
    .trim()
    .toLowerCase()
    .replace(/\.git$/, '')
    .replace(/\/+$/, '');
  const scp = /^(?:ssh:\/\/)?(?:[^@/]+@)?([^:/]+):(?!\/\/)(?:\d+\/)?(.+)$/.exec(text);
  if (scp && !/^https?:\/\//.test(text)) return `${scp[1]}/${scp[2]}`;
  return text
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]+@/, '')
    .replace(/:\d+\//, '/');
}
