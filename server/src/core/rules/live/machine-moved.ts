import { classSpan } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import type { LiveMachine } from '../../workspace/live.ts';
import { liveProxmoxData } from '../../workspace/live-scope.ts';
import { at, isString, pairOf, stringOf, type YamlMap } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

const example = (node: string): string =>
  `=== live\nproviders: [rack-provider]\nmachines: [{name: lab-worker-x7k2, machineClass: lab-worker, node: ${node}}]\n=== machine-classes/lab-worker.yaml${classWith('node: rack-a')}`;

export const machineMoved: WorkspaceRule = {
  id: 'live/machine-moved',
  title: 'A Talos machine that was moved off its node, or that Proxmox HA may move',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'A provider before July 2026 looks for a machine only on the node where it created it. Moved by hand or by Proxmox HA, the machine runs on, but Omni can no longer shut it down or remove it, and the disks of a local storage stay behind. Let Omni replace it: scale the machine set, or use `omnictl cluster machine delete`. A class that asks for `ha` itself means to be moved and is not reported. The rule speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: example('rack-b'),
  good: example('rack-a'),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (Deprovision)',
  check(context) {
    const { document, workspace } = context;
    const machines = workspace.live('machines');
    const id = stringOf(at(document.yaml.root, 'metadata', 'id'));
    const map = liveProxmoxData(document, workspace);
    if (!machines || !map || id === undefined || at(map, 'ha')) return;
    const own = machines.filter((machine) => machine.machineClass === id);
    reportMoved(context, map, own);
    const underHa = own.filter((machine) => machine.ha !== undefined);
    if (underHa.length === 0) return;
    context.report({
      at: classSpan(document.yaml.root),
      message: `Proxmox HA manages ${namesOf(underHa)} and moves ${underHa.length === 1 ? 'it' : 'them'} when a node fails; a provider before July 2026 then loses a Talos machine. Remove ${underHa.length === 1 ? 'its' : 'their'} HA resource, or ask for \`ha\` in the class with a newer provider.`,
    });
  },
};

function reportMoved({ report }: WorkspaceContext, map: YamlMap, own: readonly LiveMachine[]): void {
  const node = pairOf(map, 'node')?.value;
  if (!isString(node) || node.value === '' || hasPlaceholder(node.value)) return;
  const moved = own.filter((machine) => machine.node !== node.value);
  if (moved.length === 0) return;
  const nodes = [...new Set(moved.map((machine) => `\`${machine.node}\``))].join(', ');
  report({
    at: node.span,
    message: `${namesOf(moved)} ${moved.length === 1 ? 'runs' : 'run'} on ${nodes} and not on \`${node.value}\`. Moving a Talos machine loses it to providers before July 2026; let Omni replace it.`,
  });
}

function namesOf(machines: readonly LiveMachine[]): string {
  const names = machines.slice(0, 3).map(({ name }) => `\`${name}\``);
  return machines.length > 3 ? `${names.join(', ')} and ${machines.length - 3} more` : names.join(' and ');
}
