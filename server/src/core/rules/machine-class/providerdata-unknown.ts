import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { checkFields } from '../../schema/check-fields.ts';
import { providerDataTable } from '../../schema/machine-class.ts';
import { rewordFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const providerdataUnknown: DocumentRule = {
  id: 'machine-class/providerdata-unknown',
  title: 'A key of `providerdata` that the Proxmox provider does not know',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The schema and the provider both pass over keys they do not know, so a misspelt option has no effect. It is a warning because some builds of the provider know more options.',
  bad: classWith('networkBridge: vmbr1'),
  good: classWith('network_bridge: vmbr1'),
  source: 'omni-infra-provider-proxmox internal/pkg/provider/data.go',
  check({ document, report }) {
    const data = proxmoxDataOf(document.yaml.root);
    if (!data) return;
    for (const { code, at, path, pair, suggestion } of checkFields(data.map, providerDataTable, {
      owner: data.pair.key.span,
      skip: hasPlaceholder,
    })) {
      if (code !== 'unknown') continue;
      const hint = suggestion ? ` Did you mean \`${suggestion}\`?` : '';
      report({
        at,
        message: `The Proxmox provider does not know \`${path}\` and passes over it.${hint}`,
        fixes: suggestion && pair ? [rewordFix(pair.key, suggestion)] : [],
      });
    }
  },
};
