import { isSet } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { byteLength } from '../../text/bytes.ts';
import type { SourceDocument } from '../../workspace/file.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { itemsOf, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { FileContext, FileRule } from '../rule.ts';

/** Omni's limits for one machine (omni validations/kernel_args.go). */
const most = 64;
const longest = 256;

export const kernelArgs: FileRule = {
  id: 'cluster-template/kernel-args',
  title: 'Kernel arguments for machines of a class, or more than Omni takes',
  severity: 'error',
  kinds: templateKinds,
  needs: 'file',
  why: 'Kernel arguments belong to machines that the template names by UUID. Where a set has a `machineClass`, omnictl refuses them on the set and on the cluster, an empty list too. A class that creates its machines has `kernelargs` of its own.',
  ...diff(`
 kind: Workers
-machineClass: {name: lab-worker, size: 2}
+machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
 kernelArgs: [console=ttyS0]
`),
  source:
    'omni client/pkg/template/internal/models/machineset.go (Validate, translate); internal/backend/runtime/omni/validations/kernel_args.go',
  check(context) {
    const pair = pairOf(context.document.yaml.root, 'kernelArgs');
    if (!isSet(pair)) return;
    if (!checkClass(context, pair)) checkLimits(context, pair);
  },
};

function checkClass({ document, file, report }: FileContext, pair: YamlPair): boolean {
  const { controlPlanes, workers } = templateFile(file);
  const own = hasClass(document);
  const below = document.kind === 'template-cluster' && [...controlPlanes, ...workers].some(hasClass);
  if (!own && !below) return false;
  report({
    at: pair.key.span,
    message: own
      ? 'This set takes its machines from a class, and omnictl refuses kernel arguments for those. Write `kernelargs` in the class.'
      : 'A machine set of this cluster takes its machines from a class, so omnictl refuses kernel arguments for the whole cluster.',
    fixes: removeFixes(document.text, pair, 'Remove `kernelArgs`'),
  });
  return true;
}

function hasClass(document: SourceDocument): boolean {
  return isSet(pairOf(document.yaml.root, 'machineClass'));
}

function checkLimits({ report }: FileContext, pair: YamlPair): void {
  const items = itemsOf(pair.value);
  if (items.length > most) {
    report({
      at: pair.key.span,
      message: `Omni takes at most ${most} kernel arguments for a machine and refuses these ${items.length} at sync.`,
    });
  }
  for (const item of items) {
    const text = scalarText(item) ?? '';
    const problem =
      byteLength(text) > longest
        ? `has more than ${longest} bytes`
        : /[\r\n]/.test(text)
          ? 'holds a line break'
          : /\p{Cc}/u.test(text)
            ? 'holds a control character'
            : undefined;
    const onOneLine = item.type === 'scalar' && item.style !== 'literal' && item.style !== 'folded';
    if (problem !== undefined) {
      report({
        at: onOneLine ? item.span : pair.key.span,
        message: `This kernel argument ${problem}, which Omni refuses at sync.`,
      });
    }
  }
}
