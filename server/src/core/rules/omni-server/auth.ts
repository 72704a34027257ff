import { type ComposeService, flagOf, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { isOn, signIns } from '../../kinds/omni-server.ts';
import { meantFlag } from '../../versions/omni-flags.ts';
import { isOverridden } from '../compose-files.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const auth: WorkspaceRule = {
  id: 'omni-server/auth',
  title: 'Omni without a way to sign in, with two, or with half of one',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'Omni ends at once unless exactly one of Auth0, SAML and OIDC is switched on, together with all that it needs: a domain and a client for Auth0, a URL or metadata for SAML, a provider, a client and its secret for OIDC. They may stand in a file given with `--config-path`; then the rule is silent.',
  bad: `
services:
  omni:
    image: ghcr.io/siderolabs/omni:v1.9.3
    command:
      - --private-key-source=file:///omni.asc
      - --auth-auth0-enabled=true
      - --auth-auth0-domain=otter-lake.eu.auth0.com
      - --auth-auth0-client-id=\${AUTH0_CLIENT_ID}
      - --auth-saml-enabled=true
      - --auth-saml-url=https://sso.example.com/metadata
`,
  good: `
services:
  omni:
    image: ghcr.io/siderolabs/omni:v1.9.3
    command:
      - --private-key-source=file:///omni.asc
      - --auth-auth0-enabled=true
      - --auth-auth0-domain=otter-lake.eu.auth0.com
      - --auth-auth0-client-id=\${AUTH0_CLIENT_ID}
`,
  source: 'omni internal/pkg/auth/config.go (validateParams), internal/pkg/config/schema.json',
  check(context) {
    for (const service of servicesOf(context.document.yaml.root)) {
      if (isOmniServer(service) && service.whole && !flagOf(service, 'config-path')) checkService(context, service);
    }
  },
};

function checkService(context: WorkspaceContext, service: ComposeService): void {
  const { report } = context;
  const states = signIns.map(([name, label]) => ({
    name,
    label,
    flag: flagOf(service, name),
    on: isOn(flagOf(service, name)),
  }));
  const on = states.filter((state) => state.on === true);
  const [first, second] = on;
  if (first && second) {
    report({
      at: second.flag?.at ?? service.key.span,
      message: `${first.label} and ${second.label} are both on. Omni takes one way to sign in, and ends at once with two.`,
    });
    return;
  }
  if (isOverridden(context)) return;
  if (!first) {
    // WebAuthn, and ways to sign in that later releases may bring.
    const further = service.flags.some(
      (flag) => /^auth-.+-enabled$/.test(meantFlag(flag.name) ?? flag.name) && isOn(flag) !== false,
    );
    if (further) return;
    report({
      at: states.find(({ flag }) => flag)?.flag?.at ?? service.key.span,
      message:
        'No way to sign in is switched on, so Omni ends at once. Add `--auth-auth0-enabled=true`, or that of SAML or OIDC, with what belongs to it.',
    });
    return;
  }
  for (const names of needs[first.name]) {
    // A misspelt one is told by `omni-server/flag-unknown`.
    if (service.flags.some((flag) => names.includes(meantFlag(flag.name) ?? flag.name))) continue;
    const what = names.map((name) => `\`--${name}\``).join(' or ');
    report({
      at: first.flag?.at ?? service.key.span,
      message: `${first.label} is on, but ${what} is missing, so Omni ends at once.`,
    });
  }
}

/** What each way to sign in does not work without; of each list, one is enough. */
const needs: Readonly<Record<(typeof signIns)[number][0], readonly (readonly string[])[]>> = {
  'auth-auth0-enabled': [['auth-auth0-domain'], ['auth-auth0-client-id']],
  'auth-saml-enabled': [['auth-saml-url', 'auth-saml-metadata']],
  'auth-oidc-enabled': [['auth-oidc-provider-url'], ['auth-oidc-client-id'], ['auth-oidc-client-secret']],
};
