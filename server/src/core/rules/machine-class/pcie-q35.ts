import { booleanAt, mapsAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf, scalarText } from '../../yaml/nodes.ts';
import { addLinesBefore } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const pcieQ35: DocumentRule = {
  id: 'machine-class/pcie-q35',
  title: 'PCI Express passthrough on a machine that has no PCI Express',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Only the machine type `q35` has a PCI Express bus, and Proxmox takes i440fx when the class names no type. It creates the machine and then refuses to start it with "q35 machine model is not enabled".',
  bad: classWith('balloon: false', 'pci_devices:', '  - mapping: gpu', '    pcie: true'),
  good: classWith('machine_type: q35', 'balloon: false', 'pci_devices:', '  - mapping: gpu', '    pcie: true'),
  source: 'Proxmox qemu-server PVE/QemuServer/PCI.pm',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    // A machine type that is written is q35, or not one Proxmox knows, which other rules tell.
    if (!map || scalarText(pairOf(map, 'machine_type')?.value) !== undefined) return;
    const list = pairOf(map, 'pci_devices');
    const first = mapsAt(map, 'pci_devices').find((device) => booleanAt(device, 'pcie') === true);
    const pcie = pairOf(first, 'pcie');
    if (!list || !pcie) return;
    const edit = pairOf(map, 'machine_type')
      ? undefined
      : addLinesBefore(document.text, map, list, ['machine_type: q35']);
    report({
      at: pcie.key.span,
      message:
        '`pcie: true` needs `machine_type: q35`. Without it Proxmox creates the machine and then refuses to start it.',
      fixes: edit ? [{ title: 'Add `machine_type: q35`', edits: [edit] }] : [],
    });
  },
};
