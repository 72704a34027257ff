import { isExamplePath } from '../../kinds/example-path.ts';
import { isGiven, settingOf } from '../../kinds/provider-config.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const auth: WorkspaceRule = {
  id: 'provider/auth',
  title: 'A Proxmox provider without a complete login, or with two',
  severity: 'error',
  kinds: ['provider-config'],
  needs: 'workspace',
  why: 'The provider logs in with `username` and `password`, or with `tokenID` and `tokenSecret`. When neither pair is complete it starts all the same, talks to Proxmox without a login, and every request is refused. When both are complete, the password wins and the token is never used.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
   tokenID: omni@pve!provider
+  tokenSecret: <secret>
`),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/main.go',
  check({ document, file, report }) {
    const { root } = document.yaml;
    const owner = pairOf(root, 'proxmox');
    if (!owner || settingOf(root, 'token')) return;
    const example = isExamplePath(file.path);
    const has = (key: string): boolean => isGiven(root, key, example);
    const user = has('username') && has('password');
    const token = has('tokenID') && has('tokenSecret');
    if (user && token) {
      const at = settingOf(root, 'tokenID')?.key.span ?? owner.key.span;
      report({
        at,
        severity: 'warning',
        message: 'The password wins, so this token is never used. Remove one of the two logins.',
      });
    } else if (!user && !token) {
      const half = halves.find(([present]) => has(present));
      // An example may show both logins in comments, for its reader to choose from.
      if (example && !half && /^[ \t]*#[ \t]*(?:tokenID|username)[ \t]*:/m.test(document.text)) return;
      const pair = half && settingOf(root, half[0]);
      report({
        at: pair?.key.span ?? owner.key.span,
        message: half
          ? `\`${half[0]}\` is of no use without \`${half[1]}\`: the provider talks to Proxmox without a login, and every request is refused.`
          : 'There is no login here: the provider talks to Proxmox without one, and every request is refused. Add `tokenID` and `tokenSecret`.',
      });
    }
  },
};

const halves = [
  ['tokenID', 'tokenSecret'],
  ['tokenSecret', 'tokenID'],
  ['username', 'password'],
  ['password', 'username'],
] as const;
