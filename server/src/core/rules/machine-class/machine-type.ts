import { booleanAt, mapsAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf, stringOf } from '../../yaml/nodes.ts';
import { removeFixes, replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const machineType: DocumentRule = {
  id: 'machine-class/machine-type',
  title: '`machine_type: i440fx`, which Proxmox does not know',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider’s schema allows `i440fx`, but Proxmox knows the machine as `pc` and refuses the name. Leave the key out to get i440fx, which is what Proxmox takes by itself.',
  bad: classWith('machine_type: i440fx'),
  good: classWith(),
  source: 'Proxmox qemu-server PVE/QemuServer/Machine.pm',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    const pair = pairOf(map, 'machine_type');
    if (!map || !pair || stringOf(pair.value) !== 'i440fx') return;
    const pcie = mapsAt(map, 'pci_devices').some((device) => booleanAt(device, 'pcie') === true);
    report({
      at: pair.value.span,
      message: pcie
        ? 'Proxmox does not know the machine type `i440fx` and refuses to create the machine. The devices with `pcie: true` need `q35`.'
        : 'Proxmox does not know the machine type `i440fx` and refuses to create the machine. Leave `machine_type` out to get it.',
      fixes: pcie ? [replaceFix(pair.value.span, 'q35')] : removeFixes(document.text, pair, 'Remove `machine_type`'),
    });
  },
};
