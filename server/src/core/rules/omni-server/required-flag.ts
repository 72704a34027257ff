import { flagOf, isOmniServer, servicesOf } from '../../kinds/compose.ts';
import { imageReleaseOf } from '../../kinds/omni-server.ts';
import { omniGates } from '../../versions/gates.ts';
import { meantFlag, omniFlag } from '../../versions/omni-flags.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { isOverridden } from '../compose-files.ts';
import type { WorkspaceRule } from '../rule.ts';

export const requiredFlag: WorkspaceRule = {
  id: 'omni-server/required-flag',
  title: 'A flag that Omni does not start without',
  severity: 'error',
  kinds: ['compose'],
  needs: 'workspace',
  why: `Omni ends at once when it is not told where the key is with which it encrypts what it stores (\`--private-key-source\`), or, since ${omniGates.sqlite.since}, where its SQLite database lies (\`--sqlite-storage-path\`). Both may stand in a file given with \`--config-path\`; then the rule is silent.`,
  bad: `
services:
  omni:
    image: ghcr.io/siderolabs/omni:v1.9.3
    command:
      - --account-id=\${OMNI_ACCOUNT_ID}
      - --private-key-source=file:///omni.asc
`,
  good: `
services:
  omni:
    image: ghcr.io/siderolabs/omni:v1.9.3
    command:
      - --account-id=\${OMNI_ACCOUNT_ID}
      - --private-key-source=file:///omni.asc
      - --sqlite-storage-path=/_out/sqlite/omni.db
`,
  source: 'omni internal/pkg/config/schema.json (required of SQLite and EtcdParams)',
  check(context) {
    const { document, report } = context;
    if (isOverridden(context)) return;
    for (const service of servicesOf(document.yaml.root)) {
      if (!isOmniServer(service) || !service.whole || flagOf(service, 'config-path')) continue;
      const release = imageReleaseOf(service) ?? omniInUse(context)?.version;
      if (flagOf(service, 'storage-kind')?.value === 'boltdb') continue;
      for (const [name, what] of required) {
        if (flagOf(service, name) || omniFlag(name, release).verdict === 'later') continue;
        // A misspelt one is the whole story, and `omni-server/flag-unknown` tells it.
        if (service.flags.some((flag) => meantFlag(flag.name) === name)) continue;
        report({
          at: service.key.span,
          message: `\`--${name}\` is missing, so Omni is not told ${what} and ends at once.`,
        });
      }
    }
  },
};

const required = [
  ['private-key-source', 'where the key is that encrypts what it stores'],
  ['sqlite-storage-path', 'where to put its SQLite database'],
] as const;
