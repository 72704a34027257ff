// The files that a cluster template names: where they are looked for, and from where omnictl may read.

import { omniGates, omniHas } from '../versions/gates.ts';
import type { FileIdentity } from './file.ts';
import type { OmniInUse } from './omni-in-use.ts';
import { type Derivation, resolvePath, type WorkspaceView } from './view.ts';

/** True where paths count from the template's own folder, as they have since Omni 1.8. */
export function countsFromTemplate(omni: OmniInUse | undefined): boolean {
  return omniHas(omni?.version, omniGates.filesOfTemplate);
}

/** A path below the workspace folder; begins with `../` where it leaves that, undefined for an absolute path elsewhere. */
export function pathBelow(file: FileIdentity, written: string): string | undefined {
  if (!written.startsWith('/')) return resolvePath(file.path, written);
  const folder = folderPath(file.folder);
  return folder !== undefined && written.startsWith(`${folder}/`)
    ? resolvePath('', written.slice(folder.length + 1))
    : undefined;
}

function folderPath(uri: string): string | undefined {
  if (!uri.startsWith('file://')) return undefined;
  try {
    return decodeURIComponent(uri.slice('file://'.length)).replace(/\/$/, '');
  } catch {
    return undefined;
  }
}

/** Whether omnictl may read a path for this template: it lies in the folder that `--allowed-dir` names. */
export function isAllowed(file: FileIdentity, path: string | undefined, allowed: string): boolean {
  if (path === undefined) return allowed.startsWith('/');
  const top = allowed.startsWith('/') ? pathBelow(file, allowed) : resolvePath(file.path, allowed);
  if (top === undefined) return true;
  if (/^(?:\.\.(?:\/|$))+$/.test(top)) return climbs(path) <= climbs(top);
  return top === '' ? climbs(path) === 0 : path === top || path.startsWith(`${top}/`);
}

/** How many folders a path goes up. */
function climbs(path: string): number {
  return path.split('/').filter((part) => part === '..').length;
}

/** Whether a path is a folder: some file lies below it. The workspace folder itself is one. */
export function isFolder(view: WorkspaceView, folder: string, path: string): boolean {
  return path === '' || view.derive(foldersOf(folder)).has(path);
}

function foldersOf(folder: string): Derivation<ReadonlySet<string>> {
  return {
    name: `folders in ${folder}`,
    compute(view) {
      const found = new Set<string>();
      for (const path of view.paths(folder)) {
        for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
          found.add(path.slice(0, slash));
        }
      }
      return found;
    },
  };
}
