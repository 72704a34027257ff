// The files of each folder by name and by directory, to find what a path that is not there most likely means.
import { slipBetween } from '../text/slips.ts';
import type { Derivation, WorkspaceView } from './view.ts';

export interface PathIndex {
  /** Files and directories, by their last name. */
  readonly byName: ReadonlyMap<string, readonly string[]>;
  /** The names in each directory; the top is the empty path. */
  readonly byDirectory: ReadonlyMap<string, readonly string[]>;
}

const indexes: Derivation<ReadonlyMap<string, PathIndex>> = {
  name: 'paths-by-name-and-directory',
  compute(view) {
    return new Map(view.folders().map(({ uri }) => [uri, indexOf(view.paths(uri))] as const));
  },
};

/** Undefined where the folder is not known. */
export function pathIndex(view: WorkspaceView, folder: string): PathIndex | undefined {
  return view.derive(indexes).get(folder);
}

function indexOf(paths: readonly string[]): PathIndex {
  const byName = new Map<string, string[]>();
  const byDirectory = new Map<string, string[]>();
  for (const path of paths) {
    const { directory, name } = split(path);
    add(byName, name, path);
    add(byDirectory, directory, name);
  }
  return { byName, byDirectory };
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The directory of a path, empty for the top, and its last name. */
export function split(path: string): { readonly directory: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { directory: path.slice(0, Math.max(slash, 0)), name: path.slice(slash + 1) };
}

/** The path that is there and differs in one name, by a slip or between `.yml` and `.yaml`; undefined where none does. */
export function nearPath({ byDirectory }: PathIndex, path: string): string | undefined {
  const names = path.split('/');
  const missing = names.findIndex((name, i) => !byDirectory.get(names.slice(0, i).join('/'))?.includes(name));
  if (missing < 0) return undefined;
  const above = names.slice(0, missing).join('/');
  const wanted = names[missing] ?? '';
  const rest = names.slice(missing + 1);
  for (const name of byDirectory.get(above) ?? []) {
    if (slipBetween(name, wanted) === undefined && withYaml(name) !== withYaml(wanted)) continue;
    const near = [...names.slice(0, missing), name, ...rest].join('/');
    const { directory, name: last } = split(near);
    if (byDirectory.get(directory)?.includes(last)) return near;
  }
  return undefined;
}

function withYaml(name: string): string {
  return name.replace(/\.yml$/, '.yaml');
}
