import { numberAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { factOf } from '../../workspace/facts.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

/** What Talos recommends for a control plane, in MiB. */
const recommended = 4096;

const template = `=== clusters/lab.yaml
kind: ControlPlane
machineClass:
  name: lab-worker
  size: 1
`;

export const controlPlaneMemory: WorkspaceRule = {
  id: 'machine-class/control-plane-memory',
  title: 'A control plane with less memory than Talos recommends',
  severity: 'information',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'etcd, the API server and the controllers share the memory of a control plane. Talos starts with 2 GiB and recommends 4 GiB; with less, the API server is the first to be killed when a cluster grows.',
  bad: `=== machine-classes/lab-worker.yaml${classWith('memory: 2048')}${template}`,
  good: `=== machine-classes/lab-worker.yaml${classWith('memory: 4096')}${template}`,
  source: 'Talos documentation, system requirements',
  check({ document, workspace, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    const memory = map && numberAt(map, 'memory');
    const own = factOf(document.facts, 'machine-class');
    // Below the provider's minimum the class is refused anyway.
    if (!own || memory === undefined || memory < 2048 || memory >= recommended) return;
    const user = workspace
      .named('machine-class-use', own.name)
      .find((record) => record.fact.data.role === 'control-plane');
    const pair = pairOf(map, 'memory');
    if (!user || !pair) return;
    report({
      at: pair.value.span,
      message: `Control planes use this class, and Talos recommends ${recommended} MiB for them. With ${memory} MiB the API server may run out of memory as the cluster grows.`,
      related: [{ record: user, message: 'This control plane takes its machines from the class.' }],
    });
  },
};
