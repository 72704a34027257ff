import { documentSpan, machineIdsOf } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { canonicalUuid } from '../../text/uuid.ts';
import { at, isNull, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const machineId: DocumentRule = {
  id: 'cluster-template/machine-id',
  title: 'A machine that is not named by its UUID',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers', 'template-machine'],
  needs: 'document',
  why: 'Omni knows machines by their UUID, in lower case and with dashes. omnictl refuses anything that is no UUID. Other spellings of one pass, but no machine has them as its id, so none ever joins.',
  bad: `
kind: Workers
machines: [rack-a-01]
`,
  good: `
kind: Workers
machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
`,
  source: 'omni client/pkg/template/internal/models/machine.go (MachineID.Validate)',
  check(context) {
    const { document, report } = context;
    const { root } = document.yaml;
    for (const item of machineIdsOf(root)) if (!isNull(item)) checkId(context, item);
    if (document.kind !== 'template-machine') return;
    const name = at(root, 'name');
    if (!isNull(name)) checkId(context, name);
    else
      report({
        at: documentSpan(root),
        message: 'This machine has no `name`, which is its UUID, so omnictl refuses the template.',
      });
  },
};

function checkId({ report }: DocumentContext, node: YamlNode | undefined): void {
  const text = scalarText(node);
  if (!node || text === undefined || hasPlaceholder(text)) return;
  const id = canonicalUuid(text);
  if (id === text) return;
  if (id === undefined) {
    report({ at: node.span, message: `\`${text}\` is no UUID of a machine, so omnictl refuses the template.` });
    return;
  }
  report({
    at: node.span,
    message:
      'Omni writes UUIDs in lower case with dashes and compares them letter by letter, so no machine has this one.',
    severity: 'warning',
    fixes: [replaceFix(node.span, id)],
  });
}
