// Which machines a Talos patch goes to, and which version of Talos reads it: an inline patch belongs to its own template,
// a patch file to the templates that name it, a ConfigPatches resource to what its labels say.
import { machineCountOf, machineIdsOf, machineSetNameOf } from '../kinds/cluster-template.ts';
import type { Conventions } from '../kinds/conventions.ts';
import { isExamplePath } from '../kinds/example-path.ts';
import { isTemplateKind } from '../kinds/kind.ts';
import type { PlacedPatchDocument } from '../kinds/talos-patch.ts';
import { looksAtAllDocuments } from '../versions/omni-patches.ts';
import { parseVersion, type Version } from '../versions/version.ts';
import { at, scalarText } from '../yaml/nodes.ts';
import type { FileIdentity, SourceDocument } from './file.ts';
import { type PatchUse, patchUsesOf, type Template, templateOf, templates } from './templates.ts';
import type { WorkspaceView } from './view.ts';

export type PatchReach = Pick<PatchUse, 'scope' | 'of' | 'machines'> & { readonly template: Template };

export interface PatchScope {
  /** `certain` when Omni reads it; `likely` for a file beside cluster templates that none of them names. */
  readonly omni: 'certain' | 'likely' | 'unknown';
  readonly reaches: readonly PatchReach[];
  /** The Talos versions that read it; empty where nobody says them. */
  readonly talos: readonly Version[];
}

interface Place {
  readonly document: SourceDocument;
  readonly file: FileIdentity;
  readonly workspace: WorkspaceView;
  readonly conventions: Conventions;
}

export function patchScope(place: Place): PatchScope {
  const reaches = reachesOf(place);
  const named = reaches.flatMap(({ template }) => template.talos ?? []);
  const fallback = reaches.length === 0 ? (place.conventions.versions.talos ?? '') : '';
  const texts = new Set([...named, fallback]);
  return { omni: certainty(place, reaches), reaches, talos: [...texts].flatMap((text) => parseVersion(text) ?? []) };
}

/**
 * True for a document of a patch that this Omni does not look at for what it keeps for itself: up to 1.9 it reads the
 * first document only. Of a patch file, the documents are those of the file.
 */
export function isOverlooked(place: Place, inner: PlacedPatchDocument, omni: Version | undefined): boolean {
  if (looksAtAllDocuments(omni)) return false;
  if (inner.patch.form !== 'file') return inner.position > 0;
  const [first] = place.workspace.facts('patch-document').filter(({ file }) => file.uri === place.file.uri);
  return first !== undefined && first.document !== place.document;
}

/** The oldest of the Talos versions that read a patch; undefined where none is known. */
export function oldestTalos({ talos }: PatchScope): Version | undefined {
  return talos.toSorted((a, b) => a.major - b.major || a.minor - b.minor)[0];
}

/** A machine set of workers, or all of them, that a patch goes to; undefined where it goes to control planes only, or where that is unknown. */
export function workersReached({ reaches }: PatchScope): PatchReach | undefined {
  return reaches.find(
    ({ scope, template }) =>
      scope === 'workers' ||
      (scope === 'cluster' && template.sets.some((set) => set.role === 'workers' && set.count !== 0)),
  );
}

/** How people call what a patch goes to, as Markdown. */
export function reachText({ scope, of, template }: PatchReach): string {
  if (scope === 'cluster') return template.name === '' ? 'the cluster' : `cluster \`${template.name}\``;
  if (scope === 'control-plane') return 'the control planes';
  if (scope === 'workers') return of === undefined ? 'the workers' : `the workers \`${of}\``;
  return 'one machine';
}

/** How people call the workers of a reach, as Markdown. */
export function workersText(reach: PatchReach): string {
  return reach.scope === 'cluster' ? `the workers of ${reachText(reach)}` : reachText(reach);
}

function certainty(
  { document, file, workspace, conventions }: Place,
  reaches: readonly PatchReach[],
): PatchScope['omni'] {
  if (document.kind !== 'talos-patch' || reaches.length > 0) return 'certain';
  if (conventions.versions.omni !== undefined) return 'likely';
  // What documentation shows is most often for `talosctl`.
  if (isExamplePath(file.path)) return 'unknown';
  return [...templates(workspace).values()].some(({ folder }) => folder === file.folder) ? 'likely' : 'unknown';
}

function reachesOf({ document, file, workspace }: Place): readonly PatchReach[] {
  if (document.kind === 'talos-patch') return patchUsesOf(workspace, file.folder, file.path);
  if (document.kind === 'omni-resource') return reachOfLabels(document, file, workspace);
  const template = templateOf(workspace, file.uri);
  return template && isTemplateKind(document.kind) ? [reachInTemplate(document, template)] : [];
}

function reachInTemplate(document: SourceDocument, template: Template): PatchReach {
  const { root } = document.yaml;
  if (document.kind === 'template-control-plane' || document.kind === 'template-workers') {
    const scope = document.kind === 'template-workers' ? 'workers' : 'control-plane';
    return { scope, of: machineSetNameOf(document.kind, root), ...machinesOf(document), template };
  }
  if (document.kind !== 'template-machine') {
    const count = template.sets.reduce((sum, set) => sum + (set.count ?? Number.NaN), 0);
    return { scope: 'cluster', ...(Number.isNaN(count) ? {} : { machines: count }), template };
  }
  const of = scalarText(at(root, 'name')) ?? '';
  const set = template.sets.find((candidate) => candidate.machines.includes(of));
  return { scope: set?.role ?? 'machine', of, machines: 1, template };
}

function machinesOf(document: SourceDocument): { readonly machines?: number } {
  const { root } = document.yaml;
  const ids = machineIdsOf(root).length;
  const count = at(root, 'machineClass') === undefined ? ids : machineCountOf(root);
  return count === undefined ? {} : { machines: count };
}

/** A ConfigPatches resource names its target by labels; its cluster may be one of the templates'. */
function reachOfLabels(document: SourceDocument, file: FileIdentity, workspace: WorkspaceView): readonly PatchReach[] {
  const labels = at(document.yaml.root, 'metadata', 'labels');
  const label = (name: string): string | undefined => scalarText(at(labels, `omni.sidero.dev/${name}`));
  const cluster = label('cluster');
  if (cluster === undefined) return [];
  const known = [...templates(workspace).values()].find(
    ({ folder, name }) => folder === file.folder && name === cluster,
  );
  const { uri, folder, path } = file;
  const template = known ?? { uri, folder, path, name: cluster, sets: [] };
  if (label('cluster-machine') !== undefined || label('machine') !== undefined)
    return [{ scope: 'machine', machines: 1, template }];
  const set = label('machine-set');
  if (set === undefined) return [{ scope: 'cluster', template }];
  const of = set.startsWith(`${cluster}-`) ? set.slice(cluster.length + 1) : set;
  return [{ scope: of === 'control-planes' ? 'control-plane' : 'workers', of, template }];
}
