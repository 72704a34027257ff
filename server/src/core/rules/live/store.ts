import { storeReferencesOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { isLiveStore, storesOf } from '../../workspace/stores.ts';
import { replaceFix } from '../edits.ts';
import { inCluster } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const store: WorkspaceRule = {
  id: 'live/store',
  title: 'A secret store that the cluster does not have',
  severity: 'warning',
  kinds: ['external-secret', 'cluster-external-secret'],
  needs: 'live',
  why: 'An ExternalSecret whose store does not exist stays not ready, and the Secret is never written. The rule speaks only while the cluster is connected, of files that its Argo CD applies, and where no file defines a store; with some, `external-secrets/store` does.',
  ...inCluster(
    'stores: {cluster: [infisical], local: []}',
    `
 === apps/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec:
-  secretStoreRef: {kind: ClusterSecretStore, name: infiscal}
+  secretStoreRef: {kind: ClusterSecretStore, name: infisical}
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`,
  ),
  source: 'external-secrets pkg/controllers/externalsecret; apis/externalsecrets/v1 (SecretStoreRef)',
  check({ document, file, workspace, report }) {
    const live = knownLive(workspace, file, 'stores');
    const { cluster, local } = storesOf(workspace);
    if (!live || cluster.size + local.size > 0) return;
    for (const { name } of storeReferencesOf(document.kind, document.yaml.root)) {
      if (name.value === '' || hasPlaceholder(name.value) || isLiveStore(live, name.value)) continue;
      const near = nearest(name.value, [...live.cluster, ...live.local.map((one) => one.name)]);
      report({
        at: name.span,
        message: `The connected cluster has no store \`${name.value}\` and no file defines it, so the Secret is never written.${near ? ` Did you mean \`${near}\`?` : ''}`,
        fixes: near ? [replaceFix(name.span, near)] : [],
      });
    }
  },
};
