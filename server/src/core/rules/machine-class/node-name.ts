import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { numberIn, slipBetween } from '../../text/slips.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { liveProxmoxData } from '../../workspace/live-scope.ts';
import type { Derivation, WorkspaceView } from '../../workspace/view.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const pinnedTo = (id: string, node: string): string =>
  `=== machine-classes/${id}.yaml${classWith(`node: ${node}`).replace('lab-worker', id)}`;

export const nodeName: WorkspaceRule = {
  id: 'machine-class/node-name',
  title: 'A Proxmox node that looks like another class’s node misspelt',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'The provider looks the node up when it creates a machine, and gives up when there is none of that name; Omni does not check it. The rule compares with the nodes of the other classes of the folder and speaks only where one letter makes the difference. Members of a series, such as `pve1` and `pve2`, are left alone. A node that the connected Proxmox has is none misspelt; where the class is for that Proxmox, `live/node` speaks of any other.',
  bad: `${pinnedTo('worker-a', 'golf')}${pinnedTo('worker-b', 'golf')}${pinnedTo('worker-c', 'glof')}`,
  good: `${pinnedTo('worker-a', 'golf')}${pinnedTo('worker-b', 'golf')}${pinnedTo('worker-c', 'hotel')}`,
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickNode)',
  check({ document, file, workspace, report }) {
    const node = at(proxmoxDataOf(document.yaml.root)?.map, 'node');
    if (!isString(node) || node.value === '' || hasPlaceholder(node.value)) return;
    if (isToldLive(document, workspace, node.value)) return;
    const uses = nodeUses(workspace, file.folder, node.value);
    const own = uses.get(node.value)?.size ?? 0;
    for (const [other, classes] of uses) {
      const slip = slipBetween(node.value, other);
      if (slip === undefined || classes.size < own) continue;
      const [user] = classes;
      const clear = classes.size > own;
      // One class against one: which of the two is right cannot be told, and a single letter proves nothing.
      if (!clear && slip === 'letter') continue;
      report({
        at: node.span,
        message: `\`${node.value}\` and \`${other}\`, the node of class \`${user}\`, are most likely the same. The provider finds only the right one and creates no machine on the other.`,
        severity: clear ? 'warning' : 'information',
        fixes: clear ? [replaceFix(node.span, other)] : [],
      });
      return;
    }
  },
};

/** True for a node that is there, and for one of which `live/node` says that it is not. */
function isToldLive(document: SourceDocument, workspace: WorkspaceView, name: string): boolean {
  const nodes = workspace.live('nodes') ?? [];
  return nodes.length > 0 && (nodes.includes(name) || liveProxmoxData(document, workspace) !== undefined);
}

/** The nodes that classes of a folder are pinned to, as far as a name may be one of them misspelt, with those classes. */
function nodeUses(workspace: WorkspaceView, folder: string, name: string): ReadonlyMap<string, ReadonlySet<string>> {
  return workspace.derive(usesByNumber).get(`${numberIn(name)} ${folder}`) ?? new Map();
}

const usesByNumber: Derivation<ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>> = {
  name: 'nodes of machine classes',
  compute: (view) => {
    const groups = new Map<string, Map<string, Set<string>>>();
    for (const { file, fact } of view.facts('machine-class')) {
      const { node } = fact.data;
      if (node === undefined || hasPlaceholder(node)) continue;
      const group = `${numberIn(node)} ${file.folder}`;
      const nodes = groups.get(group) ?? new Map<string, Set<string>>();
      groups.set(group, nodes.set(node, (nodes.get(node) ?? new Set()).add(fact.name)));
    }
    return groups;
  },
};
