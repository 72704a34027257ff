// The Applications of each folder by name, as documentation tells of them, and which of them one parent applies.
import type { ApplicationFact } from './facts.ts';
import { cleanPath, ownersOf } from './gitops.ts';
import type { Derivation, WorkspaceView } from './view.ts';

export interface NamedApplication extends ApplicationFact {
  readonly file: { readonly uri: string; readonly folder: string; readonly path: string };
}

/** By folder, then by name; one name may stand for several, in different clusters. */
type Applications = ReadonlyMap<string, ReadonlyMap<string, readonly NamedApplication[]>>;

const byFolder: Derivation<Applications> = {
  name: 'applications-by-name',
  compute(view) {
    const found = new Map<string, Map<string, NamedApplication[]>>();
    for (const { fact, file } of view.facts('application')) {
      const { uri, folder, path } = file;
      const own = found.get(folder) ?? new Map<string, NamedApplication[]>();
      found.set(
        folder,
        own.set(fact.name, [...(own.get(fact.name) ?? []), { ...fact.data, file: { uri, folder, path } }]),
      );
    }
    return found;
  },
};

/** The Applications that a folder declares, by name. */
export function applicationsIn(view: WorkspaceView, folder: string): ReadonlyMap<string, readonly NamedApplication[]> {
  return view.derive(byFolder).get(folder) ?? new Map();
}

/** What the Applications of a folder are applied by, each with the names of all that it applies. */
export interface Parent {
  readonly name: string;
  readonly children: ReadonlySet<string>;
}

const parentsByFolder: Derivation<ReadonlyMap<string, readonly Parent[]>> = {
  name: 'parents-of-applications',
  compute(view) {
    const found = new Map<string, Map<string, { name: string; children: Set<string> }>>();
    for (const { fact, file } of view.facts('application')) {
      const parents = found.get(file.folder) ?? new Map<string, { name: string; children: Set<string> }>();
      found.set(file.folder, parents);
      for (const owner of ownersOf(view, file)) {
        const key = `${owner.file.uri}\n${owner.fact.name}`;
        const parent = parents.get(key) ?? { name: owner.fact.name, children: new Set() };
        parents.set(key, parent);
        if (owner.fact.name !== fact.name) parent.children.add(fact.name);
      }
    }
    return new Map([...found].map(([folder, parents]) => [folder, [...parents.values()]]));
  },
};

export function parentsIn(view: WorkspaceView, folder: string): readonly Parent[] {
  return view.derive(parentsByFolder).get(folder) ?? [];
}

/** Every word that something in a folder goes by: objects, charts, namespaces, files and directories. */
const namesByFolder: Derivation<ReadonlyMap<string, ReadonlySet<string>>> = {
  name: 'names-in-folders',
  compute(view) {
    const found = new Map<string, Set<string>>();
    const of = (folder: string): Set<string> => {
      const names = found.get(folder) ?? new Set();
      found.set(folder, names);
      return names;
    };
    for (const { uri } of view.folders()) {
      for (const path of view.paths(uri)) of(uri).add(nameOf(path));
    }
    for (const { fact, file } of view.facts('manifest')) {
      of(file.folder).add(fact.name);
      if (fact.data.namespace !== undefined) of(file.folder).add(fact.data.namespace);
    }
    for (const { fact, file } of view.facts('chart-pin')) of(file.folder).add(fact.name);
    for (const { fact, file } of view.facts('application')) of(file.folder).add(fact.data.destinationNamespace ?? '');
    return found;
  },
};

/** True where something else than an Application may be meant by a name. */
export function isNameOfSomething(view: WorkspaceView, folder: string, name: string): boolean {
  return view.derive(namesByFolder).get(folder)?.has(name) === true;
}

/** The last name of a path, without its endings. */
function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/(?<=.)\..*$/, '');
}

/** True where an Application of a folder is read through a chart of that folder: what it renders may be Applications. */
export function rendersApplications(view: WorkspaceView, folder: string): boolean {
  return [...applicationsIn(view, folder).values()].flat().some(({ sources }) =>
    sources.some(({ path, chart }) => {
      if (path === undefined || chart !== undefined) return false;
      const base = cleanPath(path);
      return view.exists(folder, base === '' ? 'Chart.yaml' : `${base}/Chart.yaml`) === true;
    }),
  );
}
