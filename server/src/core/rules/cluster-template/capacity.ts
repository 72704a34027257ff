import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { classNamed } from '../../workspace/classes.ts';
import { factOf } from '../../workspace/facts.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const template = `=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
---
kind: ControlPlane
machineClass: {name: lab-worker, size: 3}
`;

interface Load {
  cores: number;
  memory: number;
  disk: number;
}

export const capacity: WorkspaceRule = {
  id: 'cluster-template/capacity',
  title: 'What a template takes of each Proxmox node',
  severity: 'information',
  kinds: ['template-cluster'],
  needs: 'workspace',
  why: 'No mistake, but a sum to compare with the hosts: cores, memory and disks of all machines that the template pins to a node. Proxmox gives out more than a host has without a word. The rule speaks only where a class is pinned to a node; machines without a node are counted as anywhere.',
  bad: `=== machine-classes/lab-worker.yaml${classWith('node: rack-a')}${template}`,
  good: `=== machine-classes/lab-worker.yaml${classWith()}${template}`,
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go',
  check({ document, file, workspace, report }) {
    const cluster = factOf(document.facts, 'cluster-template');
    if (!cluster) return;
    const { loads, unknown } = loadsOf(workspace, file.uri, file.folder);
    if (![...loads.keys()].some((node) => node !== '')) return;
    const parts = [...loads].sort(byNode).map(([node, load]) => {
      const where = node === '' ? 'anywhere' : `\`${node}\``;
      return `${where} ${load.cores} cores, ${gibibytes(load.memory)} GiB, ${load.disk} GB of disk`;
    });
    if (unknown > 0) parts.push(`and ${unknown} whose size is not known here`);
    report({ at: cluster.span, message: `Machines of this template take: ${parts.join('; ')}.` });
  },
};

interface Loads {
  /** The sums by node; those of machines that may run anywhere under "". */
  readonly loads: ReadonlyMap<string, Load>;
  /** How many machines are of a class that is not here, not finished or not told apart. */
  readonly unknown: number;
}

function loadsOf(workspace: WorkspaceView, uri: string, folder: string): Loads {
  const loads = new Map<string, Load>();
  let unknown = 0;
  for (const { file, fact } of workspace.facts('machine-class-use')) {
    if (file.uri !== uri) continue;
    const data = classNamed(workspace, fact.name, folder)?.fact.data;
    const count = fact.data.machines ?? 0;
    if (!data?.size) unknown += count;
    if (!data?.size || count === 0) continue;
    const node = data.node === undefined || hasPlaceholder(data.node) ? '' : data.node;
    const load = loads.get(node) ?? { cores: 0, memory: 0, disk: 0 };
    load.cores += count * data.size.cores;
    load.memory += count * data.size.memory;
    load.disk += count * data.size.disk;
    loads.set(node, load);
  }
  return { loads, unknown };
}

function byNode([a]: [string, Load], [b]: [string, Load]): number {
  if ((a === '') !== (b === '')) return a === '' ? 1 : -1;
  return a < b ? -1 : 1;
}

function gibibytes(memory: number): string {
  return String(Math.round((memory / 1024) * 10) / 10);
}
