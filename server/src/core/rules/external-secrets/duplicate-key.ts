import { externalSpecOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, itemsOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const duplicateKey: DocumentRule = {
  id: 'external-secrets/duplicate-key',
  title: 'A key of a Secret that is written twice',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret'],
  needs: 'document',
  why: 'External Secrets’ webhook refuses two entries of `data` with one `secretKey` while the deletion policy is `Retain`, which it is by default. Under another policy the last one silently wins.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec:
   data:
     - {secretKey: token, remoteRef: {key: /dashboard/TOKEN}}
-    - {secretKey: token, remoteRef: {key: /dashboard/OTHER}}
+    - {secretKey: other, remoteRef: {key: /dashboard/OTHER}}
`),
  source: 'external-secrets apis/externalsecrets/v1/externalsecret_validator.go (validateDuplicateKeys)',
  check({ document, report }) {
    const spec = externalSpecOf(document.kind, document.yaml.root)?.value;
    const refused = (scalarText(at(spec, 'target', 'deletionPolicy')) ?? 'Retain') === 'Retain';
    const seen = new Set<string>();
    for (const item of itemsOf(at(spec, 'data'))) {
      const key = at(item, 'secretKey');
      const text = scalarText(key);
      if (!key || text === undefined || text === '' || hasPlaceholder(text)) continue;
      if (seen.has(text)) {
        report({
          at: key.span,
          message: refused
            ? `\`${text}\` is written twice, so External Secrets refuses the object.`
            : `\`${text}\` is written twice; only the last value reaches the Secret.`,
          severity: refused ? 'error' : 'warning',
        });
      }
      seen.add(text);
    }
  },
};
