import { booleanAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { pairOf, stringOf } from '../../yaml/nodes.ts';
import { addLinesBefore, replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const hugepagesNuma: DocumentRule = {
  id: 'machine-class/hugepages-numa',
  title: 'Huge pages without NUMA',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Proxmox hands out huge pages per NUMA node. It creates the machine without a word and then refuses to start it with "numa needs to be enabled to use hugepages".',
  bad: classWith('hugepages: 2MB', 'balloon: false'),
  good: classWith('numa: true', 'hugepages: 2MB', 'balloon: false'),
  source: 'Proxmox qemu-server PVE/QemuServer/Memory.pm',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    const pages = pairOf(map, 'hugepages');
    const size = stringOf(pages?.value);
    if (!map || !pages || !size || hasPlaceholder(size) || booleanAt(map, 'numa') === true) return;
    const numa = pairOf(map, 'numa');
    // Anything but a boolean is another rule's matter.
    if (numa && booleanAt(map, 'numa') === undefined) return;
    const edit = addLinesBefore(document.text, map, pages, ['numa: true']);
    report({
      at: pages.value.span,
      message: 'Huge pages need `numa: true`. Without it Proxmox creates the machine and then refuses to start it.',
      fixes: numa
        ? [replaceFix(numa.value.span, 'true', 'Write `numa: true`')]
        : edit
          ? [{ title: 'Add `numa: true`', edits: [edit] }]
          : [],
    });
  },
};
