import { kubernetesKinds } from '../../kinds/kind.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const hookHelm: DocumentRule = {
  id: 'argocd/hook-helm',
  title: 'A Helm hook that has no counterpart in Argo CD',
  severity: 'information',
  kinds: kubernetesKinds,
  needs: 'document',
  why: 'Argo CD has no rollback of Helm. An object whose only hooks are `pre-rollback` or `post-rollback` is left out of every sync.',
  ...diff(`
 apiVersion: batch/v1
 kind: Job
 metadata:
   name: restore
   annotations:
-    helm.sh/hook: pre-rollback
+    helm.sh/hook: pre-rollback,pre-upgrade
`),
  source: 'gitops-engine/pkg/sync/hook/helm and pkg/sync/ignore/ignore.go',
  check({ document, report }) {
    const annotations = at(document.yaml.root, 'metadata', 'annotations');
    const value = at(annotations, 'helm.sh/hook');
    // Argo CD's own annotation comes before Helm's.
    if (!isString(value) || at(annotations, 'argocd.argoproj.io/hook')) return;
    const names = value.value.split(',').map((name) => name.trim());
    if (!names.every((name) => name === 'pre-rollback' || name === 'post-rollback')) return;
    report({ at: value.span, message: 'Argo CD never runs a rollback of Helm, so it leaves this object out.' });
  },
};
