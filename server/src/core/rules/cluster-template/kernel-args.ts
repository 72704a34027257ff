import { isSet } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { byteLength } from '../../text/bytes.ts';
import { omniGates, omniHas } from '../../versions/gates.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { templateOf } from '../../workspace/templates.ts';
import { itemsOf, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

/** Omni's limits for one machine (omni validations/kernel_args.go). */
const most = 64;
const longest = 256;

export const kernelArgs: WorkspaceRule = {
  id: 'cluster-template/kernel-args',
  title: 'Kernel arguments for machines of a class, or more than Omni takes',
  severity: 'error',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'Kernel arguments belong to machines that the template names by UUID. Where a set has a `machineClass`, omnictl refuses them on the set and on the cluster, an empty list too. A class that creates its machines has `kernelargs` of its own. Since 1.9 Omni takes at most 64 of them, of at most 256 bytes each, without control characters.',
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
    if (checkClass(context, pair)) return;
    if (omniHas(omniInUse(context)?.version, omniGates.limits)) checkLimits(context, pair);
  },
};

function checkClass({ document, file, workspace, report }: WorkspaceContext, pair: YamlPair): boolean {
  const own = isSet(pairOf(document.yaml.root, 'machineClass'));
  const sets = document.kind === 'template-cluster' ? (templateOf(workspace, file.uri)?.sets ?? []) : [];
  const below = sets.some(({ machineClass }) => machineClass !== undefined);
  if (!own && !below) return false;
  report({
    at: pair.key.span,
    message: own
      ? 'This set takes its machines from a class, and omnictl refuses kernel arguments for those. Write `kernelargs` in the class.'
      : 'A machine set of this cluster takes its machines from a class, so omnictl refuses to sync the template with kernel arguments for the whole cluster.',
    fixes: removeFixes(document.text, pair, 'Remove `kernelArgs`'),
  });
  return true;
}

function checkLimits({ report }: WorkspaceContext, pair: YamlPair): void {
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
