import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { checkFields } from '../../schema/check-fields.ts';
import { templateTable } from '../../schema/cluster-template.ts';
import type { FieldType } from '../../schema/fields.ts';
import { goBoolean, goUint32 } from '../../yaml/go-decode.ts';
import type { YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const fieldType: DocumentRule = {
  id: 'cluster-template/field-type',
  title: 'A value of a type that omnictl does not read there',
  severity: 'error',
  kinds: templateKinds,
  needs: 'document',
  why: 'omnictl decodes the template into typed fields and refuses it as a whole when one value does not fit: a list where a mapping belongs, text in quotes where a boolean belongs.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
-systemExtensions: siderolabs/iscsi-tools
+systemExtensions: [siderolabs/iscsi-tools]
`),
  source: 'omni client/pkg/template/template.go (Load); go-yaml v4 internal/libyaml/constructor.go',
  check({ document, report }) {
    const { root } = document.yaml;
    const table = templateTable(document.kind);
    if (root?.type !== 'map' || !table) return;
    for (const problem of checkFields(root, table, { owner: root.span, skip: hasPlaceholder })) {
      if (problem.code !== 'type' && problem.code !== 'range') continue;
      const { field, node } = problem;
      if (!field || !node || goReads(field.type, node)) continue;
      const fits = problem.suggestion !== undefined && (field.type === 'boolean' || field.type === 'integer');
      report({
        at: problem.at,
        message: `\`${problem.path}\` takes ${wanted[field.type] ?? 'another value'}, and omnictl refuses the template with ${written(node)}.`,
        fixes: fits && problem.suggestion ? [replaceFix(problem.at, problem.suggestion)] : [],
      });
    }
  },
};

/** What go-yaml reads although YAML 1.2 has another type for it. Words that other rules judge pass too. */
function goReads(type: FieldType, node: YamlNode): boolean {
  if (type === 'boolean') return goBoolean(node) !== undefined;
  if (type === 'integer') return goUint32(node) !== undefined;
  return type === 'string' && node.type === 'scalar';
}

const wanted: Partial<Record<FieldType, string>> = {
  object: 'a mapping',
  map: 'a mapping of text to text',
  list: 'a list',
  boolean: '`true` or `false`',
  integer: 'a whole number from 0 (and below 2³²)',
  string: 'text',
  scalar: 'text',
};

function written(node: YamlNode): string {
  if (node.type === 'seq') return 'a list';
  if (node.type === 'map') return 'a mapping';
  return node.source.length > 40 || node.source.includes('\n') ? 'this text' : `\`${node.source}\``;
}
