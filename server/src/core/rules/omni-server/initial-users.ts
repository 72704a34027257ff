import { type ComposeService, flagOf, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { isOn, signIns } from '../../kinds/omni-server.ts';
import { isOverridden } from '../compose-files.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const initialUsers: WorkspaceRule = {
  id: 'omni-server/initial-users',
  title: 'Omni without a first user',
  severity: 'information',
  kinds: ['compose'],
  needs: 'workspace',
  why: 'With Auth0 and OIDC, Omni lets in only users that it has already, and at its first start it makes those of `--initial-users`. Without them nobody can sign in. An Omni that has users passes over the flag, so it may be missing where the server has long been running; it is missed when the server is made anew. SAML makes users by itself.',
  ...diff(`
 services:
   omni:
     image: ghcr.io/siderolabs/omni:v1.9.3
     command:
       - --auth-auth0-enabled=true
       - --auth-auth0-domain=otter-lake.eu.auth0.com
       - --auth-auth0-client-id=\${AUTH0_CLIENT_ID}
+      - --initial-users=\${OMNI_INITIAL_USER}
`),
  source: 'omni internal/pkg/auth/user/user.go (EnsureInitialResources), internal/backend/grpc/auth.go',
  check({ document, file, workspace, report }) {
    if (isOverridden({ file, workspace })) return;
    for (const service of servicesOf(document.yaml.root)) {
      if (!isOmniServer(service) || !service.whole || flagOf(service, 'config-path') || hasFirstUser(service)) continue;
      const [, name] = signIns.find(([flag]) => isOn(flagOf(service, flag)) === true) ?? [];
      if (name !== 'Auth0' && name !== 'OIDC') continue;
      report({
        at: service.key.span,
        message: `\`--initial-users\` is missing, so a new Omni has no user and ${name} lets nobody in. Name the e-mail address of its first administrator.`,
      });
    }
  },
};

/** A service account of the first start can make users too. */
function hasFirstUser(service: ComposeService): boolean {
  return (
    flagOf(service, 'initial-users') !== undefined || isOn(flagOf(service, 'create-initial-service-account')) !== false
  );
}
