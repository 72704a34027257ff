import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { componentPhases, entriesIn, phaseStatuses } from '../../kinds/spec.ts';
import { nearest } from '../../text/names.ts';
import { at, isNull, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const status: DocumentRule = {
  id: 'spec/status',
  title: 'A status that says nothing to a reader of the plan',
  severity: 'warning',
  kinds: ['initiative-spec', 'component-spec'],
  needs: 'document',
  why: 'A phase is `not-started`, `in-progress` or `complete`; a component is in `Planning`, `Implementing`, `Deployed` or `Deprecated`. With any other word the phase counts as none of them: what depends on it is not checked, and progress is not summed up.',
  ...diff(`
 phases:
-  provider: {name: Provider, status: done, tasks: [Token]}
+  provider: {name: Provider, status: complete, completed: 2026-04-02, tasks: [Token]}
 initiative: {name: racks}
`),
  source: 'the two formats of specs that this extension reads',
  check(context) {
    const { root } = context.document.yaml;
    if (context.document.kind === 'component-spec') {
      checkStatus(context, pairOf(at(root, 'status'), 'phase'), componentPhases);
      return;
    }
    for (const { node } of entriesIn(root, 'phases')) checkStatus(context, pairOf(node, 'status'), phaseStatuses);
  },
};

function checkStatus({ report }: DocumentContext, pair: YamlPair | undefined, known: readonly string[]): void {
  if (pair?.value.type !== 'scalar' || isNull(pair.value)) return;
  const written = scalarText(pair.value) ?? '';
  if (known.includes(written) || hasPlaceholder(written)) return;
  const meant = meantBy(written, known);
  report({
    at: pair.value.span,
    message: `\`${written}\` is none of ${known.map((each) => `\`${each}\``).join(', ')}, so this counts as none of them.`,
    fixes: meant ? [replaceFix(pair.value.span, meant)] : [],
  });
}

/** Other words for the same, by the status they stand for. */
const synonyms: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:done|completed?|finished|closed|shipped|deployed|live|production)$/, ['complete', 'Deployed']],
  [/^(?:todo|pending|planned|planning|open|new|none|not started|backlog|draft)$/, ['not-started', 'Planning']],
  [
    /^(?:started|ongoing|active|doing|wip|running|in work|implementing|building|current)$/,
    ['in-progress', 'Implementing'],
  ],
  [/^(?:deprecated|retired|obsolete|removed)$/, ['Deprecated']],
];

function meantBy(written: string, known: readonly string[]): string | undefined {
  const words = written.toLowerCase().replace(/[-_]+/g, ' ').trim();
  const group = synonyms.find(([pattern]) => pattern.test(words))?.[1];
  return group?.find((each) => known.includes(each)) ?? nearest(written, known);
}
