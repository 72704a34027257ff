import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { judgedDataOf } from '../../workspace/provider-schema.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { addLines } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const sockets: WorkspaceRule = {
  id: 'machine-class/sockets',
  title: '`providerdata` without `sockets`',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'workspace',
  early: true,
  why: 'The provider has no default for `sockets`: it sends 0, and Proxmox refuses to create a virtual machine with fewer than one socket. Omni accepts the class, so the machines simply never appear. Where the connected Omni has a schema of the provider without `sockets`, or with a default for it, the rule says nothing; where that requires `sockets`, `machine-class/providerdata-schema` says so.',
  bad: classWith().replace('      sockets: 1\n', ''),
  good: classWith(),
  source:
    'omni-infra-provider-proxmox internal/pkg/provider/provision.go; Proxmox qemu-server PVE/QemuServer.pm (sockets, minimum 1)',
  check(context) {
    const { document, report } = context;
    const data = proxmoxDataOf(document.yaml.root);
    if (!data || pairOf(data.map, 'sockets') || isSettledBySchema(context)) return;
    const edit = addLines(document.text, data.map, ['sockets: 1']);
    report({
      at: data.pair.key.span,
      message:
        '`sockets` is missing. The provider then sends 0, Proxmox refuses it, and no machine of this class is ever created.',
      fixes: edit ? [{ title: 'Add `sockets: 1`', edits: [edit] }] : [],
    });
  },
};

/** True where a build of the provider asks for no sockets, has a default of its own, or lets Omni ask for them. */
function isSettledBySchema({ document, file, workspace }: WorkspaceContext): boolean {
  const judged = judgedDataOf(document.yaml.root, file.folder, workspace);
  if (judged?.provider === undefined) return false;
  const field = judged.schema.fields?.sockets;
  return field ? field.required === true || field.fallback !== undefined : judged.schema.keys !== 'open';
}
