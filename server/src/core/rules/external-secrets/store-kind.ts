import { storeReferencesOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { storesOf } from '../../workspace/stores.ts';
import { stringOf } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const storeKind: WorkspaceRule = {
  id: 'external-secrets/store-kind',
  title: 'A reference to a store of the wrong kind',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret', 'manifest'],
  needs: 'workspace',
  why: 'A store reference without `kind` means a SecretStore in the same namespace, not a ClusterSecretStore. External Secrets looks for the one, finds nothing, and the Secret is never written.',
  ...diff(`
 === store.yaml
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical}
 spec: {provider: {fake: {data: []}}}
 === secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   secretStoreRef:
     name: infisical
+    kind: ClusterSecretStore
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets apis/externalsecrets/v1 (SecretStoreRef, default of kind)',
  check({ document, workspace, report }) {
    const { cluster, local } = storesOf(workspace);
    const result = document.kind === 'manifest' ? 'nothing is pushed' : 'the Secret is never written';
    for (const { map, name, kind } of storeReferencesOf(document.kind, document.yaml.root)) {
      if (hasPlaceholder(name.value)) continue;
      const written = kind && stringOf(kind.value);
      if (kind && written !== 'SecretStore' && written !== 'ClusterSecretStore') continue;
      const meant = written ?? 'SecretStore';
      const other = meant === 'SecretStore' ? 'ClusterSecretStore' : 'SecretStore';
      const [here, there] = meant === 'SecretStore' ? [local, cluster] : [cluster, local];
      if (here.has(name.value) || !there.has(name.value)) continue;
      const edit = kind ? undefined : addLines(document.text, map, [`kind: ${other}`]);
      const fixes: readonly Fix[] = kind
        ? [replaceFix(kind.value.span, other)]
        : edit
          ? [{ title: `Add \`kind: ${other}\``, edits: [edit] }]
          : [];
      report({
        at: kind ? kind.value.span : name.span,
        message: `\`${name.value}\` is a ${other}${kind ? '' : ', and a reference without `kind` means a SecretStore'}. External Secrets finds no ${meant} of that name, so ${result}.`,
        fixes,
      });
    }
  },
};
