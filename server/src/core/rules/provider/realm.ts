import { isFiller, settingOf, settingText } from '../../kinds/provider-config.ts';
import { isString } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const realm: DocumentRule = {
  id: 'provider/realm',
  title: 'A Proxmox user without a realm, or with two',
  severity: 'warning',
  kinds: ['provider-config'],
  needs: 'document',
  why: 'Proxmox tells users of the same name apart by their realm. It stands in `realm`, or after the `@` of the user name; with none of the two, or with both, the login fails.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
   username: root
   password: <password>
+  realm: pam
`),
  source: 'proxmox pve-access-control src/PVE/API2/AccessControl.pm (create_ticket)',
  check({ document, report }) {
    const { root } = document.yaml;
    const user = settingOf(root, 'username')?.value;
    if (!isString(user) || /[<>{}$…]/.test(user.value) || user.value === '') return;
    const own = settingOf(root, 'realm');
    const written = settingText(root, 'realm');
    if (!own && !user.value.includes('@')) {
      if (isFiller(user.value)) return;
      report({
        at: user.span,
        message: `\`${user.value}\` has no realm, so Proxmox refuses the login. Add \`realm\`: \`pam\` for a user of Linux, \`pve\` for one of Proxmox itself.`,
      });
    } else if (own && written !== '' && user.value.endsWith(`@${written}`)) {
      report({
        at: own.key.span,
        message: `The realm stands in the user name already: Proxmox looks for \`${user.value}@${written}\` and refuses the login.`,
        fixes: removeFixes(document.text, own, 'Remove `realm`'),
      });
    }
  },
};
