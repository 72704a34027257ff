import { mapsAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { candidateNodes, liveProxmoxData } from '../../workspace/live-scope.ts';
import { isString, pairOf, stringOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const pciMapping: WorkspaceRule = {
  id: 'machine-class/pci-mapping',
  title: 'The same PCI mapping twice in one class',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'workspace',
  early: true,
  why: 'Each entry takes one device out of the resource mapping. When the mapping holds a single device on the node, the second entry asks for the same one and Proxmox refuses to start the machine; with more devices all is well, and where the connected Proxmox has them the rule says nothing.',
  bad: classWith('balloon: false', 'pci_devices:', '  - mapping: nic-port', '  - mapping: nic-port'),
  good: classWith('balloon: false', 'pci_devices:', '  - mapping: nic-port-0', '  - mapping: nic-port-1'),
  source: 'Proxmox qemu-server PVE/QemuServer/PCI.pm (choose_hostpci_devices)',
  check(context) {
    const map = proxmoxDataOf(context.document.yaml.root)?.map;
    const names = (map ? mapsAt(map, 'pci_devices') : []).map((device) => pairOf(device, 'mapping')?.value);
    const seen = new Set<string>();
    for (const name of names) {
      if (!isString(name) || name.value === '' || hasPlaceholder(name.value)) continue;
      const asked = names.filter((each) => stringOf(each) === name.value).length;
      if (seen.has(name.value) && !hasDevices(context, name.value, asked))
        context.report({
          at: name.span,
          message: `\`${name.value}\` is asked for twice. Unless the mapping holds a second device on the node, Proxmox refuses to start the machine.`,
        });
      seen.add(name.value);
    }
  },
};

/** True when a mapping of the connected Proxmox has so many devices on every node where a machine may be made. */
function hasDevices({ document, workspace }: WorkspaceContext, mapping: string, devices: number): boolean {
  const map = liveProxmoxData(document, workspace);
  const known = workspace.live('mappings')?.find(({ name }) => name === mapping);
  const nodes = map && known ? candidateNodes(map, workspace) : [];
  return nodes.length > 0 && nodes.every((node) => known && known.nodes.filter((on) => on === node).length >= devices);
}
