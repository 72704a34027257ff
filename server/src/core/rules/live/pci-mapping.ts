import { mapsAt } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { nearest } from '../../text/names.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import { candidateNodes, liveProxmoxData } from '../live-scope.ts';
import type { WorkspaceRule } from '../rule.ts';

const live =
  '=== live\nproviders: [rack-provider]\nnodes: [rack-a, rack-b]\nmappings: [{name: gpu, nodes: [rack-a]}]\n';

export const pciMapping: WorkspaceRule = {
  id: 'live/pci-mapping',
  title: 'A PCI mapping that Proxmox does not have on the node',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'A resource mapping says which device stands for a name on each node. Proxmox refuses a machine that asks for a mapping it does not have, or that has no device on the machine’s node. The rule speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith('node: rack-b', 'balloon: false', 'pci_devices: [{mapping: gpu}]')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith('node: rack-a', 'balloon: false', 'pci_devices: [{mapping: gpu}]')}`,
  source: 'Proxmox pve-guest-common PVE/Mapping/PCI.pm',
  check({ document, workspace, report }) {
    const mappings = workspace.live('mappings');
    const map = liveProxmoxData(document, workspace);
    for (const device of map && mappings ? mapsAt(map, 'pci_devices') : []) {
      const name = pairOf(device, 'mapping')?.value;
      if (!map || !mappings || !isString(name) || name.value === '' || hasPlaceholder(name.value)) continue;
      const known = mappings.find((each) => each.name === name.value);
      if (!known) {
        const near = nearest(
          name.value,
          mappings.map((each) => each.name),
        );
        report({
          at: name.span,
          message: `Proxmox has no PCI mapping \`${name.value}\`, so it refuses machines of this class. Add it under Datacenter, Resource Mappings.`,
          fixes: near ? [replaceFix(name.span, near)] : [],
        });
        continue;
      }
      const without = candidateNodes(map, workspace).filter((node) => !known.nodes.includes(node));
      if (without.length === 0) continue;
      report({
        at: name.span,
        message: `The PCI mapping \`${name.value}\` has no device on ${without.map((each) => `\`${each}\``).join(', ')}, so Proxmox refuses a machine there. Pin the class to a node that has one: ${known.nodes.map((each) => `\`${each}\``).join(', ')}.`,
      });
    }
  },
};
