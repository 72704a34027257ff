// What the files of a folder say of a Service that none of them defines.
import { nearest } from '../text/names.ts';
import { directoryOf } from '../workspace/clusters.ts';
import type { FileIdentity } from '../workspace/file.ts';
import { isWhollyKnown, servicesIn } from '../workspace/objects.ts';
import type { WorkspaceView } from '../workspace/view.ts';

export interface MissingService {
  /** The name that was meant. */
  readonly near?: string;
}

/** Undefined where a chart or somebody else may make the Service, so that the files alone do not tell. */
export function missingService(
  view: WorkspaceView,
  file: FileIdentity,
  namespace: string,
  name: string,
): MissingService | undefined {
  const services = servicesIn(view, file.folder, namespace);
  const isKnown = isWhollyKnown(view, file.folder, namespace);
  const beside = services.filter(({ uri }) => directoryOf(uri) === directoryOf(file.uri));
  const near = nearest(
    name,
    (isKnown ? services : beside).map((candidate) => candidate.name),
  );
  if (near !== undefined) return { near };
  return isKnown ? {} : undefined;
}
