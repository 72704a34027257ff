import { checkCel, storageSelectorEnvironment, walkCel } from '../../cel/index.ts';
import { valueSpan } from '../../embedded/embedded.ts';
import { proxmoxDataOf, storageSelectorsOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { contradictionIn } from '../../kinds/storage-selector.ts';
import { span } from '../../text/span.ts';
import { knowsStorages, liveProxmoxData } from '../../workspace/live-scope.ts';
import { isString, type YamlString } from '../../yaml/nodes.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const storageConstant: WorkspaceRule = {
  id: 'machine-class/storage-constant',
  title: 'A storage selector that says the same of every storage',
  severity: 'information',
  kinds: ['machine-class'],
  needs: 'workspace',
  early: true,
  why: 'The provider asks the selector of each storage of the node, in the order Proxmox lists them, and takes the first for which it is true, whatever that storage is for. With `true` that may be one for ISO images, which takes no disks; a selector that is never true places none. Where the storages of the connected Proxmox are known, `live/storage-selector` says what the selector picks there instead.',
  bad: classWith('storage_selector: "true"'),
  good: classWith('storage_selector: storageType == "lvmthin"'),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go (pickStorage)',
  check(context) {
    const map = proxmoxDataOf(context.document.yaml.root)?.map;
    for (const { value } of map ? storageSelectorsOf(map) : [])
      if (isString(value) && !hasPlaceholder(value.value)) checkSelector(context, value);
  },
};

function checkSelector({ document, workspace, report }: WorkspaceContext, selector: YamlString): void {
  const { expr, type } = checkCel(selector.value, storageSelectorEnvironment);
  // What does not compile is another rule's matter.
  if (!expr || type?.kind !== 'bool') return;
  const never = contradictionIn(selector.value);
  if (never) {
    const [first, second] = never;
    report({
      at: valueSpan(selector, span(second.span.start - 1, second.span.end + 1)),
      message: `\`${first.variable}\` cannot be \`${first.value}\` and \`${second.value}\` at once, so no storage matches and no disk is placed. Either of them is \`||\`.`,
      severity: 'warning',
    });
    return;
  }
  let asks = false;
  walkCel(expr, (node) => {
    if (node.kind === 'ident' && storageSelectorEnvironment.variables.has(node.name)) asks = true;
  });
  const live = asks ? undefined : liveProxmoxData(document, workspace);
  if (asks || (live && knowsStorages(live, workspace))) return;
  const isFalse = expr.kind === 'literal' && expr.text === 'false';
  report({
    at: valueSpan(selector, expr.span),
    message: isFalse
      ? 'This is true for no storage, so no disk is placed.'
      : 'This asks nothing about the storage, so the provider takes the first one Proxmox lists, also one that holds no disks.',
    severity: isFalse ? 'warning' : 'information',
  });
}
