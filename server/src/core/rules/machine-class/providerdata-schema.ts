import { proxmoxDataOf } from '../../kinds/machine-class.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { providerDataTable } from '../../schema/machine-class.ts';
import type { YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { DocumentRule, Fix } from '../rule.ts';

export const providerdataSchema: DocumentRule = {
  id: 'machine-class/providerdata-schema',
  title: '`providerdata` that does not fit the schema the Proxmox provider registers',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni checks `providerdata` against the schema of the provider and refuses the class: `cores`, `memory`, `disk_size` and `storage_selector` are required, numbers and booleans are not quoted, and `yes` or `on` is text there and not a boolean.',
  bad: classWith('memory: "8192"'),
  good: classWith('memory: 8192'),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/data/schema.json; omni internal/pkg/jsonschema',
  check({ document, report }) {
    const data = proxmoxDataOf(document.yaml.root);
    if (!data) return;
    const options = { owner: data.pair.key.span, skip: hasPlaceholder, strictNulls: true };
    for (const problem of checkFields(data.map, providerDataTable, options)) {
      if (problem.code !== 'unknown')
        report({ at: problem.at, message: describe(problem), fixes: fixesFor(problem, data.pair.value) });
    }
  },
};

function describe(problem: FieldProblem): string {
  const { path, field, code, pair } = problem;
  const written = pair?.value.type === 'scalar' ? pair.value.source : 'this';
  switch (code) {
    case 'missing':
      return `\`${path}\` is missing, so Omni refuses the class. ${field?.doc ?? ''}`.trim();
    case 'enum':
      return `\`${path}\` is one of ${(field?.enum ?? []).map((value) => `\`${value}\``).join(', ')}; Omni refuses \`${written}\`.`;
    case 'range':
      return `\`${path}\` is at least ${field?.minimum ?? 0}; Omni refuses ${written}.`;
    default:
      return written === ''
        ? `\`${path}\` has no value, so Omni refuses the class.`
        : `\`${path}\` is ${article(field?.type)}; Omni refuses \`${written}\`, and the class with it.`;
  }
}

function article(type: string | undefined): string {
  if (type === 'integer') return 'a whole number';
  if (type === 'boolean') return '`true` or `false`';
  if (type === 'list') return 'a list';
  return type === 'object' ? 'a mapping' : 'text';
}

/** @param outer the scalar that holds the text */
function fixesFor({ code, suggestion, at, field }: FieldProblem, outer: YamlNode): readonly Fix[] {
  if (!suggestion || (code !== 'type' && code !== 'enum')) return [];
  // In quotes, a value that is none of the words is still none of them.
  if (code === 'type' && field?.enum && !field.enum.some((word) => suggestion === `"${word}"`)) return [];
  const inQuotes = outer.type === 'scalar' && outer.style === 'double';
  return [replaceFix(at, inQuotes ? suggestion.replaceAll('"', '\\"') : suggestion, `Write \`${suggestion}\``)];
}
