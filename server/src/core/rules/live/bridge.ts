import { isBridgeName, mapsAt } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { candidateNodes, liveProxmoxData } from '../../workspace/live-scope.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const live =
  '=== live\nproviders: [rack-provider]\nnodes: [rack-a]\nbridges: [{node: rack-a, name: vmbr0}, {node: rack-a, name: vmbr1}]\n';

export const bridge: WorkspaceRule = {
  id: 'live/bridge',
  title: 'A network bridge that a Proxmox node does not have',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'Proxmox refuses to start a machine on a bridge that its node does not have, after the machine has been created. A class without a node may be placed on any node that is online. The rule speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith('network_bridge: vmbr7')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith('network_bridge: vmbr1')}`,
  source: 'Proxmox qemu-server PVE/Network.pm (tap_plug: bridge does not exist)',
  check({ document, workspace, report }) {
    const bridges = workspace.live('bridges');
    const map = liveProxmoxData(document, workspace);
    if (!bridges || !map) return;
    const pairs = [
      pairOf(map, 'network_bridge'),
      ...mapsAt(map, 'additional_nics').map((card) => pairOf(card, 'bridge')),
    ];
    for (const pair of pairs) {
      const name = pair?.value;
      // A name that is none is reported without a connection too.
      if (!isString(name) || !isBridgeName(name.value) || hasPlaceholder(name.value)) continue;
      // A node whose bridges were not told (no permission to see them) is not judged.
      const without = candidateNodes(map, workspace).filter((node) => {
        const own = bridges.filter((each) => each.node === node);
        return own.length > 0 && !own.some((each) => each.name === name.value);
      });
      if (without.length === 0) continue;
      const known = new Set(bridges.filter((each) => without.includes(each.node)).map((each) => each.name));
      const near = nearest(name.value, known);
      report({
        at: name.span,
        message: `${without.map((each) => `\`${each}\``).join(', ')} ${without.length === 1 ? 'has' : 'have'} no bridge \`${name.value}\`, and Proxmox does not start a machine there. Known: ${[...known].map((each) => `\`${each}\``).join(', ')}.`,
        fixes: near ? [replaceFix(name.span, near)] : [],
      });
    }
  },
};
