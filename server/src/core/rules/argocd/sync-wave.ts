import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isGoInteger } from '../../text/go-integer.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const syncWave: DocumentRule = {
  id: 'argocd/sync-wave',
  title: 'A sync wave that is not a whole number in quotes',
  severity: 'error',
  kinds: kubernetesKinds,
  needs: 'document',
  why: 'Annotations are text: an unquoted number is refused by the Kubernetes API. A text that is no whole number counts as wave 0, in silence.',
  ...diff(`
 apiVersion: v1
 kind: ConfigMap
 metadata:
   name: settings
   annotations:
-    argocd.argoproj.io/sync-wave: 2
+    argocd.argoproj.io/sync-wave: "2"
`),
  source: 'gitops-engine/pkg/sync/syncwaves/waves.go',
  check(context) {
    const { kind, yaml } = context.document;
    checkWave(context, yaml.root);
    if (kind === 'application-set') checkWave(context, at(yaml.root, 'spec', 'template'));
  },
};

function checkWave({ report }: DocumentContext, object: YamlNode | undefined): void {
  const annotations = at(object, 'metadata', 'annotations');
  const value = at(annotations, 'argocd.argoproj.io/sync-wave');
  if (value?.type !== 'scalar' || value.value === null) return;
  const read = kubernetesValue(value);
  if (typeof read !== 'string') {
    const whole = typeof read === 'number' && /^[-+]?\d+$/.test(value.source);
    const message = 'The Kubernetes API refuses an annotation that is not text. Put the wave in quotes.';
    report({ at: value.span, message, fixes: whole ? [replaceFix(value.span, `"${value.source}"`)] : [] });
    return;
  }
  const text = read;
  // Go's strconv.Atoi: an optional sign and digits, no white space.
  if (hasPlaceholder(text)) return;
  const weight = stringOf(at(annotations, 'helm.sh/hook-weight'));
  const effect = `so Argo CD uses ${weight && isGoInteger(weight) ? 'the weight of Helm’s hook' : 'wave 0'} in silence`;
  if (isGoInteger(text)) return;
  if (/^[-+]?\d+$/.test(text)) {
    report({ at: value.span, message: `\`${text}\` is too large a number, ${effect}.` });
    return;
  }
  const digits = /^\s*([-+]?\d+)\s*$/.exec(text)?.[1];
  const message = `\`${text}\` is no whole number, ${effect}.`;
  report({ at: value.span, message, fixes: digits ? [replaceFix(value.span, `"${digits}"`)] : [] });
}
