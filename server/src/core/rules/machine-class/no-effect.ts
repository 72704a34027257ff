import { booleanAt, mapsAt, numberAt, proxmoxDataOf } from '../../kinds/machine-class.ts';
import { pairOf, stringOf, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const noEffect: DocumentRule = {
  id: 'machine-class/no-effect',
  title: 'A setting the provider does not pass on',
  severity: 'information',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider sends `rombar` and `balloon` to Proxmox with one of their two values only. `rombar: false` leaves the ROM visible, which is Proxmox’ default, and `balloon: true` changes nothing, so whoever reads the class is misled. `vlan: 0` is the same as no `vlan`.',
  bad: classWith('machine_type: q35', 'balloon: false', 'pci_devices:', '  - mapping: gpu', '    rombar: false'),
  good: classWith('machine_type: q35', 'balloon: false', 'pci_devices:', '  - mapping: gpu'),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/provision.go',
  check(context) {
    const map = proxmoxDataOf(context.document.yaml.root)?.map;
    if (!map) return;
    const pinned = stringOf(pairOf(map, 'hugepages')?.value) !== undefined || mapsAt(map, 'pci_devices').length > 0;
    // With pinned memory `balloon: true` is a mistake of its own, which `machine-class/balloon` tells.
    if (booleanAt(map, 'balloon') === true && !pinned)
      tell(context, pairOf(map, 'balloon'), '`balloon: true` changes nothing: Proxmox balloons by itself.');
    for (const device of mapsAt(map, 'pci_devices')) {
      if (booleanAt(device, 'rombar') === false)
        tell(
          context,
          pairOf(device, 'rombar'),
          'The provider passes on `rombar` only when it is true, so the ROM stays visible.',
        );
    }
    for (const card of [map, ...mapsAt(map, 'additional_nics')]) tellNoVlan(context, card);
  },
};

function tellNoVlan(context: DocumentContext, card: YamlMap): void {
  if (numberAt(card, 'vlan') === 0) tell(context, pairOf(card, 'vlan'), '`vlan: 0` is the same as no `vlan`.');
}

function tell({ document, report }: DocumentContext, pair: YamlPair | undefined, message: string): void {
  if (!pair) return;
  const fixes = removeFixes(document.text, pair, `Remove \`${pair.key.source}\``);
  report({ at: pair.span, message, fixes, tag: 'unnecessary' });
}
