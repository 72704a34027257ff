import { isFiller, settingOf } from '../../kinds/provider-config.ts';
import { isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const tokenId: DocumentRule = {
  id: 'provider/token-id',
  title: 'The name of a Proxmox API token that is not complete',
  severity: 'error',
  kinds: ['provider-config'],
  needs: 'document',
  why: 'Proxmox knows a token by its full name: the user, the realm and the token’s own name. With any part missing it refuses every request with `401`.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
-  tokenID: omni@pve
+  tokenID: omni@pve!provider
   tokenSecret: <secret>
`),
  source: 'proxmox pve-access-control src/PVE/AccessControl.pm (format pve-tokenid)',
  check({ document, report }) {
    const value = settingOf(document.yaml.root, 'tokenID')?.value;
    if (!isString(value) || /[<>{}$…]/.test(value.value) || fullName.test(value.value)) return;
    if (!/[@!=]/.test(value.value) && isFiller(value.value)) return;
    report({
      at: value.span,
      message: `Proxmox refuses \`${value.value.split('=')[0]}\`: ${missing(value.value)}`,
    });
  },
};

const fullName = /^[^\s:/@!]+(?:@[^\s:/@!]+)?@[A-Za-z][\w.-]+![A-Za-z][\w.-]+$/;

function missing(text: string): string {
  if (text.includes('=')) return 'the part after `=` is the secret, and belongs in `tokenSecret`.';
  if (!text.includes('!')) return 'the name of the token is missing, as in `omni@pve!provider`.';
  if (!text.includes('@')) return 'the realm of the user is missing, as in `omni@pve!provider`.';
  return 'the name of a token is written as user, realm and name: `omni@pve!provider`.';
}
