import { applicationSpecOf, isFilled, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, isString, pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const revisionFloating: DocumentRule = {
  id: 'argocd/revision-floating',
  title: 'A Git source that follows the default branch',
  severity: 'hint',
  onlyWhenAsked: true,
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Without a `targetRevision`, or with `HEAD`, every push to the default branch is what runs. For a team’s own repository that is the usual way (most Applications of public repositories do it), so the rule is off until it is asked for.',
  ...diff(`
 === omni-scale.yaml
 rules: {argocd/revision-floating: hint}
 === wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki}
-spec: {source: {repoURL: https://git.example.com/gitops.git, path: wiki, targetRevision: HEAD}}
+spec: {source: {repoURL: https://git.example.com/gitops.git, path: wiki, targetRevision: v1.2.3}}
`),
  source: 'argo-cd docs/user-guide/tracking_strategies.md',
  check({ document, report }) {
    const spec = applicationSpecOf(document);
    for (const { node, owner } of spec ? sourceEntriesOf(spec.map) : []) {
      const url = at(node, 'repoURL');
      if (!isString(url) || isFilled(at(node, 'chart')) || /^oci:/.test(url.value)) continue;
      const revision = at(node, 'targetRevision');
      if (isFilled(revision) && !(isString(revision) && revision.value === 'HEAD')) continue;
      if (hasPlaceholder(url.value)) continue;
      report({
        at:
          revision?.type === 'scalar' && isFilled(revision)
            ? revision.span
            : (pairOf(node, 'targetRevision')?.key.span ?? owner),
        message: 'This source follows the default branch, so every push to it is applied. Name a tag or a commit.',
      });
    }
  },
};
