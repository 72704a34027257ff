import { applicationSpecOf, isFilled, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const chartRange: DocumentRule = {
  id: 'argocd/chart-range',
  title: 'A chart version that is a range',
  severity: 'information',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Argo CD takes the newest release in the range by itself. What runs can change without a commit, and the commit no longer tells what runs.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.*}
+  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3}
`),
  source: 'argo-cd util/helm/client.go; docs/user-guide/tracking_strategies.md',
  check({ document, report }) {
    const spec = applicationSpecOf(document);
    for (const { node } of spec ? sourceEntriesOf(spec.map) : []) {
      const value = at(node, 'targetRevision');
      if (!isFilled(at(node, 'chart')) || !isString(value) || hasPlaceholder(value.value)) continue;
      const text = value.value.trim();
      if (anyMajor.test(text)) {
        const message = `\`${text}\` allows every major version, so Argo CD takes a breaking release of the chart by itself. Name a version.`;
        report({ at: value.span, message, severity: 'warning' });
      } else if (/[*<>~^|]|(?:^|\.)[xX](?:\.|$)| - /.test(text)) {
        const message = `\`${text}\` is a range: Argo CD takes a newer release of the chart without a commit.`;
        report({ at: value.span, message });
      }
    }
  },
};

/** `*`, `x`, `*-0`, `>0` and `>=1.2` without an upper bound. */
const anyMajor = /^(?:[*xX](?:\.[*xX])*(?:-0)?|>=?\s*v?\d[\w.+-]*)$/;
