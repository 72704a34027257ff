import { isSet, nameSpan, textAt } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import type { SourceDocument, SourceFile } from '../../workspace/file.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { pairOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { FileContext, FileRule } from '../rule.ts';

export const machineDuplicate: FileRule = {
  id: 'cluster-template/machine-duplicate',
  title: 'A machine that is named twice',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers', 'template-machine'],
  needs: 'file',
  why: 'A machine belongs to one machine set, once. omnictl refuses a template that gives it to two, or names it twice in one. Two `Machine` documents for one machine overwrite each other, or make the same resource twice.',
  ...diff(`
 kind: ControlPlane
 machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
 ---
 kind: Workers
-machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
+machines: [9b1d3c52-0a55-4a0e-9a54-6a1cf0a3e402]
`),
  source: 'omni client/pkg/template/internal/models/list.go (Validate, Translate)',
  check(context) {
    if (context.document.kind === 'template-machine') checkDocument(context);
    else checkMentions(context);
  },
};

function checkMentions({ document, file, report }: FileContext): void {
  for (const [id, mentions] of templateFile(file).mentions) {
    const [first, ...others] = mentions;
    if (!first || hasPlaceholder(id)) continue;
    for (const other of others) {
      if (other.document !== document) continue;
      // In one list of control planes it only makes the same resource twice.
      const isSecondNode = first.document === document && document.kind === 'template-control-plane';
      const refuses = isSecondNode ? 'refuses to sync' : 'refuses';
      const where =
        first.document === document
          ? 'stands in this list already'
          : first.document.kind !== document.kind
            ? 'is a control plane as well as a worker'
            : 'belongs to another set above already';
      report({ at: other.node.span, message: `This machine ${where}, so omnictl ${refuses} the template.` });
    }
  }
}

function checkDocument({ document, file, report }: FileContext): void {
  const { root } = document.yaml;
  const name = textAt(root, 'name');
  const [first] = templateFile(file).machines.get(name) ?? [];
  if (!first || first === document || name === '' || hasPlaceholder(name)) return;
  const has = (key: string, document: SourceDocument): boolean => isSet(pairOf(document.yaml.root, key));
  // Patches that are the same are told by `cluster-template/patch-duplicate`.
  const makesTwice =
    (has('systemExtensions', document) && has('systemExtensions', first)) ||
    (has('kernelArgs', document) && has('kernelArgs', first)) ||
    setsArguments(file, name);
  report({
    at: nameSpan(root),
    message: makesTwice
      ? 'Another document above is for this machine too. Both make the same resources, so omnictl refuses to sync the template.'
      : `Another document above is for the machine \`${scalarText(pairOf(root, 'name')?.value) ?? name}\` too, and the last one’s labels win.`,
    severity: makesTwice ? 'error' : 'warning',
  });
}

/** True when the machine's set or the cluster gives each `Machine` document kernel arguments. */
function setsArguments(file: SourceFile, name: string): boolean {
  const { clusters, mentions } = templateFile(file);
  const owners = [...clusters, ...(mentions.get(name) ?? []).map((mention) => mention.document)];
  return owners.some((owner) => isSet(pairOf(owner.yaml.root, 'kernelArgs')));
}
