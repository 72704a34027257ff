// What all patches of a cluster template say of the CNI and of kube-proxy.
import type { PatchNetworkFact } from './facts.ts';
import { type Derivation, resolvePath, type WorkspaceView } from './view.ts';

/** What a template's patches say together; undefined where some of them cannot be seen. */
export function networkOf(workspace: WorkspaceView, uri: string): PatchNetworkFact | undefined {
  return workspace.derive(networks).get(uri);
}

const networks: Derivation<ReadonlyMap<string, PatchNetworkFact>> = {
  name: 'networks of cluster templates',
  compute(view) {
    const byFile = new Map<string, PatchNetworkFact[]>();
    for (const { file, fact } of view.facts('patch-network')) {
      const list = byFile.get(file.uri);
      if (list) list.push(fact.data);
      else byFile.set(file.uri, [fact.data]);
    }
    const used = new Map<string, string[]>();
    for (const { file, fact } of view.facts('patch-use')) {
      const target = `${file.folder}/${resolvePath(file.path, fact.name)}`;
      const list = used.get(file.uri);
      if (list) list.push(target);
      else used.set(file.uri, [target]);
    }
    const found = new Map<string, PatchNetworkFact>();
    for (const { file } of view.facts('cluster-template')) {
      const files = used.get(file.uri) ?? [];
      if (files.some((target) => !byFile.has(target))) continue;
      found.set(file.uri, merge([file.uri, ...files].flatMap((target) => byFile.get(target) ?? [])));
    }
    return found;
  },
};

function merge(parts: readonly PatchNetworkFact[]): PatchNetworkFact {
  return Object.assign({}, ...parts);
}
