import { mapsAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const pciMapping: DocumentRule = {
  id: 'machine-class/pci-mapping',
  title: 'The same PCI mapping twice in one class',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Each entry takes one device out of the resource mapping. When the mapping holds a single device on the node, the second entry asks for the same one and Proxmox refuses to start the machine; with more devices all is well.',
  bad: classWith('balloon: false', 'pci_devices:', '  - mapping: nic-port', '  - mapping: nic-port'),
  good: classWith('balloon: false', 'pci_devices:', '  - mapping: nic-port-0', '  - mapping: nic-port-1'),
  source: 'Proxmox qemu-server PVE/QemuServer/PCI.pm (choose_hostpci_devices)',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    const seen = new Set<string>();
    for (const device of map ? mapsAt(map, 'pci_devices') : []) {
      const name = pairOf(device, 'mapping')?.value;
      if (!isString(name) || name.value === '' || hasPlaceholder(name.value)) continue;
      if (seen.has(name.value))
        report({
          at: name.span,
          message: `\`${name.value}\` is asked for twice. Unless the mapping holds a second device on the node, Proxmox refuses to start the machine.`,
        });
      seen.add(name.value);
    }
  },
};
