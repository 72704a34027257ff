// Files that tell Argo CD to pass over them.
import { writtenArgoCd } from './argocd-version.ts';
import type { FileIdentity } from './file.ts';
import type { Derivation, WorkspaceView } from './view.ts';

/** The text by which a file of a directory source says it is no manifest (argo-cd reposerver/repository/repository.go). */
export const skipMark = '+argocd:skip-file-rendering';

/** The first minor version of Argo CD that looks for it. */
const since = [3, 1] as const;

/** True for a file that directory sources pass over; an Argo CD that is known to be older applies it. */
export function isSkipped(view: WorkspaceView, file: Pick<FileIdentity, 'folder' | 'path'>): boolean {
  return view.derive(skippedFiles).has(`${file.folder}\n${file.path}`);
}

const skippedFiles: Derivation<ReadonlySet<string>> = {
  name: 'skipped-files',
  compute(view) {
    const found = new Set<string>();
    for (const { file } of view.facts('skipped-file')) {
      const [major, minor] = writtenArgoCd(view, file.folder) ?? since;
      if (major > since[0] || (major === since[0] && minor >= since[1])) found.add(`${file.folder}\n${file.path}`);
    }
    return found;
  },
};
