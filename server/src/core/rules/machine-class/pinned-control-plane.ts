import { machineClassNameOf, machineCountOf } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { classNamed } from '../../workspace/classes.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const template = `=== clusters/lab.yaml
kind: ControlPlane
machineClass:
  name: lab-worker
  size: 3
`;

export const pinnedControlPlane: WorkspaceRule = {
  id: 'machine-class/pinned-control-plane',
  title: 'Several control planes on one Proxmox node',
  severity: 'information',
  kinds: ['template-control-plane'],
  needs: 'workspace',
  why: 'Three control planes keep etcd running when one of them fails. When their class pins them to one node, that node takes all of them down at once. Without `node` the provider spreads the machines of a set over the nodes.',
  bad: `=== machine-classes/lab-worker.yaml${classWith('node: rack-a')}${template}`,
  good: `=== machine-classes/lab-worker.yaml${classWith()}${template}`,
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickNode), since 2026-02-13',
  check({ document, file, workspace, report }) {
    const name = machineClassNameOf(document.yaml.root);
    const machines = machineCountOf(document.yaml.root);
    const record = name && classNamed(workspace, name.value, file.folder);
    const node = record?.fact.data.node;
    // Proxmox HA starts the machines elsewhere when the node fails.
    if (
      !record ||
      record.fact.data.ha ||
      machines === undefined ||
      machines < 3 ||
      node === undefined ||
      hasPlaceholder(node)
    )
      return;
    report({
      at: name.span,
      message: `Class \`${name.value}\` puts all ${machines} control planes on node \`${node}\`, so the cluster stops with that node. Without \`node\` the provider spreads them.`,
      related: [{ record, message: `This class is pinned to \`${node}\`.` }],
    });
  },
};
