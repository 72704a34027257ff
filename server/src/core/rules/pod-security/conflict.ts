import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { podSecurityPrefix } from '../../kinds/pods.ts';
import { leadApart } from '../../workspace/clusters.ts';
import { factOf } from '../../workspace/facts.ts';
import { ownersOf } from '../../workspace/gitops.ts';
import { namespaceManifest } from '../../workspace/pod-security.ts';
import { at, isString, keyText, pairsOf, scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const conflict: WorkspaceRule = {
  id: 'pod-security/conflict',
  title: 'A namespace whose Pod Security level is said twice, differently',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'A Namespace manifest and `managedNamespaceMetadata` of an Application both write the labels of a namespace. Where they differ, each sync writes the one over the other, and which holds depends on who came last; a manifest that the same Application applies always counts.',
  ...diff(`
 === app.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: netdata, namespace: argocd}
 spec:
   destination: {namespace: netdata}
   syncPolicy:
     syncOptions: [CreateNamespace=true]
-    managedNamespaceMetadata: {labels: {pod-security.kubernetes.io/enforce: baseline}}
+    managedNamespaceMetadata: {labels: {pod-security.kubernetes.io/enforce: privileged}}
 === namespace.yaml
 apiVersion: v1
 kind: Namespace
 metadata: {name: netdata, labels: {pod-security.kubernetes.io/enforce: privileged}}
`),
  source: 'argo-cd docs/user-guide/sync-options.md (Namespace Metadata)',
  check({ document, file, workspace, report }) {
    const spec = at(document.yaml.root, 'spec');
    const labels = pairsOf(at(spec, 'syncPolicy', 'managedNamespaceMetadata', 'labels')).filter((pair) =>
      keyText(pair).startsWith(podSecurityPrefix),
    );
    const namespace = at(spec, 'destination', 'namespace');
    if (labels.length === 0 || !isString(namespace) || hasPlaceholder(namespace.value)) return;
    const own = factOf(document.facts, 'application');
    const manifest = namespaceManifest(workspace, file.folder, namespace.value);
    if (!manifest || !own?.data.syncOptions.includes('CreateNamespace=true')) return;
    const owners = ownersOf(workspace, manifest.file).map(({ fact }) => fact);
    if (owners.length > 0 && owners.every(({ data }) => leadApart(data.destination, own.data.destination))) return;
    const outcome = owners.includes(own)
      ? 'It is among what this Application applies and the manifest counts, so this has no effect.'
      : 'The two overwrite each other, so the level changes with every sync.';
    for (const pair of labels) {
      const there = manifest.fact.data.labels[keyText(pair).slice(podSecurityPrefix.length)];
      const here = scalarText(pair.value);
      if (there === undefined || here === undefined || there === here || hasPlaceholder(here + there)) continue;
      report({
        at: pair.value.span,
        message: `The Namespace manifest says \`${there}\` for this label. ${outcome}`,
        fixes: [replaceFix(pair.value.span, there)],
        related: [{ record: manifest, message: `Namespace \`${namespace.value}\`` }],
      });
    }
  },
};
