// Which Secrets a namespace is known to hold, for those that name them.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import type { FileIdentity } from './file.ts';
import { namespaceOf, type PlacedSecret, secretsIn } from './objects.ts';
import type { WorkspaceView } from './view.ts';

export interface KnownSecrets {
  readonly namespace: string;
  readonly byName: ReadonlyMap<string, readonly PlacedSecret[]>;
}

/** The Secrets made in the namespace of a file's object; undefined where the namespace is not known. */
export function knownSecrets(
  view: WorkspaceView,
  file: FileIdentity,
  written: string | undefined,
): KnownSecrets | undefined {
  const namespace = namespaceOf(view, file, written);
  if (namespace === undefined || hasPlaceholder(namespace)) return undefined;
  return secretsOf(view, file.folder, namespace);
}

/** The Secrets made in a namespace. */
export function secretsOf(view: WorkspaceView, folder: string, namespace: string): KnownSecrets {
  const byName = new Map<string, PlacedSecret[]>();
  for (const secret of secretsIn(view, folder, namespace))
    byName.set(secret.name, [...(byName.get(secret.name) ?? []), secret]);
  return { namespace, byName };
}

/** All keys of a Secret; undefined where one of its makers does not tell. */
export function keysOf(makers: readonly PlacedSecret[]): readonly string[] | undefined {
  const keys = makers.flatMap((maker) => maker.keys ?? []);
  return keys.length > 0 && makers.every((maker) => maker.keys !== undefined) ? keys : undefined;
}
