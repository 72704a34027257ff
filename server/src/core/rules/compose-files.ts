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
  return besides({ file, workspace }).length > 0;
}

/**
 * True when another file may add to the services of this one: it overrides another itself, or one beside it is called an
 * override, which Compose takes along without being told. What is absent here is not absent for sure then.
 */
export function isOverridden({ file, workspace }: Pick<WorkspaceContext, 'file' | 'workspace'>): boolean {
  return [file.path, ...besides({ file, workspace })].some((path) => /override[^/]*$/.test(path));
}

/** The other Compose files of the directory. */
function besides({ file, workspace }: Pick<WorkspaceContext, 'file' | 'workspace'>): readonly string[] {
  const directory = directoryOf(file.path);
  return workspace.paths(file.folder).filter((path) => {
    if (path === file.path || directoryOf(path) !== directory) return false;
    return /compose[^/]*\.ya?ml$/.test(path.slice(directory.length));
  });
}
