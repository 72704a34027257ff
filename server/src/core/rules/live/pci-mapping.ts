import { mapsAt } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { candidateNodes, liveProxmoxData } from '../../workspace/live-scope.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import { at, isString, pairOf, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const live =
  '=== live\nproviders: [rack-provider]\nnodes: [rack-a, rack-b]\nmappings: [{name: gpu, nodes: [rack-a]}]\n';

export const pciMapping: WorkspaceRule = {
  id: 'live/pci-mapping',
  title: 'A PCI mapping that Proxmox does not have on the node, or not for so many machines',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'A resource mapping says which device stands for a name on each node. Proxmox refuses a machine that asks for a mapping it does not have, or that has no device on the machine’s node. Each device goes to one machine; one more machine than there are devices is made and never starts. The rule speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith('node: rack-b', 'balloon: false', 'pci_devices: [{mapping: gpu}]')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith('node: rack-a', 'balloon: false', 'pci_devices: [{mapping: gpu}]')}`,
  source: 'Proxmox pve-guest-common PVE/Mapping/PCI.pm; qemu-server PVE/QemuServer/PCI.pm (reserve_pci_usage)',
  check({ document, workspace, report }) {
    const mappings = workspace.live('mappings');
    const map = liveProxmoxData(document, workspace);
    const asked = largestUse(workspace, stringOf(at(document.yaml.root, 'metadata', 'id')));
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
      if (without.length === 0) {
        const pinned = stringOf(at(map, 'node')) ?? '';
        const devices = known.nodes.filter((node) => pinned === '' || node === pinned).length;
        if (asked && devices > 0 && devices < asked.machines)
          report({
            at: name.span,
            message: `The PCI mapping \`${name.value}\` has ${devices === 1 ? 'one device' : `${devices} devices`} for this class, and \`${asked.path}\` asks for ${asked.machines} machines of it. Proxmox starts only as many as there are devices.`,
          });
        continue;
      }
      report({
        at: name.span,
        message: `The PCI mapping \`${name.value}\` has no device on ${without.map((each) => `\`${each}\``).join(', ')}, so Proxmox refuses a machine there. Pin the class to a node that has one: ${[...new Set(known.nodes)].map((each) => `\`${each}\``).join(', ')}.`,
      });
    }
  },
};

/**
 * The cluster template that asks for the most machines of a class. Templates are not added up: not all of them need be
 * in use at once.
 */
function largestUse(
  workspace: WorkspaceView,
  name: string | undefined,
): { readonly path: string; readonly machines: number } | undefined {
  const byFile = new Map<string, { path: string; machines: number }>();
  for (const { file, fact } of workspace.facts('machine-class-use')) {
    if (fact.name !== name) continue;
    const machines = (byFile.get(file.uri)?.machines ?? 0) + (fact.data.machines ?? 0);
    byFile.set(file.uri, { path: file.path, machines });
  }
  return [...byFile.values()].sort((a, b) => b.machines - a.machines)[0];
}
