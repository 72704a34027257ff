// Which files a live rule may speak of: those of the Omni and the Proxmox that are connected, and no others that happen to
// be open beside them.

import { proxmoxDataOf } from '../kinds/machine-class.ts';
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { at, stringOf, type YamlMap } from '../yaml/nodes.ts';
import type { SourceDocument } from './file.ts';
import type { LiveCluster } from './live.ts';
import type { WorkspaceView } from './view.ts';

/** True when the connected Omni has a cluster or a machine class of this folder, so that the folder is its own. */
export function belongsToLiveOmni(workspace: WorkspaceView, folder: string): boolean {
  const has = (type: 'machine-class' | 'cluster-template', known: readonly string[] = []) => {
    const names = new Set(known);
    return (
      names.size > 0 &&
      workspace.facts(type).some((record) => record.file.folder === folder && names.has(record.fact.name))
    );
  };
  // Classes first: how clusters are doing changes all the time, and then whatever asked for it is asked again.
  return (
    has('machine-class', workspace.live('machineClasses')) ||
    has(
      'cluster-template',
      workspace.live('clusters')?.map(({ name }) => name),
    )
  );
}

/** What is known of the cluster that a template's first document describes. */
export function liveClusterOf(document: SourceDocument, workspace: WorkspaceView): LiveCluster | undefined {
  const name = stringOf(at(document.yaml.root, 'name'));
  return workspace.live('clusters')?.find((cluster) => cluster.name === name);
}

/**
 * The Proxmox data of a class, when its machines are made on the Proxmox that is connected: its provider is the only one
 * that Omni knows. With several, nobody knows which Proxmox is whose.
 */
export function liveProxmoxData(document: SourceDocument, workspace: WorkspaceView): YamlMap | undefined {
  const providers = workspace.live('providers');
  const id = stringOf(at(document.yaml.root, 'spec', 'autoprovision', 'providerid'));
  return providers?.length === 1 && providers[0] === id ? proxmoxDataOf(document.yaml.root)?.map : undefined;
}

/** True when the storages are known of every node on which machines of a class may be made. */
export function knowsStorages(map: YamlMap, workspace: WorkspaceView): boolean {
  const storages = workspace.live('storages') ?? [];
  const nodes = candidateNodes(map, workspace);
  return nodes.length > 0 && nodes.every((node) => storages.some((storage) => storage.node === node));
}

/** The nodes on which the machines of a class may be made: the one it names, else all that are online. */
export function candidateNodes(map: YamlMap, workspace: WorkspaceView): readonly string[] {
  const online = workspace.live('nodes') ?? [];
  const pinned = stringOf(at(map, 'node')) ?? '';
  if (hasPlaceholder(pinned)) return [];
  return pinned === '' ? online : online.filter((name) => name === pinned);
}
