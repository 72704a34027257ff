// The files a source would read, where the source is this workspace's own repository at the branch people work on.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { at, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { cleanPath, normalUrl, sameRepository } from './gitops.ts';
import type { Derivation, WorkspaceView } from './view.ts';

/** The workspace folder that is the repository of a URL; only where its remote is known. */
export function folderOfRepository(view: WorkspaceView, url: string): string | undefined {
  return view.folders().find((folder) => folder.remotes.some((remote) => sameRepository(remote, url)))?.uri;
}

/**
 * Where no remote is known: the folder in which most paths exist that Applications read from the URL. Likely, not
 * certain.
 */
function likelyFolder(view: WorkspaceView, url: string): string | undefined {
  return view.derive(likelyFolders).get(normalUrl(url));
}

const likelyFolders: Derivation<ReadonlyMap<string, string>> = {
  name: 'likely-folders-of-repositories',
  compute(view) {
    const score = new Map<string, Map<string, number>>();
    for (const { file, fact } of view.facts('application')) {
      if (view.folders().some(({ uri, remotes }) => uri === file.folder && remotes.length > 0)) continue;
      for (const { repoURL, path } of fact.data.sources) {
        if (repoURL === undefined || path === undefined || cleanPath(path) === '') continue;
        const byFolder = score.get(normalUrl(repoURL)) ?? new Map<string, number>();
        score.set(normalUrl(repoURL), byFolder);
        const found = view.exists(file.folder, cleanPath(path)) === true;
        byFolder.set(file.folder, (byFolder.get(file.folder) ?? 0) + (found ? 1 : -1));
      }
    }
    return new Map(
      [...score].flatMap(([url, byFolder]) => {
        const [first, ...more] = [...byFolder].filter(([, count]) => count > 0);
        return first && more.length === 0 ? [[url, first[0]] as const] : [];
      }),
    );
  },
};

export interface SourceFolder {
  readonly folder: string;
  /** True where the folder's git remote says it. */
  readonly certain: boolean;
}

/** The folder that a source is read from as it stands here: a tag or another branch may hold other files. */
export function folderOfSource(view: WorkspaceView, source: YamlNode | undefined): SourceFolder | undefined {
  const url = stringOf(at(source, 'repoURL'));
  const revision = scalarText(at(source, 'targetRevision')) ?? 'HEAD';
  if (url === undefined || hasPlaceholder(url) || !['', 'HEAD', 'main', 'master'].includes(revision)) return undefined;
  const own = folderOfRepository(view, url);
  if (own !== undefined) return { folder: own, certain: true };
  const likely = likelyFolder(view, url);
  return likely === undefined ? undefined : { folder: likely, certain: false };
}

/** True when a path is certainly not in a folder; what lies in a nested workspace folder is not known here. */
export function lacks(view: WorkspaceView, folder: string, path: string): boolean {
  if (view.exists(folder, path) !== false) return false;
  const whole = `${folder}/${path}/`;
  return !view
    .folders()
    .some(
      ({ uri }) =>
        uri !== folder && uri.startsWith(`${folder}/`) && (whole.startsWith(`${uri}/`) || `${uri}/`.startsWith(whole)),
    );
}
