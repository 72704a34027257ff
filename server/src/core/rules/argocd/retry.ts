import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { parseGoDuration } from '../../text/go-duration.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const retry: DocumentRule = {
  id: 'argocd/retry',
  title: 'A retry that Argo CD cannot count',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'document',
  why: 'Argo CD reads the times of `retry.backoff` when a sync has failed. With a text that is no duration the retry fails too and the Application stays as it is; with a factor below 1 there is no pause between retries.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  syncPolicy: {retry: {limit: 5, backoff: {duration: 5 seconds}}}
+  syncPolicy: {retry: {limit: 5, backoff: {duration: 5s}}}
`),
  source: 'argo-cd pkg/apis/application/v1alpha1/types.go (RetryStrategy.NextRetryAt, parseStringToDuration)',
  check({ document, report }) {
    const backoff = at(applicationSpecOf(document)?.map, 'syncPolicy', 'retry', 'backoff');
    for (const key of ['duration', 'maxDuration']) {
      const value = at(backoff, key);
      if (value?.type === 'scalar' && typeof kubernetesValue(value) === 'number') {
        const message = `The Kubernetes API refuses a \`${key}\` that is not text. Name the unit: \`${value.source}s\`.`;
        report({
          at: value.span,
          message,
          fixes: /^\d+$/.test(value.source) ? [replaceFix(value.span, `${value.source}s`)] : [],
        });
      } else if (isString(value) && value.value !== '' && !hasPlaceholder(value.value) && !isDuration(value.value)) {
        const message = `\`${value.value}\` is no duration such as \`5s\` or \`3m\`, so Argo CD cannot retry a failed sync.`;
        report({ at: value.span, message });
      }
    }
    const factor = at(backoff, 'factor');
    if (factor?.type === 'scalar' && Number.isInteger(factor.value) && Number(factor.value) < 1) {
      report({
        at: factor.span,
        message: `With a \`factor\` of ${factor.source} Argo CD makes all later retries at once, without a pause. The least that makes sense is 1.`,
        severity: 'warning',
      });
    }
  },
};

/** A bare number in quotes counts as seconds. */
function isDuration(text: string): boolean {
  return /^[-+]?\d+$/.test(text) || parseGoDuration(text) !== undefined;
}
