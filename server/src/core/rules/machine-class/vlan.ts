import { mapsAt, numberAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

const largest = 4094;

export const vlan: DocumentRule = {
  id: 'machine-class/vlan',
  title: 'A VLAN tag that does not exist',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider’s schema has no upper limit for `vlan`, but VLAN tags end at 4094 and Proxmox refuses to create a machine with a higher one.',
  bad: classWith('vlan: 4095'),
  good: classWith('vlan: 4094'),
  source: 'Proxmox qemu-server PVE/QemuServer/Network.pm (tag, 1 to 4094)',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    for (const card of map ? [map, ...mapsAt(map, 'additional_nics')] : []) {
      const tag = pairOf(card, 'vlan');
      const value = numberAt(card, 'vlan');
      if (!tag || value === undefined || value <= largest) continue;
      report({
        at: tag.value.span,
        message: `VLAN tags go up to ${largest}; Proxmox refuses to create a machine with ${value}.`,
      });
    }
  },
};
