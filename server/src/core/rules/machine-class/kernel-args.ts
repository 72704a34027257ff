import { valueSpan } from '../../embedded/embedded.ts';
import { byteLength } from '../../text/bytes.ts';
import { span } from '../../text/span.ts';
import { omniGates, omniHas } from '../../versions/gates.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { at, isString, itemsOf, pairOf, type YamlString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

const most = 64;
const longest = 256;

export const kernelArgs: WorkspaceRule = {
  id: 'machine-class/kernel-args',
  title: 'Kernel arguments that Omni refuses',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'Omni takes at most 64 kernel arguments of at most 256 bytes each, without control characters. A block scalar (`|`) ends in a line break, which is one. Omni before 1.9 takes all of this.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   autoprovision:
     providerid: rack-provider
     kernelargs:
-      - |
-        console=ttyS0
+      - console=ttyS0
`),
  source: 'omni internal/backend/runtime/omni/validations/kernel_args.go and strings.go',
  check(context) {
    if (!omniHas(omniInUse(context)?.version, omniGates.limits)) return;
    const pair = pairOf(at(context.document.yaml.root, 'spec', 'autoprovision'), 'kernelargs');
    const items = itemsOf(pair?.value);
    if (pair && items.length > most) {
      const message = `Omni takes at most ${most} kernel arguments and refuses the class with its ${items.length}.`;
      context.report({ at: pair.key.span, message });
    }
    for (const item of items) if (isString(item)) checkArgument(context, item);
  },
};

function checkArgument({ report }: DocumentContext, argument: YamlString): void {
  const bytes = byteLength(argument.value);
  if (bytes > longest)
    report({
      at: argument.span,
      message: `This kernel argument has ${bytes} bytes; Omni takes at most ${longest} and refuses the class.`,
    });
  const control = argument.value.search(/\p{Cc}/u);
  if (control < 0) return;
  const lineBreak = /[\r\n]/.test(argument.value[control] ?? '');
  report({
    at: lineBreak ? visibleSpan(argument) : valueSpan(argument, span(control, control + 1)),
    message: lineBreak
      ? 'This kernel argument holds a line break, which Omni refuses. Write each argument on one line, without `|` or `>`.'
      : 'This kernel argument holds a control character, which Omni refuses.',
  });
}

/** The first line that shows. */
function visibleSpan(argument: YamlString): { start: number; end: number } {
  const start = argument.value.search(/\S/);
  if (start < 0) return argument.span;
  const end = argument.value.slice(start).search(/[\r\n]/);
  return valueSpan(argument, span(start, end < 0 ? argument.value.length : start + end));
}
