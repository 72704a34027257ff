import { isExamplePath } from '../../kinds/example-path.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isFiller, settingOf, settingText } from '../../kinds/provider-config.ts';
import { findTokens, isStandIn } from '../../schema/tokens.ts';
import type { YamlNode, YamlScalar } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const configSecret: WorkspaceRule = {
  id: 'provider/config-secret',
  title: 'A secret of Proxmox in a file that git keeps',
  severity: 'error',
  kinds: ['provider-config'],
  needs: 'workspace',
  why: 'The secret may create and destroy machines, and what is in the history of a repository can be read by everybody who has a clone of it. An example is in git so that people can copy it; there, a secret that looks random and not made up is reported. The file in use is reported where it lies in a git repository and no `.gitignore`, nor your own list of ignored files, keeps it out. If it has been committed, revoke the secret (`pveum user token remove`): to ignore the file afterwards changes nothing.',
  ...diff(`
 === .gitignore
 .env
+proxmox-provider/config.yaml
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
   tokenID: omni@pve!provider
   tokenSecret: 6f1e9c0a-2b7d-4a35-8f14-0c9be27d5a61
`),
  source:
    'proxmox pve-access-control src/PVE/API2/User.pm (secrets of tokens are UUIDs); git Documentation/gitignore.txt',
  check(context) {
    const { document, file, workspace } = context;
    const { root } = document.yaml;
    if (isExamplePath(file.path)) checkExample(context, root);
    else if (workspace.isIgnored(file.folder, file.path) === false) checkFileInUse(context, root);
  },
};

function checkExample({ report }: WorkspaceContext, root: YamlNode | undefined): void {
  for (const key of ['tokenSecret', 'token']) {
    const value = writtenSecret(root, key);
    if (!value || !looksDrawn(settingText(root, key))) continue;
    report({
      at: value.span,
      message:
        'This looks like a real secret of a Proxmox API token. Whoever can read the repository can use it: revoke it, and leave a stand-in here.',
      secrets: [settingText(root, key)],
      fixes: [replaceFix(value.span, '<secret>', 'Write a stand-in')],
    });
  }
}

function checkFileInUse({ file, report }: WorkspaceContext, root: YamlNode | undefined): void {
  for (const key of ['password', 'tokenSecret', 'token']) {
    const value = writtenSecret(root, key);
    if (!value) continue;
    report({
      at: value.span,
      secrets: [settingText(root, key)],
      message: `Git does not ignore this file, so \`${key}\` goes into the repository with it, for everybody who can read that. Name \`${file.path}\` in \`.gitignore\`; if git keeps it already, take it out (\`git rm --cached\`) and revoke the secret.`,
    });
  }
}

/** A value that is written out; what stands for one, comes from outside or has a shape with a rule of its own is none. */
function writtenSecret(root: YamlNode | undefined, key: string): YamlScalar | undefined {
  const value = settingOf(root, key)?.value;
  const text = settingText(root, key);
  if (value?.type !== 'scalar' || isFiller(text) || hasPlaceholder(text)) return undefined;
  return findTokens(text).length > 0 ? undefined : value;
}

/** True for a UUID as a machine draws it; people who make one up repeat digits or count. */
function looksDrawn(text: string): boolean {
  const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(text)?.[0];
  if (uuid === undefined || isStandIn(uuid)) return false;
  const digits = uuid.toLowerCase().replaceAll('-', '');
  return new Set(digits).size >= 9 && !/(.)\1{3}|01234|12345|abcde|deadbeef|cafebabe/.test(digits);
}
