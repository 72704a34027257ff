import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { helmHooks } from '../../kinds/argocd.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { hooks } from '../../schema/argocd.ts';
import { nearest } from '../../text/names.ts';
import { at, isString, type YamlNode } from '../../yaml/nodes.ts';
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
    const annotations = at(document.yaml.root, 'metadata', 'annotations');
    const value = at(annotations, 'argocd.argoproj.io/hook');
    if (!isString(value) || hasPlaceholder(value.value)) return;
    const parts = partsOf(value);
    const isKnown = (text: string): boolean => hooks.some((name) => name === text);
    // Where no hook of Argo CD's own is left, those of Helm count.
    const allUnknown = parts.every((part) => !isKnown(part.text)) && !hasHelmHook(annotations);
    if (parts.length === 0 && allUnknown) {
      report({ at: value.span, message: 'This names no hook, so Argo CD leaves the object out altogether.' });
    }
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

function hasHelmHook(annotations: YamlNode | undefined): boolean {
  const value = at(annotations, 'helm.sh/hook');
  return isString(value) && (hasPlaceholder(value.value) || helmHooks(value.value).length > 0);
}
