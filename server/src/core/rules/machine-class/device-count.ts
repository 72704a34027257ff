import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { itemsOf, pairOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

/** Besides the system disk (scsi0 of 31) and the first network card (net0 of 32). */
const limits = [
  { key: 'additional_disks', most: 30, what: 'disks besides the system disk' },
  { key: 'additional_nics', most: 31, what: 'network cards besides the first' },
  { key: 'pci_devices', most: 16, what: 'passed-through devices' },
] as const;

export const deviceCount: DocumentRule = {
  id: 'machine-class/device-count',
  title: 'More disks, network cards or PCI devices than a machine can have',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'A Proxmox machine has 31 SCSI disks, 32 network cards and 16 passed-through devices. Omni takes a longer list, and Proxmox refuses to create the machine.',
  bad: classWith('pci_devices:', ...Array.from({ length: 17 }, (_, i) => `  - mapping: port-${i}`)),
  good: classWith('pci_devices:', ...Array.from({ length: 16 }, (_, i) => `  - mapping: port-${i}`)),
  source: 'Proxmox qemu-server PVE/QemuServer/Drive.pm, Network.pm and PCI.pm',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    for (const { key, most, what } of limits) {
      const list = pairOf(map, key);
      const count = itemsOf(list?.value).length;
      if (!list || count <= most) continue;
      report({
        at: list.key.span,
        message: `A machine has at most ${most} ${what}; with ${count} Proxmox refuses to create it.`,
      });
    }
  },
};
