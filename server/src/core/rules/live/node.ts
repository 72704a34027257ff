import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { liveProxmoxData } from '../../workspace/live-scope.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const live = '=== live\nproviders: [rack-provider]\nnodes: [rack-a, rack-b]\n';

export const node: WorkspaceRule = {
  id: 'live/node',
  title: 'A machine class pinned to a Proxmox node that is not online',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'The provider looks the node up when it creates a machine and gives up where there is none of that name. Omni does not check it. The rule speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith('node: rack-c')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith('node: rack-b')}`,
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickNode)',
  check({ document, workspace, report }) {
    const nodes = workspace.live('nodes');
    const name = at(liveProxmoxData(document, workspace), 'node');
    if (!nodes || nodes.length === 0 || !isString(name) || name.value === '' || hasPlaceholder(name.value)) return;
    if (nodes.includes(name.value)) return;
    const near = nearest(name.value, nodes);
    report({
      at: name.span,
      message: `Proxmox has no node \`${name.value}\` online, so the provider creates no machine of this class. Online: ${nodes.map((each) => `\`${each}\``).join(', ')}.`,
      fixes: near ? [replaceFix(name.span, near)] : [],
    });
  },
};
