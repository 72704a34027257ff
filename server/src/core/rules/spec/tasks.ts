import { entriesIn, hasMerge, isFilled } from '../../kinds/spec.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const tasks: DocumentRule = {
  id: 'spec/tasks',
  title: 'A phase without tasks',
  severity: 'warning',
  kinds: ['initiative-spec'],
  needs: 'document',
  why: 'A phase is what is done in it. Without tasks nobody can tell how far it is, or what was done when it was complete.',
  ...diff(`
 phases:
-  gpu: {name: GPU machine, status: in-progress}
+  gpu: {name: GPU machine, status: in-progress, tasks: [Mapping on rack-b]}
 initiative: {name: racks}
`),
  source: 'the two formats of specs that this extension reads',
  check({ document, report }) {
    for (const { id, key, node } of entriesIn(document.yaml.root, 'phases')) {
      const pair = pairOf(node, 'tasks');
      if (node.type !== 'map' || hasMerge(node) || isFilled(pair?.value)) continue;
      report({
        at: pair?.key.span ?? key.span,
        message: pair
          ? `The list is empty, so nobody can tell how far \`${id}\` is.`
          : `\`${id}\` has no \`tasks\`, so nobody can tell how far it is.`,
      });
    }
  },
};
