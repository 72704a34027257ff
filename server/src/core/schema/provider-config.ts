// The configuration file of the Proxmox provider (omni-infra-provider-proxmox internal/pkg/config/config.go).
import type { FieldTable } from './fields.ts';

export const providerConfigTable: FieldTable = {
  proxmox: {
    type: 'object',
    required: true,
    doc: 'How the provider reaches the API of Proxmox VE: an address, and either an API token or a user with a password.',
    fields: {
      url: {
        type: 'string',
        required: true,
        doc: 'Address of the API of one Proxmox node, such as `https://rack-a.example.com:8006/api2/json`.',
      },
      tokenID: {
        type: 'string',
        doc: 'Full name of an API token: user, realm and token, such as `omni@pve!provider`.',
      },
      tokenSecret: { type: 'string', doc: 'Secret of the API token; Proxmox shows it once, when the token is made.' },
      token: {
        type: 'string',
        since: 'the provider after 0.3.0',
        doc: 'Name and secret of an API token in one: `omni@pve!provider=…`. It wins over `tokenID` and `tokenSecret`.',
      },
      username: { type: 'string', doc: 'User of Proxmox. With a password it wins over any token.' },
      password: { type: 'string', doc: 'Password of that user.' },
      realm: {
        type: 'string',
        doc: 'Where Proxmox knows the user from: `pam` for Linux users, `pve` for its own, or the name of another realm.',
      },
      insecureSkipVerify: {
        type: 'boolean',
        fallback: 'false',
        doc: 'Accepts any certificate of Proxmox, so that anyone between it and the provider can read the token.',
      },
    },
  },
};
