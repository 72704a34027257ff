import { applicationSpecOf, isFilled } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { at, isNull, itemsOf, pairOf, pairsOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';
import { syncOptionFixes } from '../sync-option-fixes.ts';

export const managedNamespace: WorkspaceRule = {
  id: 'argocd/managed-namespace',
  title: 'Labels for a namespace that Argo CD does not create',
  severity: 'warning',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'Argo CD writes `managedNamespaceMetadata` only when the sync option `CreateNamespace=true` is on. Without it the labels and annotations never reach the namespace.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   project: default
   destination: {name: in-cluster, namespace: wiki}
   syncPolicy:
     managedNamespaceMetadata: {labels: {team: home}}
+    syncOptions: [CreateNamespace=true]
`),
  source: 'argo-cd docs/user-guide/sync-options.md; controller/sync_namespace.go',
  check({ document, file, workspace, report }) {
    const spec = applicationSpecOf(document);
    const policy = at(spec?.map, 'syncPolicy');
    const pair = pairOf(policy, 'managedNamespaceMetadata');
    if (!spec?.whole || !pair || !pairsOf(pair.value).some(({ value }) => isFilled(value))) return;
    const options = at(policy, 'syncOptions');
    const texts = itemsOf(options).map((item) => scalarText(item) ?? '');
    // The list itself as a placeholder may bring the option.
    if ((options && !isNull(options) && options.type !== 'seq') || texts.some(hasPlaceholder)) return;
    if (texts.includes('CreateNamespace=true') || isPatched(workspace, file)) return;
    const message =
      'Argo CD writes this only where `CreateNamespace=true` is on, so the namespace never gets these labels and annotations.';
    report({
      at: pair.key.span,
      message,
      fixes: texts.some((text) => near.test(text))
        ? []
        : syncOptionFixes(document.text, spec.map, 'CreateNamespace=true'),
    });
  },
};

/** A misspelt or switched-off option is mended where it stands. */
const near = /^create/i;
