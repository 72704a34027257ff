import { nameSpan } from '../../kinds/cluster-template.ts';
import { mainDocuments, pairAt } from '../../kinds/talos-patch.ts';
import type { TextEdit } from '../../text/edits.ts';
import { type Span, span } from '../../text/span.ts';
import { isFrom, talosGates } from '../../versions/gates.ts';
import { parseVersion } from '../../versions/version.ts';
import type { PatchNetworkFact } from '../../workspace/facts.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { templateOf } from '../../workspace/templates.ts';
import { type Derivation, resolvePath, type WorkspaceView } from '../../workspace/view.ts';
import { at, pairOf, scalarText, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
import { addLinesBefore } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const cniProxy: WorkspaceRule = {
  id: 'cluster-template/cni-proxy',
  title: 'A CNI and kube-proxy that do not go together',
  severity: 'warning',
  kinds: ['template-cluster'],
  needs: 'workspace',
  why: 'A CNI that takes the place of kube-proxy, as Cilium is usually installed, wants both `cluster.network.cni.name: none` and `cluster.proxy.disabled: true`. With kube-proxy gone and Flannel in place no Service has an address that answers. The other way round works with some CNIs, so that is only information.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 patches:
-  - name: no-proxy
-    inline: {cluster: {proxy: {disabled: true}}}
+  - name: cilium
+    inline: {cluster: {network: {cni: {name: none}}, proxy: {disabled: true}}}
 ---
 kind: ControlPlane
 machineClass: {name: lab-control-plane, size: 1}
`),
  source: 'talos website, reference of cluster.network.cni and cluster.proxy',
  check({ document, file, workspace, report }) {
    const template = templateOf(workspace, file.uri);
    const talos = parseVersion(template?.talos ?? '');
    // Then documents of their own hold the same settings.
    if (!template || template.name === '' || !talos || isFrom(talos, talosGates.networkDocuments)) return;
    const network = networkOf(workspace, file.uri);
    if (!network) return;
    if (network.proxyDisabled === true && (network.cni ?? 'flannel') === 'flannel') {
      report({
        at: placeOf(document, 'cluster.proxy.disabled'),
        message:
          'Patches of this template switch kube-proxy off and leave Flannel, which does not take its place, so no Service answers. Set `cluster.network.cni.name: none` for a CNI that does.',
      });
    } else if (network.cni === 'none' && network.proxyDisabled !== true) {
      report({
        at: placeOf(document, 'cluster.network.cni.name'),
        message:
          'Patches of this template take the CNI away and leave kube-proxy. A CNI that replaces kube-proxy, such as Cilium, wants `cluster.proxy.disabled: true` as well.',
        severity: 'information',
        fixes: disableProxy(document),
      });
    }
  },
};

/** The value in an inline patch of the cluster; the cluster's name where another file or document has it. */
function placeOf(document: SourceDocument, path: string): Span {
  const found = mainDocuments(document).flatMap(({ root }) => pairAt(root, path) ?? []);
  return found.at(-1)?.value.span ?? nameSpan(document.yaml.root);
}

/** Switches kube-proxy off beside the `cni` that an inline patch of the cluster takes away. */
function disableProxy(document: SourceDocument): readonly Fix[] {
  for (const { root, patch } of mainDocuments(document)) {
    const network = pairAt(root, 'cluster.network');
    const cluster = at(root, 'cluster');
    if (!network || scalarText(at(network.value, 'cni', 'name')) !== 'none' || cluster?.type !== 'map') continue;
    const edit = proxyEdit(document.text, patch.byLines, cluster, network);
    return edit ? [{ title: 'Add `proxy.disabled: true`', edits: [edit] }] : [];
  }
  return [];
}

function proxyEdit(text: string, byLines: boolean, cluster: YamlMap, network: YamlPair): TextEdit | undefined {
  if (pairOf(cluster, 'proxy')) return undefined;
  if (cluster.flow) {
    const end = network.span.end;
    return { span: span(end, end), newText: ', proxy: {disabled: true}' };
  }
  return byLines ? addLinesBefore(text, cluster, network, ['proxy:', '  disabled: true']) : undefined;
}

/** What a template's patches say together; undefined where some of them cannot be seen. */
function networkOf(workspace: WorkspaceView, uri: string): PatchNetworkFact | undefined {
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
