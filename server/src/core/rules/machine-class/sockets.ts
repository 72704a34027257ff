import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { addLines } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const sockets: DocumentRule = {
  id: 'machine-class/sockets',
  title: '`providerdata` without `sockets`',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider has no default for `sockets`: it sends 0, and Proxmox refuses to create a virtual machine with fewer than one socket. Omni accepts the class, so the machines simply never appear.',
  bad: classWith().replace('      sockets: 1\n', ''),
  good: classWith(),
  source:
    'omni-infra-provider-proxmox internal/pkg/provider/provision.go; Proxmox qemu-server PVE/QemuServer.pm (sockets, minimum 1)',
  check({ document, report }) {
    const data = proxmoxDataOf(document.yaml.root);
    if (!data || pairOf(data.map, 'sockets')) return;
    const edit = addLines(document.text, data.map, ['sockets: 1']);
    report({
      at: data.pair.key.span,
      message:
        '`sockets` is missing. The provider then sends 0, Proxmox refuses it, and no machine of this class is ever created.',
      fixes: edit ? [{ title: 'Add `sockets: 1`', edits: [edit] }] : [],
    });
  },
};
