import { inOneCluster } from '../../workspace/clusters.ts';
import { factOf } from '../../workspace/facts.ts';
import { isKustomizePatch } from '../../workspace/kustomized.ts';
import { namespaceOf } from '../../workspace/objects.ts';
import { isOutOfUse } from '../../workspace/out-of-use.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const targetCollision: WorkspaceRule = {
  id: 'external-secrets/target-collision',
  title: 'A Secret that two objects want to make',
  severity: 'error',
  kinds: ['external-secret'],
  needs: 'workspace',
  why: 'External Secrets owns the Secret it makes. A second ExternalSecret of that target is refused with an error on every refresh, and a Secret or SealedSecret of that name is overwritten in turns, so its content changes for ever.',
  ...diff(`
 === dashboard/a.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: a, namespace: dashboard}
 spec: {target: {name: token}, data: [{secretKey: a, remoteRef: {key: a}}]}
 === dashboard/b.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: b, namespace: dashboard}
-spec: {target: {name: token}, data: [{secretKey: b, remoteRef: {key: b}}]}
+spec: {target: {name: token, creationPolicy: Merge}, data: [{secretKey: b, remoteRef: {key: b}}]}
`),
  source:
    'external-secrets pkg/controllers/externalsecret (owner references); docs/guides/ownership-deletion-policy.md',
  check({ document, file, workspace, report }) {
    const target = factOf(document.facts, 'secret');
    if (!target?.data.creates || isOutOfUse(workspace, file)) return;
    const namespace = namespaceOf(workspace, file, target.data.namespace);
    if (namespace === undefined) return;
    const other = workspace
      .named('secret', target.name)
      .find(
        (record) =>
          record.document !== document &&
          record.fact.data.creates &&
          namespaceOf(workspace, record.file, record.fact.data.namespace) === namespace &&
          inOneCluster(workspace, file, record.file) &&
          !isKustomizePatch(workspace, record.file) &&
          !isOutOfUse(workspace, record.file),
      );
    if (!other) return;
    const { maker } = other.fact.data;
    report({
      at: target.span,
      message:
        maker === 'ExternalSecret'
          ? `Another ExternalSecret makes the Secret \`${target.name}\` in \`${namespace}\` too. Only one can own it; the other stays in error. \`creationPolicy: Merge\` adds to it.`
          : `A ${maker} makes \`${target.name}\` in \`${namespace}\` too, so the two overwrite each other for ever.`,
      related: [{ record: other, message: 'The other one.' }],
    });
  },
};
