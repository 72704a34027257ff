import { applicationSpecOf, isFilled, type SourceEntry, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const source: DocumentRule = {
  id: 'argocd/source',
  title: 'An Application whose source Argo CD refuses',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Argo CD sets the condition InvalidSpecError and syncs nothing: each source needs a `repoURL` and a `path` or a `chart` (among several sources a `ref` will do), and a chart needs its `targetRevision`. The CRD checks none of this.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: longhorn, namespace: argocd}
 spec:
   project: default
-  source: {repoURL: https://charts.example.com, chart: longhorn}
+  source: {repoURL: https://charts.example.com, chart: longhorn, targetRevision: 1.12.1}
   destination: {name: in-cluster, namespace: longhorn-system}
`),
  source: 'argo-cd util/argo/argo.go (validateSourcePermissions)',
  check(context) {
    const spec = applicationSpecOf(context.document);
    if (!spec?.whole) return;
    const entries = sourceEntriesOf(spec.map);
    for (const entry of entries) checkSource(context, entry);
    if (entries.length > 0 || pairOf(spec.map, 'sourceHydrator')) return;
    const message = 'The Application has no `source`, so Argo CD has nothing to sync and reports InvalidSpecError.';
    context.report({ at: pairOf(spec.map, 'sources')?.key.span ?? spec.pair.key.span, message });
  },
};

function checkSource({ report }: DocumentContext, { node, owner, several }: SourceEntry): void {
  const has = (key: string): boolean => isFilled(at(node, key));
  if (node.type === 'scalar' && hasPlaceholder(node.source)) return;
  if (!has('repoURL')) {
    const place = pairOf(node, 'repoURL')?.key.span ?? owner;
    report({ at: place, message: 'The source has no `repoURL`, so Argo CD refuses the Application.' });
  } else if (!(has('path') || has('chart') || (several && has('ref')))) {
    const choice = several ? '`path`, `chart` or `ref`' : '`path` or `chart`';
    report({ at: owner, message: `The source has no ${choice}, so Argo CD refuses the Application.` });
  } else if (has('chart') && !has('targetRevision')) {
    const message =
      'The source names a chart without `targetRevision`, so Argo CD refuses the Application. Add the chart’s version.';
    report({ at: owner, message });
  }
}
