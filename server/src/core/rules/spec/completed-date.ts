import { entriesIn, isFilled, isIsoDate, valueOrKey } from '../../kinds/spec.ts';
import { at, pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const completedDate: DocumentRule = {
  id: 'spec/completed-date',
  title: 'Something complete that does not say since when',
  severity: 'warning',
  kinds: ['initiative-spec', 'component-spec'],
  needs: 'document',
  why: 'The day is what lets a reader match the plan with the history of the repository. It is written as `2026-04-02`, which sorts and which every tool reads; other forms are read differently in different countries.',
  ...diff(`
 phases:
-  provider: {name: Provider, status: complete, tasks: [Token]}
+  provider: {name: Provider, status: complete, completed: 2026-04-02, tasks: [Token]}
 initiative: {name: racks}
`),
  source: 'the two formats of specs that this extension reads',
  check(context) {
    const { root } = context.document.yaml;
    if (context.document.kind === 'component-spec') {
      checkDate(context, at(root, 'status'), 'lastUpdated');
      return;
    }
    for (const section of ['phases', 'pivot_decisions']) {
      for (const { node, key } of entriesIn(root, section)) {
        const done = pairOf(node, 'status');
        if (scalarText(done?.value) === 'complete' && !isFilled(at(node, 'completed'))) {
          context.report({
            at: done?.value.span ?? key.span,
            message: `This is complete, but \`completed\` does not say since when. Add the day, as in \`completed: 2026-04-02\`.`,
          });
        }
        checkDate(context, node, 'completed');
      }
    }
  },
};

function checkDate({ report }: DocumentContext, node: YamlNode | undefined, key: string): void {
  const pair = pairOf(node, key);
  if (!pair || !isFilled(pair.value)) return;
  const text = scalarText(pair.value);
  if (text !== undefined && isIsoDate(text)) return;
  report({
    at: valueOrKey(pair),
    message: `\`${key}\` is no day of the calendar in the form \`2026-04-02\`, so it cannot be sorted or compared.`,
  });
}
