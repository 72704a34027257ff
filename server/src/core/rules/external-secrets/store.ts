import { storeReferencesOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { isNameToFill, isOutOfUse } from '../../workspace/out-of-use.ts';
import { isLiveStore, storesOf } from '../../workspace/stores.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const store: WorkspaceRule = {
  id: 'external-secrets/store',
  title: 'A secret store that no file defines',
  severity: 'warning',
  kinds: ['external-secret', 'cluster-external-secret', 'manifest'],
  needs: 'workspace',
  why: 'An ExternalSecret whose store does not exist stays not ready, the Secret is never written, and pods that need it wait for ever. Where the workspace holds no store at all, the rule says nothing.',
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
-  secretStoreRef: {kind: ClusterSecretStore, name: infiscal}
+  secretStoreRef: {kind: ClusterSecretStore, name: infisical}
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets pkg/controllers/externalsecret; apis/externalsecrets/v1 (SecretStoreRef)',
  check({ document, file, workspace, report }) {
    const { cluster, local } = storesOf(workspace);
    if (cluster.size + local.size === 0 || isOutOfUse(workspace, file)) return;
    const live = knownLive(workspace, file, 'stores');
    const result = document.kind === 'manifest' ? 'nothing is pushed' : 'the Secret is never written';
    for (const { name } of storeReferencesOf(document.kind, document.yaml.root)) {
      if (
        name.value === '' ||
        hasPlaceholder(name.value) ||
        isNameToFill(name.value) ||
        cluster.has(name.value) ||
        local.has(name.value)
      )
        continue;
      if (live && isLiveStore(live, name.value)) continue;
      const near = nearest(name.value, [...cluster.keys(), ...local.keys()]);
      report({
        at: name.span,
        message: near
          ? `No file defines the store \`${name.value}\`, so ${result}. Did you mean \`${near}\`?`
          : live
            ? `No file defines the store \`${name.value}\` and the connected cluster does not have it, so ${result}.`
            : `No file defines the store \`${name.value}\`. Unless the cluster has it from elsewhere, ${result}.`,
        severity: near || live ? 'warning' : 'information',
        fixes: near ? [replaceFix(name.span, near)] : [],
      });
    }
  },
};
