import { evaluateCel } from '../../cel/evaluate.ts';
import { type CelExpr, checkCel, storageSelectorEnvironment } from '../../cel/index.ts';
import { storageSelectorsOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { contradictionIn } from '../../kinds/storage-selector.ts';
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
  title: 'A storage selector that matches no storage, several, or only such as hold no disks',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'The provider tries the selector on each storage of the node that it picked and takes the first match, whatever that storage may hold and whether or not the node reaches it; Proxmox lists them in no fixed order, so with several matches it may be any of them. Without a match no machine is created. The rule evaluates the selector with the storages as they are now; it speaks only while the Proxmox host is connected and its answer is fresh.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith('storage_selector: storageType == "zfspool"')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith('storage_selector: storageType == "lvmthin"')}`,
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickStorage)',
  check({ document, workspace, report }) {
    const map = liveProxmoxData(document, workspace);
    for (const { value } of map ? storageSelectorsOf(map) : []) {
      if (!map || !isString(value) || value.value.trim() === '' || hasPlaceholder(value.value)) continue;
      // What is asked for at once and cannot be is reported without a connection too.
      if (contradictionIn(value.value)) continue;
      const { expr, problems } = checkCel(value.value, storageSelectorEnvironment);
      const made = expr && problems.length === 0 ? judge(expr, map, workspace) : undefined;
      if (made) report({ at: value.span, ...made });
    }
  },
};

function judge(expr: CelExpr, map: YamlMap, workspace: WorkspaceView): Omit<Report, 'at'> | undefined {
  const storages = workspace.live('storages') ?? [];
  const none: string[] = [];
  const unfit: (readonly LiveStorage[])[] = [];
  const many: (readonly LiveStorage[])[] = [];
  for (const node of candidateNodes(map, workspace)) {
    const own = storages.filter((storage) => storage.node === node);
    const matches = own.map((storage) => matchesSelector(expr, storage));
    // A node that tells no storages, or a selector beyond what is evaluated here: nothing is sure.
    if (own.length === 0 || matches.includes(undefined)) return undefined;
    const chosen = own.filter((_, index) => matches[index] === true);
    if (chosen.length === 0) none.push(node);
    else if (chosen.every(refusal)) unfit.push(chosen);
    else if (chosen.length > 1) many.push(chosen);
  }
  if (none.length === 0) {
    if (unfit[0]) return unusable(unfit[0]);
    return many[0] && several(many[0]);
  }
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

/** A storage with why Proxmox refuses a disk there; undefined where it takes one. */
function refusal({ name, content, inactive }: LiveStorage): string | undefined {
  if (inactive) return `\`${name}\`, which that node does not reach now`;
  if (content.includes('images')) return undefined;
  return `\`${name}\`, which holds ${content.join(', ') || 'nothing'} and no disk images`;
}

/** @param chosen on one node, all of which Proxmox refuses */
function unusable(chosen: readonly LiveStorage[]): Omit<Report, 'at'> {
  const refused = chosen.flatMap((each) => refusal(each) ?? []).join('; and ');
  return {
    message: `On \`${chosen[0]?.node}\` this matches only ${refused}. The provider takes it all the same, and Proxmox refuses the disk. Narrow the selector, or mend the storage.`,
  };
}

/** @param chosen on one node */
function several(chosen: readonly LiveStorage[]): Omit<Report, 'at'> {
  const names = chosen.map(({ name }) => `\`${name}\``).join(' and ');
  const unfit = chosen.flatMap((each) => refusal(each) ?? []);
  const refused = unfit.length > 0 ? ` Proxmox refuses the disk on ${unfit.join('; and ')}.` : '';
  return {
    message: `On \`${chosen[0]?.node}\` this matches ${names}, and the provider takes whichever Proxmox lists first.${refused} Name the storage where that is not meant.`,
    severity: 'information',
  };
}
