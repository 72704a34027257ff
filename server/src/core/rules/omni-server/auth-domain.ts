import { flagOf, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type Span, sliceSpan } from '../../text/span.ts';
import { replaceFix } from '../edits.ts';
import { envSettings } from '../env-settings.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

export const authDomain: WorkspaceRule = {
  id: 'omni-server/auth-domain',
  title: 'A domain of Auth0 that is written as a URL',
  severity: 'error',
  kinds: ['compose', 'env-file'],
  needs: 'workspace',
  why: 'Omni puts `https://` before the domain and a path behind it. With a scheme or a slash in it, the page to sign in does not open, and nobody gets into Omni. Where the flag takes a variable, its value in the example beside the Compose file is looked at.',
  ...diff(`
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
-    command: [--auth-auth0-enabled=true, "--auth-auth0-domain=https://otter-lake.eu.auth0.com/"]
+    command: [--auth-auth0-enabled=true, --auth-auth0-domain=otter-lake.eu.auth0.com]
`),
  source: 'omni internal/pkg/auth/auth0 (the key set is read from https:// and the domain)',
  check(context) {
    const { text } = context.document;
    for (const service of servicesOf(context.document.yaml.root)) {
      const flag = isOmniServer(service) ? flagOf(service, 'auth-auth0-domain') : undefined;
      const found = flag?.value && flag.valueAt ? judge(text, flag.value, flag.valueAt) : undefined;
      if (found) context.report(found);
    }
    for (const { flag, written, at } of envSettings(context)) {
      const found = flag === 'auth-auth0-domain' ? judge(text, written, at) : undefined;
      if (found) context.report(found);
    }
  },
};

function judge(text: string, value: string, at: Span): Report | undefined {
  const [, scheme, domain = '', slash] =
    /^([a-z]+:\/\/)?([^/]*)(\/.*)?$/i.exec(value.replace(/^["']|["']$/g, '')) ?? [];
  if ((scheme === undefined && slash === undefined) || domain === '') return undefined;
  if (hasPlaceholder(value) && scheme === undefined) return undefined;
  const what = scheme ? `the scheme \`${scheme}\`` : `\`${slash}\``;
  return {
    at,
    message: `A domain has no place for ${what}: the page to sign in does not open, and nobody gets into Omni.`,
    fixes: sliceSpan(text, at) === value ? [replaceFix(at, domain)] : [],
  };
}
