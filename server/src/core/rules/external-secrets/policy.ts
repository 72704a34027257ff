import { externalSpecOf } from '../../kinds/external-secret.ts';
import { isOlderExternalSecrets } from '../../workspace/drift.ts';
import { at, isNull, itemsOf, pairOf, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const policy: WorkspaceRule = {
  id: 'external-secrets/policy',
  title: 'Policies that exclude each other, or a Secret that External Secrets must not make',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret'],
  needs: 'workspace',
  why: 'External Secrets deletes only a Secret that it made, and merges only into one that it writes. Its webhook refuses the other combinations, so the object is never applied. From 2.4.1 on it refuses Secrets too that would be tokens of the cluster: those for joining it, and those of a service account that is named.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec:
-  target: {creationPolicy: Merge, deletionPolicy: Delete}
+  target: {creationPolicy: Owner, deletionPolicy: Delete}
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source:
    'external-secrets apis/externalsecrets/v1/externalsecret_validator.go (validatePolicies, validatePrivilegedTemplate)',
  check(context) {
    const { document, report } = context;
    const target = at(externalSpecOf(document.kind, document.yaml.root)?.value, 'target');
    // Older releases made any Secret.
    if (!isOlderExternalSecrets(context.workspace, context.file.folder, [2, 4, 1]))
      checkType(context, at(target, 'template'));
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

function checkType({ report }: WorkspaceContext, template: YamlNode | undefined): void {
  const type = at(template, 'type');
  const isJoining = stringOf(type) === 'bootstrap.kubernetes.io/token';
  const isNamed =
    stringOf(type) === 'kubernetes.io/service-account-token' &&
    (at(template, 'metadata', 'annotations', 'kubernetes.io/service-account.name') !== undefined ||
      itemsOf(at(template, 'templateFrom')).some((item) => /^annotations$/i.test(stringOf(at(item, 'target')) ?? '')));
  if (!type || (!isJoining && !isNamed)) return;
  report({
    at: type.span,
    message: isJoining
      ? 'External Secrets refuses to make a Secret of this type, with which machines join the cluster.'
      : 'External Secrets refuses to make a token for a service account that the annotations name.',
  });
}
