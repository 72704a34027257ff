import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, keyText, pairOf, pairsOf, stringOf, walk, type YamlMap } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

/** Providers that refuse a selector without a namespace in a ClusterSecretStore; the others look in the reader's own. */
const strict = new Set([
  ...['akeyless', 'barbican', 'beyondtrustworkloadcredentials', 'chef', 'doppler', 'dvls', 'gitlab', 'ibm'],
  ...['keepersecurity', 'nebiusmysterybox', 'onboardbase', 'onepassword', 'onepasswordSDK', 'oracle'],
]);

export const authNamespace: WorkspaceRule = {
  id: 'external-secrets/auth-namespace',
  title: 'A store whose credentials are looked up in the wrong namespace',
  severity: 'warning',
  kinds: ['secret-store', 'cluster-secret-store'],
  needs: 'workspace',
  why: 'A ClusterSecretStore has no namespace, so each Secret it signs in with names one. Left out, some providers refuse the store, and the others look for the Secret in the namespace of every ExternalSecret. A SecretStore reads Secrets of its own namespace only.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical}
 spec:
   provider:
     infisical:
       secretsScope: {projectSlug: lab, environmentSlug: prod}
       auth:
         universalAuthCredentials:
-          clientId: {name: universal-auth, key: clientId}
+          clientId: {name: universal-auth, key: clientId, namespace: external-secrets}
           clientSecret: {name: universal-auth, key: clientSecret, namespace: external-secrets}
`),
  source: 'external-secrets runtime/esutils/utils.go (ValidateSecretSelector, ValidateReferentSecretSelector)',
  check({ document, report }) {
    const { root } = document.yaml;
    const cluster = document.kind === 'cluster-secret-store';
    const own = stringOf(at(root, 'metadata', 'namespace'));
    const selectors = pairsOf(at(root, 'spec', 'provider')).map((provider) => ({
      provider: keyText(provider),
      maps: selectorsBelow(provider.value),
    }));
    // Where no selector names a namespace, each reader brings its own credentials on purpose.
    const mixed = selectors.some(({ maps }) => maps.some((map) => pairOf(map, 'namespace')));
    for (const { provider, maps } of selectors) {
      for (const map of maps) {
        const namespace = pairOf(map, 'namespace');
        const name = pairOf(map, 'name');
        const text = namespace && stringOf(namespace.value);
        if (cluster && !namespace && name) {
          if (strict.has(provider))
            report({
              at: name.key.span,
              message:
                '`namespace` is missing. External Secrets refuses a ClusterSecretStore that does not say where this Secret is.',
              severity: 'error',
            });
          else
            report({
              at: name.key.span,
              message:
                '`namespace` is missing, so External Secrets looks for this Secret in the namespace of each ExternalSecret that uses the store.',
              severity: mixed ? 'warning' : 'information',
            });
        }
        if (!cluster && namespace && text && own !== undefined && text !== own && !hasPlaceholder(text)) {
          report({
            at: namespace.value.span,
            message: `A SecretStore reads Secrets of its own namespace \`${own}\` only, so External Secrets refuses \`${text}\`.`,
            severity: 'error',
          });
        }
      }
    }
  },
};

/** Mappings that select a key of a Secret: `name` and `key`, and nothing but those and `namespace`. */
function selectorsBelow(node: Parameters<typeof walk>[0]): readonly YamlMap[] {
  const found: YamlMap[] = [];
  walk(node, (current) => {
    if (current.type !== 'map' || !pairOf(current, 'name') || !pairOf(current, 'key')) return;
    if (current.pairs.every((pair) => ['name', 'key', 'namespace'].includes(keyText(pair)))) found.push(current);
  });
  return found;
}
