import { applicationSpecOf, isCertain, isFilled, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { itemsOf, pairOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const sourceConflict: DocumentRule = {
  id: 'argocd/source-conflict',
  title: 'Parts of a source that exclude each other',
  severity: 'warning',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Argo CD ignores `source` beside `sources` and `path` beside `chart`, in silence. A source with several of `helm`, `kustomize`, `directory` and `plugin` fails: Argo CD cannot tell which tool to use.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  source: {repoURL: https://charts.example.com, chart: wiki, path: wiki, targetRevision: 1.2.3}
+  source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3}
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/types.go (GetSources, IsHelm, ExplicitType)',
  check({ document, report }) {
    const spec = applicationSpecOf(document);
    if (!spec) return;
    const one = pairOf(spec.map, 'source');
    if (one && isFilled(one.value) && itemsOf(pairOf(spec.map, 'sources')?.value).length > 0) {
      const message = 'The Application has `sources` too, so Argo CD ignores this `source`. Keep one of the two.';
      report({ at: one.key.span, message, fixes: removeFixes(document.text, one, 'Remove `source`') });
    }
    for (const { node } of sourceEntriesOf(spec.map)) {
      const path = pairOf(node, 'path');
      if (path && isCertain(path.value) && isCertain(pairOf(node, 'chart')?.value)) {
        const message = 'The source has a `chart` too, so Argo CD ignores this `path`. Keep one of the two.';
        report({ at: path.key.span, message, fixes: removeFixes(document.text, path, 'Remove `path`') });
      }
      const [first, ...more] = toolsOf(node);
      for (const tool of more) {
        const message = `The source has \`${first?.key.source ?? ''}\` too. Argo CD takes one tool for a source and refuses this one.`;
        report({ at: tool.key.span, message, severity: 'error' });
      }
    }
  },
};

/** True for a setting that is what it would be without it, or may be once it is filled in. */
function isEmpty(node: YamlNode): boolean {
  if (node.type === 'map') return node.pairs.every(({ value }) => isEmpty(value));
  if (node.type === 'seq') return node.items.length === 0;
  return !isCertain(node) || kubernetesValue(node) === false;
}

/** The tools a source names. Empty settings do not count: Argo CD drops them. */
function toolsOf(source: YamlNode): readonly YamlPair[] {
  const pairs = ['helm', 'kustomize', 'directory', 'plugin'].flatMap((key) => pairOf(source, key) ?? []);
  return pairs
    .filter(({ value }) => value.type === 'map' && !isEmpty(value))
    .sort((a, b) => a.span.start - b.span.start);
}
