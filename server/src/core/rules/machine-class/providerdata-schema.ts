import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { judgedDataOf } from '../../workspace/provider-schema.ts';
import { goValue } from '../../yaml/go-resolve.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const providerdataSchema: WorkspaceRule = {
  id: 'machine-class/providerdata-schema',
  title: '`providerdata` that does not fit the schema its provider registers',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'workspace',
  early: true,
  why: 'Omni checks `providerdata` against the schema of the provider and refuses the class: `cores`, `memory`, `disk_size` and `storage_selector` are required, numbers and booleans are not quoted, and `yes` or `on` is text there and not a boolean. While Omni is connected, and the folder has a class or cluster of it, the class is compared with the schema that its own provider registered there; else with that of the Proxmox provider.',
  bad: classWith('memory: "8192"'),
  good: classWith('memory: 8192'),
  source: 'omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/data/schema.json; omni internal/pkg/jsonschema',
  check({ document, file, workspace, report }) {
    const data = judgedDataOf(document.yaml.root, file.folder, workspace);
    if (!data) return;
    const { fields = {}, keys } = data.schema;
    const options = {
      owner: data.pair.key.span,
      skip: hasPlaceholder,
      strictNulls: true,
      read: goValue,
      ...(keys ? { keys } : {}),
    };
    for (const problem of checkFields(data.map, fields, options)) {
      // Keys that are not known are the matter of `machine-class/providerdata-unknown`.
      if (problem.code === 'unknown' || problem.code === 'forbidden') continue;
      report({ at: problem.at, message: describe(problem), fixes: fixesFor(problem) });
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
      return `\`${path}\` is one of ${listed(field?.enum ?? [])}; Omni refuses \`${written}\`.`;
    case 'range':
      return `\`${path}\` is ${boundBrokenBy(problem)}; Omni refuses ${written}.`;
    default:
      return written === ''
        ? `\`${path}\` has no value, so Omni refuses the class.`
        : `\`${path}\` is ${article(field?.type)}; Omni refuses \`${written}\`, and the class with it.`;
  }
}

/** Words of a list, the first ones of a long one. */
function listed(words: readonly string[]): string {
  const first = words.slice(0, mostWords).map((word) => `\`${word}\``);
  return words.length > mostWords ? `${first.join(', ')} and ${words.length - mostWords} more` : first.join(', ');
}

const mostWords = 12;

function boundBrokenBy({ node, field }: FieldProblem): string {
  const { minimum, maximum } = field ?? {};
  const value = node?.type === 'scalar' && typeof node.value === 'number' ? node.value : 0;
  return maximum !== undefined && value > maximum ? `at most ${maximum}` : `at least ${minimum ?? 0}`;
}

function article(type: string | undefined): string {
  if (type === 'integer') return 'a whole number';
  if (type === 'number') return 'a number';
  if (type === 'boolean') return '`true` or `false`';
  if (type === 'list') return 'a list';
  return type === 'object' || type === 'map' ? 'a mapping' : 'text';
}

function fixesFor({ code, suggestion, at, field }: FieldProblem): readonly Fix[] {
  if (!suggestion || (code !== 'type' && code !== 'enum')) return [];
  // In quotes, a value that is none of the words is still none of them.
  if (code === 'type' && field?.enum && !field.enum.some((word) => suggestion === `"${word}"`)) return [];
  return [replaceFix(at, suggestion)];
}
