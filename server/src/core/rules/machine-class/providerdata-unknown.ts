import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { fieldAt } from '../../schema/fields.ts';
import { providerDataTable } from '../../schema/machine-class.ts';
import { judgedDataOf } from '../../workspace/provider-schema.ts';
import { rewordFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const providerdataUnknown: WorkspaceRule = {
  id: 'machine-class/providerdata-unknown',
  title: 'A key of `providerdata` that the provider does not know',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'workspace',
  early: true,
  why: 'The schema and the provider both pass over keys they do not know, so a misspelt option has no effect. It is a warning because some builds of the provider know more options. While Omni is connected, and the folder has a class or cluster of it, the keys are those of the schema that the class’s own provider registered there; where that schema refuses other keys, Omni refuses the class, and it is an error.',
  bad: classWith('networkBridge: vmbr1'),
  good: classWith('network_bridge: vmbr1'),
  source:
    'omni-infra-provider-proxmox internal/pkg/provider/data.go; omni client/api/omni/specs/infra.proto (InfraProviderStatusSpec.schema)',
  check({ document, file, workspace, report }) {
    const data = judgedDataOf(document.yaml.root, file.folder, workspace);
    if (!data) return;
    const { fields = {}, keys } = data.schema;
    const options = { owner: data.pair.key.span, skip: hasPlaceholder, ...(keys ? { keys } : {}) };
    for (const problem of checkFields(data.map, fields, options)) {
      const { code, at, pair, suggestion } = problem;
      if (code !== 'unknown' && code !== 'forbidden') continue;
      report({
        at,
        message: `${consequence(problem, data.provider)}${suggestion ? ` Did you mean \`${suggestion}\`?` : ''}`,
        ...(code === 'forbidden' ? { severity: 'error' } : {}),
        fixes: suggestion && pair ? [rewordFix(pair.key, suggestion)] : [],
      });
    }
  },
};

function consequence({ code, path, suggestion }: FieldProblem, provider: string | undefined): string {
  if (provider === undefined) return `The Proxmox provider does not know \`${path}\` and passes over it.`;
  if (code === 'forbidden')
    return `The schema of the provider \`${provider}\` allows no \`${path}\`, so Omni refuses the class.`;
  const isNewer = !suggestion && fieldAt(providerDataTable, path.replaceAll(/\[\d+\]/g, '').split('.'))?.since;
  return `The provider \`${provider}\` has no \`${path}\` in its schema and passes over it.${isNewer ? ' Newer ones know it.' : ''}`;
}
