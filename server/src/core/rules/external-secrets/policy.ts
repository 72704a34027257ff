import { externalSpecOf } from '../../kinds/external-secret.ts';
import { at, isNull, pairOf, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const policy: DocumentRule = {
  id: 'external-secrets/policy',
  title: 'A creation and a deletion policy that exclude each other',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret'],
  needs: 'document',
  why: 'External Secrets deletes only a Secret that it made, and merges only into one that it writes. Its webhook refuses the other combinations, so the object is never applied.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec:
-  target: {creationPolicy: Merge, deletionPolicy: Delete}
+  target: {creationPolicy: Owner, deletionPolicy: Delete}
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets apis/externalsecrets/v1/externalsecret_validator.go (validatePolicies)',
  check({ document, report }) {
    const target = at(externalSpecOf(document.kind, document.yaml.root)?.value, 'target');
    const deletion = pairOf(target, 'deletionPolicy');
    const creation = stringOf(at(target, 'creationPolicy')) ?? 'Owner';
    const written = deletion && stringOf(deletion.value);
    if (!deletion || isNull(deletion.value)) return;
    const refused =
      (written === 'Delete' && ['Merge', 'None', 'CreateOrMerge'].includes(creation)) ||
      (written === 'Merge' && creation === 'None');
    if (!refused) return;
    report({
      at: deletion.value.span,
      message:
        written === 'Delete'
          ? `With \`creationPolicy: ${creation}\` the Secret is not External Secrets’ own, so it refuses \`deletionPolicy: Delete\`.`
          : 'With `creationPolicy: None` there is no Secret to merge into, so External Secrets refuses `deletionPolicy: Merge`.',
      fixes: [replaceFix(deletion.value.span, 'Retain')],
    });
  },
};
