import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { applicationSpecOf, isFilled, sourceEntriesOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { span } from '../../text/span.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const path: DocumentRule = {
  id: 'argocd/path',
  title: 'A path that leaves the repository',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'A `path` is relative to the root of the repository. Argo CD refuses one that begins with `/` or leads out of the repository, and makes no manifests.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  source: {repoURL: https://git.example.com/gitops.git, path: /apps/wiki}
+  source: {repoURL: https://git.example.com/gitops.git, path: apps/wiki}
`),
  source: 'argo-cd util/app/path/path.go (Path)',
  check({ document, report }) {
    const spec = applicationSpecOf(document);
    for (const { node } of spec ? sourceEntriesOf(spec.map) : []) {
      const value = at(node, 'path');
      if (!isString(value) || hasPlaceholder(value.value) || isFilled(at(node, 'chart'))) continue;
      if (value.value.startsWith('/')) {
        const inner = span(0, value.value.length);
        const relative = value.value.replace(/^\/+/, '') || '.';
        const message = `\`${value.value}\` is absolute, so Argo CD refuses it. A path begins at the root of the repository, without \`/\`.`;
        const fixes = isVerbatim(value, inner) ? [replaceFix(valueSpan(value, inner), relative)] : [];
        report({ at: value.span, message, fixes });
      } else if (leavesRoot(value.value)) {
        report({ at: value.span, message: `\`${value.value}\` leads out of the repository, so Argo CD refuses it.` });
      }
    }
  },
};

function leavesRoot(path: string): boolean {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
