// Which files a kustomization patches: what does not stand in an Application there may still be in it when it is applied.
import type { FileIdentity } from './file.ts';
import { foldersOf, kustomizationAt, kustomizedFiles, reachOf } from './gitops.ts';
import { type Derivation, resolvePath, type WorkspaceView } from './view.ts';

/**
 * True where Kustomize may add to the Applications of a file: a kustomization that applies it patches or annotates them,
 * the Application above does, or a kustomization beside or above the file cannot be read.
 */
export function isPatched(view: WorkspaceView, file: FileIdentity): boolean {
  const known = view.derive(patchedFiles).get(file.folder);
  if (known?.patched.has(file.path)) return true;
  const isUnread = (base: string): boolean => {
    const path = kustomizationAt(view, file.folder, base);
    return path !== undefined && known?.read.has(path) !== true;
  };
  if (foldersOf(file.path).some(isUnread)) return true;
  const applications = view.facts('application');
  return reachOf(view, file).some(({ application }) =>
    applications[application]?.fact.data.sources.some(({ patches }) => patches),
  );
}

/** True for a file that a kustomization takes as a patch: what stands in it is a part of an object. */
export function isKustomizePatch(view: WorkspaceView, file: FileIdentity): boolean {
  return view.derive(patchFiles).has(`${file.folder}\n${file.path}`);
}

const patchFiles: Derivation<ReadonlySet<string>> = {
  name: 'files-with-patches-of-kustomizations',
  compute(view) {
    const all = view.facts('kustomization').flatMap(({ file, fact }) => {
      return (fact.data.patchFiles ?? []).map((path) => `${file.folder}\n${resolvePath(file.path, path)}`);
    });
    const applied = view.facts('kustomization').flatMap(({ file, fact }) => {
      return (fact.data.resources ?? []).map((path) => `${file.folder}\n${resolvePath(file.path, path)}`);
    });
    const whole = new Set(applied);
    return new Set(all.filter((path) => !whole.has(path)));
  },
};

interface Kustomizations {
  /** The files that one of them patches. */
  readonly patched: Set<string>;
  /** Those that could be read, by path. */
  readonly read: Set<string>;
}

const patchedFiles: Derivation<ReadonlyMap<string, Kustomizations>> = {
  name: 'files-that-kustomizations-patch',
  compute(view) {
    const found = new Map<string, Kustomizations>();
    for (const { file, fact } of view.facts('kustomization')) {
      const own = found.get(file.folder) ?? { patched: new Set(), read: new Set() };
      found.set(file.folder, own);
      own.read.add(file.path);
      if (!fact.data.patches) continue;
      const base = file.path.split('/').slice(0, -1).join('/');
      for (const path of kustomizedFiles(view, file.folder, base) ?? []) own.patched.add(path);
    }
    return found;
  },
};
