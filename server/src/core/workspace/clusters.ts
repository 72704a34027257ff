// Whether two files end up in one cluster. A folder may hold the same objects for several clusters.
import type { FileIdentity } from './file.ts';
import { ownersOf } from './gitops.ts';
import type { WorkspaceView } from './view.ts';

/** True when it is certain: in one directory, or applied by Applications that lead to one cluster. */
export function inOneCluster(view: WorkspaceView, a: FileIdentity, b: FileIdentity): boolean {
  if (a.folder !== b.folder) return false;
  if (directoryOf(a.path) === directoryOf(b.path)) return true;
  const places = placesOf(view, a);
  return places.length > 0 && placesOf(view, b).some((place) => places.includes(place));
}

/** The Applications that apply a file, and the clusters they name. */
function placesOf(view: WorkspaceView, file: FileIdentity): readonly string[] {
  return ownersOf(view, file).flatMap((owner) => {
    const application = `${owner.file.uri}\n${owner.fact.name}`;
    const { destination } = owner.fact.data;
    return destination === undefined ? [application] : [application, destination];
  });
}

export function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
