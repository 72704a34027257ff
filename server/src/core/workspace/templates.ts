// Cluster templates as a whole: what the documents of one file say together, and which patch files they take.
import type { MachineSetFact } from './facts.ts';
import { type Derivation, resolvePath, type WorkspaceView } from './view.ts';

export interface TemplateSet extends MachineSetFact {
  readonly name: string;
}

export interface Template {
  readonly uri: string;
  readonly folder: string;
  readonly path: string;
  /** The cluster's name; empty where the template does not say it. */
  readonly name: string;
  readonly talos?: string;
  readonly kubernetes?: string;
  readonly sets: readonly TemplateSet[];
}

/** One place where a template takes a patch from a file. */
export interface PatchUse {
  readonly folder: string;
  /** The patch file, below the folder; begins with `../` where it leaves the folder. */
  readonly path: string;
  /** Which machines it goes to; `machine` for one that no set of the template names. */
  readonly scope: 'cluster' | 'control-plane' | 'workers' | 'machine';
  /** The machine set, or the UUID of the one machine; undefined for the whole cluster. */
  readonly of?: string;
  /** How many machines it goes to; undefined where that is not written. */
  readonly machines?: number;
  /** The template that takes it. */
  readonly template: Template;
}

/** Every cluster template, by the URI of its file. */
export function templates(view: WorkspaceView): ReadonlyMap<string, Template> {
  return view.derive(allTemplates);
}

/** What the template in a file says, seen from any of its documents; undefined for a file that is none. */
export function templateOf(view: WorkspaceView, uri: string): Template | undefined {
  return templates(view).get(uri);
}

/** Every place where a template takes a patch from this file (folder and path below it). */
export function patchUsesOf(view: WorkspaceView, folder: string, path: string): readonly PatchUse[] {
  return view.derive(usesByFile).get(fileKey(folder, path)) ?? [];
}

/** Every place where a template takes a patch from a file. */
export function patchUses(view: WorkspaceView): readonly PatchUse[] {
  return [...view.derive(usesByFile).values()].flat();
}

/** True when some template takes a patch from this file. Rests on nothing but the places that name patches. */
export function isPatchFile(view: WorkspaceView, folder: string, path: string): boolean {
  return view.derive(patchFiles).has(fileKey(folder, path));
}

const patchFiles: Derivation<ReadonlySet<string>> = {
  name: 'files taken as patches',
  compute(view) {
    const uses = view.facts('patch-use');
    return new Set(uses.map(({ file, fact }) => fileKey(file.folder, resolvePath(file.path, fact.name))));
  },
};

const allTemplates: Derivation<ReadonlyMap<string, Template>> = {
  name: 'cluster templates',
  compute(view) {
    const sets = new Map<string, TemplateSet[]>();
    const found = new Map<string, Template>();
    const add = ({ uri, folder, path }: Pick<Template, 'uri' | 'folder' | 'path'>): void => {
      const own = sets.get(uri) ?? [];
      sets.set(uri, own);
      if (!found.has(uri)) found.set(uri, { uri, folder, path, name: '', sets: own });
    };
    for (const { file, fact } of view.facts('cluster-template')) {
      if (found.has(file.uri)) continue;
      add(file);
      const { uri, folder, path } = file;
      found.set(uri, { uri, folder, path, name: fact.name, ...fact.data, sets: sets.get(uri) ?? [] });
    }
    for (const { file, fact } of view.facts('machine-set')) {
      add(file);
      sets.get(file.uri)?.push({ name: fact.name, ...fact.data });
    }
    return found;
  },
};

const usesByFile: Derivation<ReadonlyMap<string, readonly PatchUse[]>> = {
  name: 'patch files of cluster templates',
  compute(view) {
    const byFile = new Map<string, PatchUse[]>();
    for (const { file, fact } of view.facts('patch-use')) {
      const { uri, folder } = file;
      const template = templateOf(view, uri) ?? { uri, folder, path: file.path, name: '', sets: [] };
      const path = resolvePath(file.path, fact.name);
      const use = { folder, path, template, ...reach(template, fact.data.scope, fact.data.of) };
      const known = byFile.get(fileKey(folder, path));
      if (known) known.push(use);
      else byFile.set(fileKey(folder, path), [use]);
    }
    return byFile;
  },
};

type Reach = Pick<PatchUse, 'scope' | 'of' | 'machines'>;

function reach(template: Template, scope: PatchUse['scope'], of: string | undefined): Reach {
  if (scope === 'cluster') return { scope, ...sum(template.sets) };
  const named = of === undefined ? {} : { of };
  if (scope === 'machine') {
    const set = template.sets.find((candidate) => of !== undefined && candidate.machines.includes(of));
    return { scope: set?.role ?? scope, ...named, machines: 1 };
  }
  const sets = template.sets.filter((set) => set.role === scope && (scope === 'control-plane' || set.name === of));
  return { scope, ...named, ...sum(sets) };
}

function sum(sets: readonly TemplateSet[]): { readonly machines?: number } {
  let machines = 0;
  for (const { count } of sets) {
    if (count === undefined) return {};
    machines += count;
  }
  return { machines };
}

function fileKey(folder: string, path: string): string {
  return `${folder}\n${path}`;
}
