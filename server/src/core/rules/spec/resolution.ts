import { entriesIn, hasMerge, isFilled } from '../../kinds/spec.ts';
import { at } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const resolution: DocumentRule = {
  id: 'spec/resolution',
  title: 'A constraint that does not say how one lives with it',
  severity: 'warning',
  kinds: ['initiative-spec'],
  needs: 'document',
  why: 'A constraint is of use when it says what cannot be done and what one does instead. One without `resolution`, `workaround`, `implementation` or `blocker` stops readers and takes them nowhere.',
  ...diff(`
 constraints:
-  single-gpu: {description: The mapping holds one device., severity: medium}
+  single-gpu: {description: The mapping holds one device., workaround: The set has one machine.}
 initiative: {name: racks}
`),
  source: 'the two formats of specs that this extension reads',
  check({ document, report }) {
    for (const { id, key, node } of entriesIn(document.yaml.root, 'constraints')) {
      if (node.type !== 'map' || hasMerge(node)) continue;
      if (!isFilled(at(node, 'description'))) {
        report({ at: key.span, message: `\`${id}\` does not say what the limit is. Add \`description\`.` });
      }
      if (ways.some((way) => isFilled(at(node, way)))) continue;
      report({
        at: key.span,
        message: `\`${id}\` does not say how one lives with it. Add \`workaround\`, \`resolution\`, \`implementation\`, or \`blocker\` for what is waited for.`,
      });
    }
  },
};

const ways = ['resolution', 'workaround', 'implementation', 'blocker'];
