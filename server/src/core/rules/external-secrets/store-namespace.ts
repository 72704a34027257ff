import { storeReferencesOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { namespaceOf } from '../../workspace/objects.ts';
import { admits, storesOf } from '../../workspace/stores.ts';
import { stringOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const storeNamespace: WorkspaceRule = {
  id: 'external-secrets/store-namespace',
  title: 'A store that does not serve this namespace',
  severity: 'error',
  kinds: ['external-secret'],
  needs: 'workspace',
  why: 'A SecretStore serves its own namespace only, and a ClusterSecretStore with `conditions` only the namespaces they name. Elsewhere External Secrets refuses to read from it, and the Secret is never written.',
  ...diff(`
 === store.yaml
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical}
 spec:
-  conditions: [{namespaces: [wiki]}]
+  conditions: [{namespaces: [wiki, dashboard]}]
   provider: {fake: {data: []}}
 === secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   secretStoreRef: {kind: ClusterSecretStore, name: infisical}
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets pkg/controllers/secretstore/client_manager.go (shouldProcessSecret)',
  check({ document, file, workspace, report }) {
    const { cluster, local } = storesOf(workspace);
    const references = storeReferencesOf(document.kind, document.yaml.root).filter(
      ({ name }) => !hasPlaceholder(name.value) && (cluster.has(name.value) || local.has(name.value)),
    );
    if (references.length === 0) return;
    const own = factOf(document.facts, 'external-secret');
    const namespace = namespaceOf(workspace, file, own?.data.namespace);
    if (namespace === undefined || hasPlaceholder(namespace)) return;
    for (const { name, kind } of references) {
      const isCluster = kind !== undefined && stringOf(kind.value) === 'ClusterSecretStore';
      if (isCluster && cluster.has(name.value) && !admits(cluster.get(name.value), namespace)) {
        report({
          at: name.span,
          message: `The conditions of \`${name.value}\` do not admit namespace \`${namespace}\`, so External Secrets refuses it here and the Secret is never written.`,
        });
      }
      const places = isCluster ? [] : (local.get(name.value) ?? []);
      if (places.length === 0 || places.some((place) => place === undefined || place === namespace)) continue;
      report({
        at: name.span,
        message: `The SecretStore \`${name.value}\` is in namespace \`${places[0]}\`, but serves its own namespace only. In \`${namespace}\` External Secrets finds none, so the Secret is never written.`,
      });
    }
  },
};
