// What the files of a folder say of a Service that none of them defines.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { nearest } from '../text/names.ts';
import { directoryOf } from '../workspace/clusters.ts';
import type { FileIdentity } from '../workspace/file.ts';
import { isWhollyKnown, namespaceOf, servicesIn } from '../workspace/objects.ts';
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

/** The namespace of a Service of that name that lies beside the file, where it can be told. */
export function serviceElsewhere(view: WorkspaceView, file: FileIdentity, name: string): string | undefined {
  for (const record of view.named('service', name)) {
    if (directoryOf(record.file.uri) !== directoryOf(file.uri)) continue;
    const namespace = namespaceOf(view, record.file, record.fact.data.namespace);
    if (namespace !== undefined && !hasPlaceholder(namespace)) return namespace;
  }
  return undefined;
}
