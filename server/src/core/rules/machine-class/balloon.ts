import { booleanAt, mapsAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf, stringOf, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
import { addLinesBefore, replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const balloon: DocumentRule = {
  id: 'machine-class/balloon',
  title: 'Ballooning beside huge pages or passed-through devices',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Memory in huge pages, and all memory of a machine with a passed-through device, is pinned on the host. Ballooning, which Proxmox switches on by itself, cannot give any of it back; the provider’s schema asks for `balloon: false`.',
  bad: classWith('machine_type: q35', 'pci_devices:', '  - mapping: gpu', '    pcie: true'),
  good: classWith('machine_type: q35', 'balloon: false', 'pci_devices:', '  - mapping: gpu', '    pcie: true'),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/data/schema.json (balloon)',
  check({ document, report }) {
    const map = proxmoxDataOf(document.yaml.root)?.map;
    const cause = map && pinningPair(map);
    if (!map || !cause) return;
    const written = pairOf(map, 'balloon');
    const value = booleanAt(map, 'balloon');
    if (value === false || (written && value === undefined)) return;
    const because =
      cause.key.value === 'hugepages'
        ? 'Memory in huge pages is'
        : 'The memory of a machine with passed-through devices is';
    const edit = addLinesBefore(document.text, map, cause, ['balloon: false']);
    report({
      at: written ? written.value.span : cause.key.span,
      message: `${because} pinned on the host, so ballooning cannot give any back. Switch it off with \`balloon: false\`.`,
      fixes: written
        ? [replaceFix(written.value.span, 'false')]
        : edit
          ? [{ title: 'Add `balloon: false`', edits: [edit] }]
          : [],
    });
  },
};

/** What pins the memory: huge pages, else passed-through devices. */
function pinningPair(map: YamlMap): YamlPair | undefined {
  const pages = pairOf(map, 'hugepages');
  if (pages && stringOf(pages.value)) return pages;
  return mapsAt(map, 'pci_devices').length > 0 ? pairOf(map, 'pci_devices') : undefined;
}
