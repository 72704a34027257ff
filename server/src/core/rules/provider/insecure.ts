import { settingOf } from '../../kinds/provider-config.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const insecure: DocumentRule = {
  id: 'provider/insecure',
  title: 'A Proxmox provider that accepts any certificate',
  severity: 'information',
  kinds: ['provider-config'],
  needs: 'document',
  why: 'With `insecureSkipVerify` anyone between the provider and Proxmox can answer in its place and take the token, which may create and destroy machines. Give Proxmox a certificate that the provider trusts (ACME is built in), or keep both on a network of their own.',
  ...diff(`
 === proxmox-provider/config.yaml
 proxmox:
   url: https://rack-a.example.com:8006/api2/json
   tokenID: omni@pve!provider
   tokenSecret: <secret>
-  insecureSkipVerify: true
`),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/main.go',
  check({ document, report }) {
    const pair = settingOf(document.yaml.root, 'insecureSkipVerify');
    if (pair?.value.type !== 'scalar' || pair.value.value !== true) return;
    report({
      at: pair.key.span,
      message:
        'The provider accepts any certificate, so whoever answers in place of Proxmox gets the login. Fine on a network that you trust.',
    });
  },
};
