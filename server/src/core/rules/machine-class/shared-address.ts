import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const template = (size: number): string => `=== clusters/lab.yaml
kind: Workers
machineClass:
  name: lab-worker
  size: ${size}
`;

const fixed = classWith('network_subnet: 192.0.2.0/24', 'network_ip: 192.0.2.7');

export const sharedAddress: WorkspaceRule = {
  id: 'machine-class/shared-address',
  title: 'One static address for several machines',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: '`network_ip` is given to every machine of the class. With two of them on one network neither is reached reliably. `network_base_ip` with `vmid_range` gives each machine an address of its own.',
  bad: `=== machine-classes/lab-worker.yaml${fixed}${template(2)}`,
  good: `=== machine-classes/lab-worker.yaml${fixed}${template(1)}`,
  source: 'omni-infra-provider-proxmox README.md (Static Networking)',
  check({ document, workspace, report }) {
    const own = factOf(document.facts, 'machine-class');
    const address = pairOf(proxmoxDataOf(document.yaml.root)?.map, 'network_ip')?.value;
    if (!own || !isString(address) || address.value === '' || hasPlaceholder(address.value)) return;
    const uses = workspace.named('machine-class-use', own.name);
    const machines = uses.reduce((sum, use) => sum + (use.fact.data.machines ?? 0), 0);
    if (machines < 2) return;
    report({
      at: address.span,
      message: `Cluster templates ask for ${machines} machines of this class, and each of them gets the address \`${address.value}\`. With \`network_base_ip\` and \`vmid_range\` each has its own.`,
      related: uses.map((record) => ({ record, message: 'This machine set takes its machines from the class.' })),
    });
  },
};
