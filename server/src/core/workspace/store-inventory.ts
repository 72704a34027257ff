// The secret stores of each folder by name, as documentation tells of them.
import type { SecretStoreFact } from './kubernetes-facts.ts';
import type { Derivation, WorkspaceView } from './view.ts';

export interface NamedStore extends SecretStoreFact {
  /** Of its file, below the folder. */
  readonly path: string;
}

/** By folder, then by name; one name may stand for several, in different clusters or namespaces. */
const byFolder: Derivation<ReadonlyMap<string, ReadonlyMap<string, readonly NamedStore[]>>> = {
  name: 'secret-stores-by-name',
  compute(view) {
    const found = new Map<string, Map<string, NamedStore[]>>();
    for (const { fact, file } of view.facts('secret-store')) {
      const own = found.get(file.folder) ?? new Map<string, NamedStore[]>();
      const all = [...(own.get(fact.name) ?? []), { ...fact.data, path: file.path }];
      found.set(file.folder, own.set(fact.name, all));
    }
    return found;
  },
};

export function storesIn(view: WorkspaceView, folder: string): ReadonlyMap<string, readonly NamedStore[]> {
  return view.derive(byFolder).get(folder) ?? new Map();
}
