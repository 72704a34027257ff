import { nameSpan } from '../../kinds/cluster-template.ts';
import { mainDocuments, pairAt } from '../../kinds/talos-patch.ts';
import type { TextEdit } from '../../text/edits.ts';
import { type Span, span } from '../../text/span.ts';
import { isFrom, talosGates } from '../../versions/gates.ts';
import { parseVersion } from '../../versions/version.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { networkOf } from '../../workspace/template-network.ts';
import { templateOf } from '../../workspace/templates.ts';
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
