import { externalSpecOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isGoDuration } from '../../text/formats.ts';
import { isOlderExternalSecrets } from '../../workspace/drift.ts';
import { at, pairOf, scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const interval: WorkspaceRule = {
  id: 'external-secrets/interval',
  title: 'A refresh interval that cannot be read, or is shorter than a minute',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret', 'secret-store', 'cluster-secret-store'],
  needs: 'workspace',
  why: '`refreshInterval` is a Go duration: hours, minutes and seconds, no days. The API server refuses anything else. That of a store is a whole number of seconds, or from 2.8 on such a duration too. An interval below a minute asks the provider again and again, and most of them answer with a rate limit.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec:
-  refreshInterval: 1d
+  refreshInterval: 24h
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets apis/externalsecrets/v1 (refreshInterval is metav1.Duration, that of a store IntOrString)',
  check({ document, file, workspace, report }) {
    const isStore = document.kind === 'secret-store' || document.kind === 'cluster-secret-store';
    const spec = isStore ? at(document.yaml.root, 'spec') : externalSpecOf(document.kind, document.yaml.root)?.value;
    const pair = pairOf(spec, 'refreshInterval');
    const text = scalarText(pair?.value);
    if (pair?.value.type !== 'scalar' || text === undefined || hasPlaceholder(text)) return;
    const { span } = pair.value;
    if (typeof pair.value.value === 'number') {
      if (isStore && Number.isInteger(pair.value.value)) return;
      if (isStore) {
        report({
          at: span,
          message: `The API server takes no fraction of a second, so it refuses \`${text}\`.`,
        });
        return;
      }
      const written = text === '0' ? '"0"' : `${text}s`;
      report({
        at: span,
        message: `\`refreshInterval: ${text}\` is a number; the API server refuses it and asks for text such as \`1h\`.`,
        fixes: /^\d+$/.test(text) ? [replaceFix(span, written)] : [],
      });
    } else if (!isGoDuration(text)) {
      const days = /^(\d{1,4})d$/.exec(text)?.[1];
      report({
        at: span,
        message: `\`${text}\` is no duration, so the API server refuses the object.${days ? ' Days are not known; hours are the longest unit.' : ''}`,
        fixes: days ? [replaceFix(span, `${Number(days) * 24}h`)] : [],
      });
    } else if (isStore && isOlderExternalSecrets(workspace, file.folder, [2, 8, 0])) {
      const seconds = secondsOf(text);
      report({
        at: span,
        message:
          'Before External Secrets 2.8 the `refreshInterval` of a store is a whole number of seconds; the API server refuses a duration.',
        fixes: seconds === undefined ? [] : [replaceFix(span, String(seconds))],
      });
    } else if (
      !isStore &&
      /^0*[1-9]\d*s$|^\d+(?:\.\d+)?(?:ms|us|µs|ns)$/.test(text) &&
      Number.parseInt(text, 10) < 60
    ) {
      report({
        at: span,
        message: `The provider is asked every \`${text}\`, which most providers answer with a rate limit. Nothing waits for it: a change can be fetched at once by an annotation.`,
        severity: 'information',
      });
    }
  },
};

/** The seconds of a duration such as `1h30m`; undefined where it has other units. */
function secondsOf(duration: string): number | undefined {
  const [whole, hours = '0', minutes = '0', seconds = '0'] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? [];
  return whole === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
