import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { proxmoxDataOf, storageSelectorsOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type Comparison, comparisonsIn } from '../../kinds/storage-selector.ts';
import { otherTypeNames, storageTypes } from '../../schema/storage-types.ts';
import { nearest } from '../../text/names.ts';
import { slipBetween } from '../../text/slips.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import { isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { Report, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const storageName: WorkspaceRule = {
  id: 'machine-class/storage-name',
  title: 'A storage selector that asks for a storage or a type nobody knows',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'A selector that matches no storage is found out when the first disk is placed: the provider gives up with "no matches for the condition". Types are compared with those Proxmox has (Ceph block storage is `rbd`), names with `conventions.storagePools` of `omni-scale.yaml`; without that list, with the names in the selectors of the other classes, where one letter makes the difference. A storage or a type that the connected Proxmox has is known.',
  bad: classWith('storage_selector: storageType == "ceph"'),
  good: classWith('storage_selector: storageType == "rbd"'),
  source:
    'Proxmox pve-storage PVE/Storage; omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickStorage)',
  check(context) {
    const map = proxmoxDataOf(context.document.yaml.root)?.map;
    for (const { value } of map ? storageSelectorsOf(map) : []) {
      if (!isString(value)) continue;
      for (const comparison of comparisonsIn(value.value)) {
        const { variable, value: text } = comparison;
        if (text === '' || hasPlaceholder(text) || variable === 'node') continue;
        const found = variable === 'storageType' ? checkType(context, text) : checkName(context, text);
        if (!found) continue;
        const { near, ...report } = found;
        const fixes =
          near !== undefined && isVerbatim(value, comparison.span)
            ? [replaceFix(valueSpan(value, comparison.span), near)]
            : [];
        context.report({ ...report, at: placeOf(comparison, (inner) => valueSpan(value, inner)), fixes });
      }
    }
  },
};

/** With its quotation marks, as people see it. */
function placeOf({ span }: Comparison, map: (inner: Comparison['span']) => Report['at']): Report['at'] {
  return map({ start: span.start - 1, end: span.end + 1 });
}

type Found = Pick<Report, 'message' | 'severity'> & { readonly near: string | undefined };

function checkType({ workspace }: WorkspaceContext, type: string): Found | undefined {
  if (storageTypes.has(type) || workspace.live('storages')?.some((storage) => storage.type === type)) return undefined;
  const near = otherTypeNames[type.toLowerCase()] ?? nearest(type, storageTypes);
  return near === undefined
    ? {
        near,
        message: `Proxmox has no storage type \`${type}\` of its own. Unless a plugin brings it, no storage matches and no disk is placed.`,
        severity: 'information',
      }
    : {
        near,
        message: `Proxmox has no storage type \`${type}\`, so no storage matches and no disk is placed. Did you mean \`${near}\`?`,
      };
}

function checkName({ conventions, workspace, file }: WorkspaceContext, name: string): Found | undefined {
  if (workspace.live('storages')?.some((storage) => storage.name === name)) return undefined;
  const { storagePools } = conventions;
  if (storagePools.length > 0) {
    if (storagePools.includes(name)) return undefined;
    const near = nearest(name, storagePools);
    const hint = near ? ` Did you mean \`${near}\`?` : '';
    return {
      near,
      message: `\`${name}\` is none of the storages in \`omni-scale.yaml\`, so no disk is placed unless it exists all the same.${hint}`,
    };
  }
  const uses = workspace.derive(poolUses).get(file.folder);
  const own = uses?.get(name) ?? 0;
  for (const [other, count] of uses ?? []) {
    const slip = slipBetween(name, other);
    if (slip === undefined || count < own || (count === own && slip === 'letter')) continue;
    return {
      near: count > own ? other : undefined,
      message: `\`${name}\` and \`${other}\`, which another class asks for, are most likely the same storage. Only the right name places a disk.`,
      severity: count > own ? 'warning' : 'information',
    };
  }
  return undefined;
}

/** How many classes ask for a storage by name, by folder. */
const poolUses = {
  name: 'storages of machine classes',
  compute(view: WorkspaceView): ReadonlyMap<string, ReadonlyMap<string, number>> {
    const folders = new Map<string, Map<string, number>>();
    for (const { file, fact } of view.facts('machine-class')) {
      const pools = folders.get(file.folder) ?? new Map<string, number>();
      folders.set(file.folder, pools);
      for (const pool of fact.data.pools) pools.set(pool, (pools.get(pool) ?? 0) + 1);
    }
    return folders;
  },
};
