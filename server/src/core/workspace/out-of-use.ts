// Manifests that lie in a folder and are applied by nobody: shown, put away, or taken out of their kustomization.
import { isExamplePath } from '../kinds/example-path.ts';
import type { FileIdentity } from './file.ts';
import { kustomizationAt, kustomizedFiles } from './gitops.ts';
import type { WorkspaceView } from './view.ts';

const putAway =
  /(?:^|[/._-])(?:disabled|archived?|deprecated|unused|retired|obsolete|attic|graveyard|staged|parked)(?:[/._-]|$)/i;

/** Text that somebody who copies a file puts a name in the place of: `CHANGE_ME_APP_NAME`, `BASE_PLACEHOLDER`. */
export function isNameToFill(text: string): boolean {
  return /CHANGE[_-]?ME|TO[_-]BE[_-]|REPLACE[_-]?ME|PLACEHOLDER|<[\w -]+>|(?:^|[^A-Za-z])(?:YOUR|MY)_[A-Z]/.test(text);
}

/** True for a file whose place says that it is shown or put away. */
export function isSetAside(path: string): boolean {
  return isExamplePath(path) || putAway.test(path);
}

/** True for a file that is not applied as far as its place and the kustomization beside it tell. */
export function isOutOfUse(view: WorkspaceView, { folder, path }: FileIdentity): boolean {
  if (isSetAside(path)) return true;
  const directory = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (kustomizationAt(view, folder, directory) === undefined) return false;
  return kustomizedFiles(view, folder, directory)?.has(path) === false;
}
