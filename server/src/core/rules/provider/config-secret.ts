import { isExamplePath } from '../../kinds/example-path.ts';
import { settingOf, settingText } from '../../kinds/provider-config.ts';
import { isStandIn } from '../../schema/tokens.ts';
import { isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { WorkspaceRule } from '../rule.ts';

export const configSecret: WorkspaceRule = {
  id: 'provider/config-secret',
  title: 'A secret of Proxmox in an example that everyone gets',
  severity: 'error',
  kinds: ['provider-config'],
  needs: 'workspace',
  why: 'The example is in git so that people can copy it; the secret in it may create and destroy machines. Secrets of Proxmox are UUIDs, and this one looks drawn and not made up. Revoke it (`pveum user token remove`), and leave a stand-in in the example. Files that are not examples are not judged: whether git ignores them is not known here.',
  bad: `
=== proxmox-provider/config.yaml.example
proxmox:
  url: https://rack-a.example.com:8006/api2/json
  tokenID: omni@pve!provider
  tokenSecret: 6f1e9c0a-2b7d-4a35-8f14-0c9be27d5a61
`,
  good: `
=== proxmox-provider/config.yaml.example
proxmox:
  url: https://rack-a.example.com:8006/api2/json
  tokenID: omni@pve!provider
  tokenSecret: <the secret that pveum prints>
`,
  source: 'proxmox pve-access-control src/PVE/API2/User.pm (secrets of tokens are UUIDs)',
  check({ document, file, report }) {
    if (!isExamplePath(file.path)) return;
    const { root } = document.yaml;
    for (const key of ['tokenSecret', 'token']) {
      const value = settingOf(root, key)?.value;
      if (!isString(value) || !looksDrawn(settingText(root, key))) continue;
      report({
        at: value.span,
        message:
          'This looks like a real secret of a Proxmox API token. Whoever can read the repository can use it: revoke it, and leave a stand-in here.',
        fixes: [replaceFix(value.span, '<secret>', 'Write a stand-in')],
      });
    }
  },
};

/** True for a UUID as a machine draws it; people who make one up repeat digits or count. */
function looksDrawn(text: string): boolean {
  const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(text)?.[0];
  if (uuid === undefined || isStandIn(uuid)) return false;
  const digits = uuid.toLowerCase().replaceAll('-', '');
  return new Set(digits).size >= 9 && !/(.)\1{3}|01234|12345|abcde|deadbeef|cafebabe/.test(digits);
}
