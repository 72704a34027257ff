import { entriesIn, hasMerge, isFilled } from '../../kinds/spec.ts';
import { at, itemsOf, pairOf, scalarText, type YamlMap } from '../../yaml/nodes.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const rationale: DocumentRule = {
  id: 'spec/rationale',
  title: 'A decision without its reason',
  severity: 'warning',
  kinds: ['initiative-spec', 'component-spec'],
  needs: 'document',
  why: 'A decision that stands is worth as much as its reason: without one, the next reader takes it again, or does not dare to change it when the reason is gone.',
  bad: `
locked_decisions:
  local-disks: {decision: Control planes use local disks.}
`,
  good: `
locked_decisions:
  local-disks: {decision: Control planes use local disks., rationale: etcd does not like the latency of Ceph.}
`,
  source: 'the two formats of specs that this extension reads',
  check(context) {
    const { root } = context.document.yaml;
    for (const { id, key, node } of entriesIn(root, 'locked_decisions')) {
      if (!isFilled(node) || hasMerge(node)) continue;
      if (node.type === 'map' && !isFilled(at(node, 'decision'))) {
        context.report({ at: key.span, message: `\`${id}\` does not say what was decided. Add \`decision\`.` });
      }
      if (isFilled(at(node, 'rationale'))) continue;
      context.report({
        at: pairOf(node, 'rationale')?.key.span ?? key.span,
        message: `\`${id}\` does not say why, so the next reader takes the decision again. Add \`rationale\`.`,
      });
    }
    if (context.document.kind !== 'component-spec') return;
    for (const item of itemsOf(at(root, 'decisions'))) {
      if (item.type === 'map' && !hasMerge(item) && !isFilled(at(item, 'rationale'))) reportComponent(context, item);
    }
  },
};

function reportComponent({ report }: DocumentContext, decision: YamlMap): void {
  const named = pairOf(decision, 'key') ?? decision.pairs[0];
  const name = scalarText(named?.value);
  const place = named?.value.type === 'scalar' ? named.value.span : named?.key.span;
  report({
    at: pairOf(decision, 'rationale')?.key.span ?? place ?? decision.span,
    message: `${name === undefined ? 'This' : `\`${name}\``} does not say why, so the next reader takes the decision again. Add \`rationale\`.`,
  });
}
