// Whether two files end up in one cluster. A folder may hold the same objects for several clusters.
import type { FileIdentity } from './file.ts';
import { ownersOf } from './gitops.ts';
import type { Derivation, FactRecord, WorkspaceView } from './view.ts';

/** True when it is certain: in one directory, or applied by Applications that lead to one cluster. */
export function inOneCluster(view: WorkspaceView, a: FileIdentity, b: FileIdentity): boolean {
  if (a.folder !== b.folder) return false;
  if (directoryOf(a.path) === directoryOf(b.path)) return true;
  return ownersOf(view, a).some((one) => ownersOf(view, b).some((other) => leadToOne(view, one, other)));
}

function leadToOne(view: WorkspaceView, a: FactRecord<'application'>, b: FactRecord<'application'>): boolean {
  if (a.file.uri === b.file.uri && a.fact.name === b.fact.name) return true;
  const { destination } = a.fact.data;
  return (
    destination !== undefined && destination === b.fact.data.destination && !haveArgosOfTheirOwn(view, a.file, b.file)
  );
}

/** True where two destinations are certainly two clusters; a cluster has an address and a name. */
export function leadApart(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b && a.includes('://') === b.includes('://');
}

/**
 * True for files below two directories that both hold an Application of one name: one Argo CD cannot have both, so each
 * directory is for an Argo CD of its own, and what both call the cluster it runs in are two clusters.
 */
export function haveArgosOfTheirOwn(view: WorkspaceView, a: FileIdentity, b: FileIdentity): boolean {
  const parting = a.folder === b.folder ? partingOf(a.path, b.path) : undefined;
  return parting !== undefined && view.derive(partings).has(`${a.folder}\n${parting}`);
}

/** More Applications of one name than these are not compared with each other. */
const sameNameLimit = 50;

const partings: Derivation<ReadonlySet<string>> = {
  name: 'directories-of-two-argo-cds',
  compute(view) {
    const byName = new Map<string, string[]>();
    for (const { file, fact } of view.facts('application')) {
      const key = `${file.folder}\n${fact.data.namespace ?? ''}\n${fact.name}`;
      byName.set(key, [...(byName.get(key) ?? []), file.path].slice(0, sameNameLimit));
    }
    const found = new Set<string>();
    for (const [key, paths] of byName) {
      const folder = key.slice(0, key.indexOf('\n'));
      for (const [i, path] of paths.entries())
        for (const other of paths.slice(i + 1)) {
          const parting = partingOf(path, other);
          if (parting !== undefined) found.add(`${folder}\n${parting}`);
        }
    }
    return found;
  },
};

/** The two directories at which paths part; undefined where one of the files lies in a directory above the other. */
function partingOf(a: string, b: string): string | undefined {
  const one = a.split('/').slice(0, -1);
  const other = b.split('/').slice(0, -1);
  const at = one.findIndex((part, i) => part !== other[i]);
  if (at < 0 || at >= other.length) return undefined;
  return [one.slice(0, at + 1).join('/'), other.slice(0, at + 1).join('/')].sort().join('\n');
}

export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
