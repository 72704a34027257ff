import { evaluateCel } from '../../cel/evaluate.ts';
import { type CelExpr, checkCel, storageSelectorEnvironment } from '../../cel/index.ts';
import { storageSelectorsOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import type { LiveStorage } from '../../workspace/live.ts';
import { candidateNodes, liveProxmoxData } from '../../workspace/live-scope.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import { isString, type YamlMap } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

const live = `=== live
providers: [rack-provider]
nodes: [rack-a]
storages:
  - {name: local, node: rack-a, type: dir, availableBytes: 50000000000, content: [iso]}
  - {name: local-lvm, node: rack-a, type: lvmthin, availableBytes: 900000000000, content: [images, rootdir]}
`;

export const storageSelector: WorkspaceRule = {
  id: 'live/storage-selector',
  title: 'A storage selector that matches no storage, several, or one that holds no disks',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'The provider tries the selector on each storage of the node that it picked, in the order of Proxmox’ own list, and takes the first match, whatever that storage may hold and whether or not the node reaches it. Without a match no machine is created. The rule evaluates the selector with the storages as they are now; it speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith('storage_selector: storageType == "zfspool"')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith('storage_selector: storageType == "lvmthin"')}`,
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickStorage)',
  check({ document, workspace, report }) {
    const map = liveProxmoxData(document, workspace);
    for (const { value } of map ? storageSelectorsOf(map) : []) {
      if (!map || !isString(value) || value.value.trim() === '' || hasPlaceholder(value.value)) continue;
      const { expr, problems } = checkCel(value.value, storageSelectorEnvironment);
      const made = expr && problems.length === 0 ? judge(expr, map, workspace) : undefined;
      if (made) report({ at: value.span, ...made });
    }
  },
};

function judge(expr: CelExpr, map: YamlMap, workspace: WorkspaceView): Omit<Report, 'at'> | undefined {
  const storages = workspace.live('storages') ?? [];
  const none: string[] = [];
  for (const node of candidateNodes(map, workspace)) {
    const own = storages.filter((storage) => storage.node === node);
    const matches = own.map((storage) => matchesSelector(expr, storage));
    // A node that tells no storages, or a selector beyond what is evaluated here: nothing is sure.
    if (own.length === 0 || matches.includes(undefined)) return undefined;
    const [first, ...others] = own.filter((_, index) => matches[index] === true);
    if (!first) none.push(node);
    else if (first.inactive) return outOfReach(first);
    else if (!first.content.includes('images')) return wrongContent(first);
    else if (others.length > 0) return several(first, others);
  }
  if (none.length === 0) return undefined;
  const names = storages.filter((each) => each.node === none[0]).map((each) => `\`${each.name}\` (${each.type})`);
  return {
    message: `No storage of ${none.map((each) => `\`${each}\``).join(', ')} matches, so the provider creates no machine there. It has ${names.join(', ')}.`,
  };
}

function matchesSelector(expr: CelExpr, { name, node, type, availableBytes }: LiveStorage): boolean | undefined {
  const value = evaluateCel(
    expr,
    new Map<string, string | bigint>([
      ['name', name],
      ['node', node],
      ['storageType', type],
      ['availableSpace', BigInt(Math.trunc(availableBytes))],
    ]),
  );
  return typeof value === 'boolean' ? value : undefined;
}

function wrongContent({ name, node, content }: LiveStorage): Omit<Report, 'at'> {
  return {
    message: `On \`${node}\` the first match is \`${name}\`, which holds ${content.join(', ') || 'nothing'} and no disk images, so Proxmox refuses the disk. Narrow the selector, or allow disk images there.`,
  };
}

function outOfReach({ name, node }: LiveStorage): Omit<Report, 'at'> {
  return {
    message: `On \`${node}\` the first match is \`${name}\`, which that node does not reach now. The provider takes it all the same, and Proxmox refuses the disk. Narrow the selector, or bring the storage back.`,
  };
}

function several(first: LiveStorage, others: readonly LiveStorage[]): Omit<Report, 'at'> {
  return {
    message: `On \`${first.node}\` this matches ${[first, ...others].map(({ name }) => `\`${name}\``).join(' and ')}; the provider takes the first, \`${first.name}\`. Name the storage where that is not meant.`,
    severity: 'information',
  };
}
