import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { componentTable, initiativeTable } from '../../schema/spec.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { DocumentRule } from '../rule.ts';

export const field: DocumentRule = {
  id: 'spec/field',
  title: 'A spec without its name, or with a word that means nothing',
  severity: 'warning',
  kinds: ['initiative-spec', 'component-spec'],
  needs: 'document',
  why: 'Other specs refer to this one by its name, and reports group components by kind and dependencies by `hard` and `soft`. A word outside of those is shown under none of them.',
  bad: `
apiVersion: homelab/v1
kind: Router
metadata: {description: Between the racks and the world}
`,
  good: `
apiVersion: homelab/v1
kind: Network
metadata: {name: edge, description: Between the racks and the world}
`,
  source: 'the two formats of specs that this extension reads',
  check({ document, report }) {
    const { root } = document.yaml;
    if (root?.type !== 'map') return;
    const table = document.kind === 'component-spec' ? componentTable : initiativeTable;
    const owner = (pairOf(root, 'kind') ?? root.pairs[0])?.key.span ?? root.span;
    for (const problem of checkFields(root, table, { owner })) {
      const { code, key, at, node, suggestion } = problem;
      if (code === 'missing') report({ at, message: `\`${key}\` is missing. ${consequence(problem)}` });
      // What a status says is a rule of its own.
      if (code !== 'enum' || problem.field?.enum === undefined || /^(?:status|phase)$/.test(key)) continue;
      const written = node?.type === 'scalar' ? node.source : key;
      report({
        at,
        message: `\`${written}\` is none of ${problem.field.enum.map((value) => `\`${value}\``).join(', ')}, so it is counted under none of them.`,
        fixes: suggestion ? [replaceFix(at, suggestion)] : [],
      });
    }
    const done = pairOf(root, 'definition_of_done');
    if (done?.value.type === 'seq' && done.value.items.length === 0) {
      report({
        at: done.key.span,
        message: 'The list is empty, so nobody can tell when this is done. Fill it, or leave the key out.',
      });
    }
  },
};

function consequence({ key, path }: FieldProblem): string {
  if (path.startsWith('dependencies')) return 'Nobody can tell what this depends on.';
  return key === 'kind' ? 'Reports cannot group it.' : 'Other specs and reports have nothing to call this one by.';
}
