import { flagOf, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const authDomain: DocumentRule = {
  id: 'omni-server/auth-domain',
  title: 'A domain of Auth0 that is written as a URL',
  severity: 'error',
  kinds: ['compose'],
  needs: 'document',
  why: 'Omni puts `https://` before the domain and a path behind it. With a scheme or a slash in it, the page to sign in does not open, and nobody gets into Omni.',
  ...diff(`
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
-    command: [--auth-auth0-enabled=true, "--auth-auth0-domain=https://otter-lake.eu.auth0.com/"]
+    command: [--auth-auth0-enabled=true, --auth-auth0-domain=otter-lake.eu.auth0.com]
`),
  source: 'omni internal/pkg/auth/auth0 (the key set is read from https:// and the domain)',
  check({ document, report }) {
    for (const service of servicesOf(document.yaml.root)) {
      const flag = isOmniServer(service) ? flagOf(service, 'auth-auth0-domain') : undefined;
      if (!flag?.value || !flag.valueAt) continue;
      const [, scheme, domain = '', slash] = /^([a-z]+:\/\/)?([^/]*)(\/.*)?$/i.exec(flag.value) ?? [];
      if ((scheme === undefined && slash === undefined) || domain === '') continue;
      const what = scheme ? `the scheme \`${scheme}\`` : `\`${slash}\``;
      const filled = hasPlaceholder(flag.value) && scheme === undefined;
      if (filled) continue;
      report({
        at: flag.valueAt,
        message: `A domain has no place for ${what}: the page to sign in does not open, and nobody gets into Omni.`,
        fixes: [replaceFix(flag.valueAt, domain)],
      });
    }
  },
};
