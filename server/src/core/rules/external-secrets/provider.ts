import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { storeProviders } from '../../schema/secret-stores.ts';
import { nearest } from '../../text/names.ts';
import { at, isString, keyText, pairOf, pairsOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const provider: WorkspaceRule = {
  id: 'external-secrets/provider',
  title: 'A store with no provider, several, or an incomplete one',
  severity: 'error',
  kinds: ['secret-store', 'cluster-secret-store'],
  needs: 'workspace',
  why: 'A store reads from exactly one provider; the API server refuses none and several, and drops a misspelt one. Infisical’s scope needs a project and an environment, or no key is ever found.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ClusterSecretStore
 metadata: {name: infisical}
 spec:
   provider:
     infisical:
-      secretsScope: {projectSlug: "", environmentSlug: prod}
+      secretsScope: {projectSlug: lab, environmentSlug: prod}
       auth: {}
`),
  source: 'external-secrets config/crds/bases (minProperties, maxProperties); providers/v1/infisical/provider.go',
  check({ document, report }) {
    const provider = pairOf(at(document.yaml.root, 'spec'), 'provider');
    if (provider?.value.type !== 'map' || pairOf(provider.value, '<<')) return;
    const [first, second] = provider.value.pairs;
    if (!first) {
      report({ at: provider.key.span, message: 'The store names no provider, so the API server refuses it.' });
    } else if (second) {
      report({
        at: second.key.span,
        message: `The store already reads from \`${keyText(first)}\`. The API server refuses a second provider; it needs a store of its own.`,
      });
    }
    for (const pair of provider.value.pairs) {
      const name = keyText(pair);
      const near = storeProviders.includes(name) ? undefined : nearest(name, storeProviders);
      if (near && !hasPlaceholder(name)) {
        report({
          at: pair.key.span,
          message: `External Secrets knows no provider \`${name}\`. Did you mean \`${near}\`?`,
          fixes: [replaceFix(pair.key.span, near)],
        });
      }
    }
    for (const pair of pairsOf(at(provider.value, 'infisical', 'secretsScope'))) {
      if (!['projectSlug', 'environmentSlug'].includes(keyText(pair))) continue;
      if (isString(pair.value) && pair.value.value === '')
        report({
          at: pair.value.span,
          message: `\`${keyText(pair)}\` is empty, so External Secrets refuses the store and no Secret is written.`,
        });
    }
  },
};
