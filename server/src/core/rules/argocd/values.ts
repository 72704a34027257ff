import { embeddedYaml } from '../../embedded/embedded.ts';
import { applicationSpecOf, isFilled, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, isNull, isString, pairOf, type YamlProblem } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const values: DocumentRule = {
  id: 'argocd/values',
  title: 'Helm values that Argo CD cannot use',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Helm wants the values as a mapping; a text it cannot read fails the whole Application, and of a key that stands twice it takes the last. Beside `valuesObject` Argo CD ignores the text in `values`, in silence.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source:
     repoURL: https://charts.example.com
     helm:
       values: |
-        - replicas: 2
+        replicas: 2
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/types.go (ApplicationSourceHelm)',
  check(context) {
    const { document, report } = context;
    const spec = applicationSpecOf(document);
    for (const { node } of spec ? sourceEntriesOf(spec.map) : []) {
      const pair = pairOf(at(node, 'helm'), 'values');
      if (!pair || !isFilled(pair.value)) continue;
      if (pair.value.type === 'scalar' && isFilled(at(node, 'helm', 'valuesObject'))) {
        const message = 'The source has `valuesObject` too, so Argo CD ignores these `values`. Keep one of the two.';
        const fixes = removeFixes(document.text, pair, 'Remove `values`');
        report({ at: pair.key.span, message, severity: 'warning', fixes });
      } else if (pair.value.type !== 'scalar') {
        const message = 'The Kubernetes API refuses `values` that are not text. Write them under `valuesObject`.';
        report({
          at: pair.key.span,
          message,
          fixes: [{ title: 'Rename to `valuesObject`', edits: [{ span: pair.key.span, newText: 'valuesObject' }] }],
        });
      } else if (isString(pair.value) && !hasPlaceholder(pair.value.value)) {
        const documents = embeddedYaml(pair.value);
        const problem = documents.flatMap(({ problems }) => problems).find(({ code }) => code === 'syntax');
        for (const found of documents.flatMap(({ problems }) => problems))
          if (found.code === 'duplicate-key') reportTwice(context, found);
        const root = documents.length === 1 ? documents[0]?.root : undefined;
        if (problem) {
          report({
            at: problem.span,
            message: `Helm cannot read these values, so the Application fails. ${problem.message}`,
          });
        } else if (root && root.type !== 'map' && !isNull(root)) {
          const message = 'Helm wants a mapping of values here, so it refuses this text and the Application fails.';
          report({ at: pair.key.span, message });
        }
      }
    }
  },
};

function reportTwice({ report }: DocumentContext, { span: at, message }: YamlProblem): void {
  const key = message.split(' ', 1)[0] ?? '';
  report({ at, message: `${key} stands twice in this mapping. Helm takes the last one, and the other is lost.` });
}
