import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { hookDeletePolicies } from '../../schema/argocd.ts';
import { nearest } from '../../text/names.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { partsOf } from '../comma-list.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const hookDeletePolicy: DocumentRule = {
  id: 'argocd/hook-delete-policy',
  title: 'A hook delete policy that Argo CD does not know',
  severity: 'warning',
  kinds: kubernetesKinds,
  needs: 'document',
  why: 'Argo CD passes over unknown delete policies in silence and, where none is left, deletes the hook before the next one is created.',
  ...diff(`
 apiVersion: batch/v1
 kind: Job
 metadata:
   name: migrate
   annotations:
     argocd.argoproj.io/hook: PreSync
-    argocd.argoproj.io/hook-delete-policy: HookSuceeded
+    argocd.argoproj.io/hook-delete-policy: HookSucceeded
`),
  source: 'gitops-engine/pkg/sync/common/types.go (NewHookDeletePolicy)',
  check({ document, report }) {
    const value = at(document.yaml.root, 'metadata', 'annotations', 'argocd.argoproj.io/hook-delete-policy');
    if (!isString(value) || hasPlaceholder(value.value)) return;
    for (const { text, range } of partsOf(value)) {
      if (hookDeletePolicies.some((policy) => policy === text)) continue;
      const near = nearest(text, hookDeletePolicies);
      const message = `\`${text}\` is no delete policy of hooks, so Argo CD passes over it.${near ? ` Did you mean \`${near}\`?` : ''}`;
      const fixes = near && isVerbatim(value, range) ? [replaceFix(valueSpan(value, range), near)] : [];
      report({ at: text === value.value ? value.span : valueSpan(value, range), message, fixes });
    }
  },
};
