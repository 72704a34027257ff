import { isBridgeName, mapsAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const bridge: DocumentRule = {
  id: 'machine-class/bridge',
  title: 'A bridge name that Proxmox cannot read',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider puts the name into Proxmox’ network option as it is. A name with anything but letters, digits, `-`, `_` and `.` is refused, also one with options behind a comma: VLAN and firewall have keys of their own.',
  bad: classWith('network_bridge: vmbr0,tag=30'),
  good: classWith('network_bridge: vmbr0', 'vlan: 30'),
  source: 'Proxmox pve-common PVE/JSONSchema.pm (pve-bridge-id)',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    if (!map) return;
    const names = [
      pairOf(map, 'network_bridge'),
      ...mapsAt(map, 'additional_nics').map((card) => pairOf(card, 'bridge')),
    ];
    for (const pair of names) {
      const name = pair?.value;
      // An empty name is the default bridge on the first card.
      if (!isString(name) || hasPlaceholder(name.value) || isBridgeName(name.value)) continue;
      if (name.value === '' && pair?.key.value === 'network_bridge') continue;
      report({
        at: name.span,
        message: `A bridge name has letters, digits, \`-\`, \`_\` and \`.\` only; Proxmox refuses to create a machine with \`${name.value}\`.`,
      });
    }
  },
};
