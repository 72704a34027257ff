// Compose files that may be put together.
import { directoryOf } from '../workspace/clusters.ts';
import { pairOf } from '../yaml/nodes.ts';
import type { WorkspaceContext } from './rule.ts';

/**
 * True when a service may be defined in another file: Compose puts together those that are included, and those that are
 * given beside this one.
 */
export function mayBeElsewhere({ document, file, workspace }: WorkspaceContext): boolean {
  if (pairOf(document.yaml.root, 'include')) return true;
  const directory = directoryOf(file.path);
  return workspace.paths(file.folder).some((path) => {
    if (path === file.path || directoryOf(path) !== directory) return false;
    return /compose[^/]*\.ya?ml$/.test(path.slice(directory.length));
  });
}
