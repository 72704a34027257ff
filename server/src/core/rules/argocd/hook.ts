import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { hooks } from '../../schema/argocd.ts';
import { nearest } from '../../text/names.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { partsOf } from '../comma-list.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const hook: DocumentRule = {
  id: 'argocd/hook',
  title: 'A hook that Argo CD does not know',
  severity: 'error',
  kinds: kubernetesKinds,
  needs: 'document',
  why: 'An object whose hook annotation holds only unknown values is left out altogether: Argo CD applies it neither as a hook nor as a resource, and says nothing.',
  ...diff(`
 apiVersion: batch/v1
 kind: Job
 metadata:
   name: migrate
   annotations:
-    argocd.argoproj.io/hook: PreSnyc
+    argocd.argoproj.io/hook: PreSync
`),
  source: 'gitops-engine/pkg/sync/hook/hook.go and pkg/sync/ignore/ignore.go',
  check({ document, report }) {
    const value = at(document.yaml.root, 'metadata', 'annotations', 'argocd.argoproj.io/hook');
    if (!isString(value) || hasPlaceholder(value.value)) return;
    const parts = partsOf(value);
    const isKnown = (text: string): boolean => hooks.some((name) => name === text);
    const allUnknown = parts.every((part) => !isKnown(part.text));
    for (const { text, range } of parts) {
      if (isKnown(text)) continue;
      const near = nearest(text, hooks);
      const effect = allUnknown ? 'so Argo CD leaves this object out altogether' : 'so Argo CD passes over it';
      report({
        at: parts.length === 1 ? value.span : valueSpan(value, range),
        message: `\`${text}\` is no hook, ${effect}.${near ? ` Did you mean \`${near}\`?` : ''}`,
        severity: allUnknown ? 'error' : 'warning',
        fixes: near && isVerbatim(value, range) ? [replaceFix(valueSpan(value, range), near)] : [],
      });
    }
  },
};
