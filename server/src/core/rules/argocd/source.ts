import type { Span } from '../../text/span.ts';
import { at, isNull, itemsOf, pairOf, type YamlNode } from '../../yaml/nodes.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const source: DocumentRule = {
  id: 'argocd/source',
  title: 'An Application whose source Argo CD refuses',
  severity: 'error',
  kinds: ['application'],
  needs: 'document',
  why: 'Argo CD sets the condition InvalidSpecError and syncs nothing: each source needs a `repoURL` and a `path` or a `chart` (among several sources a `ref` will do), and a chart needs its `targetRevision`. The CRD checks none of this.',
  bad: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: longhorn, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://charts.example.com, chart: longhorn}
  destination: {name: in-cluster, namespace: longhorn-system}
`,
  good: `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: longhorn, namespace: argocd}
spec:
  project: default
  source: {repoURL: https://charts.example.com, chart: longhorn, targetRevision: 1.12.1}
  destination: {name: in-cluster, namespace: longhorn-system}
`,
  source: 'argo-cd util/argo/argo.go (validateSourcePermissions)',
  check(context) {
    const specPair = pairOf(context.document.yaml.root, 'spec');
    const spec = specPair?.value;
    if (!specPair || spec?.type !== 'map') return;
    const many = pairOf(spec, 'sources');
    const one = pairOf(spec, 'source');
    if (many && itemsOf(many.value).length > 0) {
      for (const item of itemsOf(many.value))
        checkSource(
          context,
          item,
          item.type === 'map' ? (item.pairs[0]?.key.span ?? many.key.span) : many.key.span,
          true,
        );
    } else if (one) {
      checkSource(context, one.value, one.key.span, false);
    } else if (!pairOf(spec, 'sourceHydrator')) {
      const message = 'The Application has no `source`, so Argo CD has nothing to sync and reports InvalidSpecError.';
      context.report({ at: specPair.key.span, message });
    }
  },
};

function checkSource({ report }: DocumentContext, node: YamlNode, owner: Span, several: boolean): void {
  const has = (key: string): boolean => {
    const value = at(node, key);
    return !isNull(value) && !(value?.type === 'scalar' && value.value === '');
  };
  if (node.type === 'map' && !has('repoURL')) {
    report({ at: owner, message: 'The source has no `repoURL`, so Argo CD refuses the Application.' });
  } else if (node.type !== 'map' || !(has('path') || has('chart') || (several && has('ref')))) {
    const choice = several ? '`path`, `chart` or `ref`' : '`path` or `chart`';
    report({ at: owner, message: `The source has no ${choice}, so Argo CD refuses the Application.` });
  } else if (has('chart') && !has('targetRevision')) {
    report({
      at: owner,
      message:
        'The source names a chart without `targetRevision`, so Argo CD refuses the Application. Add the chart’s version.',
    });
  }
}
