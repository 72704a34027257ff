import { machineSetNameOf } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { completeName } from '../../versions/talos-extensions.ts';
import { isProxmoxClass } from '../../workspace/classes.ts';
import { type TemplateSet, templateOf } from '../../workspace/templates.ts';
import { at, isString, itemsOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { removeItemFixes } from '../item-edits.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const extensionRedundant: WorkspaceRule = {
  id: 'cluster-template/extension-redundant',
  title: '`qemu-guest-agent` on machines that the Proxmox provider creates',
  severity: 'information',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'Since November 2025 the Proxmox provider adds this extension to every machine it creates. Listing it again changes nothing.',
  ...diff(`
 === machine-classes/lab.yaml
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab}
 spec: {autoprovision: {providerid: rack, providerdata: 'storage_selector: name == "local-lvm"'}}
 === clusters/lab.yaml
 kind: ControlPlane
 machineClass: {name: lab, size: 1}
-systemExtensions: [siderolabs/qemu-guest-agent]
+systemExtensions: [siderolabs/iscsi-tools]
`),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go',
  check(context) {
    const { document, file, workspace, report } = context;
    const items = itemsOf(at(document.yaml.root, 'systemExtensions')).filter(isString);
    const agent = items.find((item) => completeName(item.value) === 'siderolabs/qemu-guest-agent');
    const sets = agent ? setsReached(context) : [];
    if (!agent || sets.length === 0) return;
    if (!sets.every((set) => isProxmoxClass(workspace, set.machineClass, file.folder))) return;
    report({
      at: agent.span,
      message: 'The Proxmox provider adds this extension to every machine it creates, so it need not stand here.',
      tag: 'unnecessary',
      fixes: items.length > 1 ? removeItemFixes(document.text, agent, 'Remove this entry') : [],
    });
  },
};

/** The machine sets whose machines get the extensions of a document. */
function setsReached({ document, file, workspace }: WorkspaceContext): readonly TemplateSet[] {
  const sets = templateOf(workspace, file.uri)?.sets ?? [];
  if (document.kind === 'template-cluster') return sets;
  if (document.kind === 'template-machine') return [];
  const name = machineSetNameOf(document.kind, document.yaml.root);
  const role = document.kind === 'template-workers' ? 'workers' : 'control-plane';
  return sets.filter((set) => set.role === role && set.name === name);
}
