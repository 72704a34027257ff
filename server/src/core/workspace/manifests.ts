// The objects that each Application applies as they are written, so that they can be compared with one another. What a
// kustomization may rename, and charts, stay out.
import { groupOf, scopeOf } from '../schema/scopes.ts';
import { reachOf } from './gitops.ts';
import type { ManifestFact } from './kubernetes-facts.ts';
import type { Derivation, FactRecord, WorkspaceView } from './view.ts';

export interface Applied extends ManifestFact {
  readonly name: string;
  readonly uri: string;
}

/** Objects by the Application, named by its place among the workspace's Applications. */
type ByApplication = ReadonlyMap<number, readonly Applied[]>;

const applied: Derivation<ByApplication> = {
  name: 'objects-by-application',
  compute(view) {
    const found = new Map<number, Applied[]>();
    for (const { file, fact } of view.facts('manifest')) {
      const item = { ...fact.data, name: fact.name, uri: file.uri };
      for (const { application, by } of reachOf(view, file)) {
        if (by !== 'directory') continue;
        const list = found.get(application);
        if (list) list.push(item);
        else found.set(application, [item]);
      }
    }
    return found;
  },
};

/** The objects that an Application applies from plain files of this workspace. */
export function objectsOf(view: WorkspaceView, application: number): readonly Applied[] {
  return view.derive(applied).get(application) ?? [];
}

/** The place of a document's Application among all of them. */
export function indexOf(view: WorkspaceView, uri: string, name: string): number {
  return view.facts('application').findIndex(({ file, fact }) => file.uri === uri && fact.name === name);
}

/** The Applications that apply a file as it is written, with their places. */
export function plainOwners(
  view: WorkspaceView,
  file: FactRecord['file'] | { readonly uri: string; readonly folder: string; readonly path: string },
): readonly { readonly application: number; readonly record: FactRecord<'application'> }[] {
  const applications = view.facts('application');
  const found = new Set(reachOf(view, file).flatMap(({ application, by }) => (by === 'directory' ? application : [])));
  return [...found].flatMap((application) => {
    const record = applications[application];
    return record ? [{ application, record }] : [];
  });
}

/** What tells an object from all others in its cluster; undefined where its namespace cannot be told. */
export function identityOf(
  object: ManifestFact & { readonly name: string },
  fallback: string | undefined,
): string | undefined {
  const group = groupOf(object.apiVersion);
  const scope = scopeOf(group, object.kind);
  if (scope === undefined) return undefined;
  const namespace = scope === 'cluster' ? '' : (object.namespace ?? fallback);
  return namespace === undefined ? undefined : `${group}/${object.kind}/${namespace}/${object.name}`;
}
