import { machineClassType } from '../../kinds/machine-class.ts';
import { pairOf, scalarText, type YamlMap } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

const required = [
  { key: 'namespace', value: 'default' },
  { key: 'type', value: machineClassType },
] as const;

export const metadata: DocumentRule = {
  id: 'machine-class/metadata',
  title: 'A machine class whose `metadata` lacks its namespace, type or id',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: '`omnictl apply` fills in nothing: without the full type string it cannot create the resource, and the namespace of a machine class is always `default`. Short names such as `machineclass` work on the command line, not in files.',
  ...diff(`
 metadata:
+  namespace: default
+  type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   matchlabels: [omni.sidero.dev/platform = metal]
`),
  source: 'cosi-project/runtime pkg/resource/metadata.go; omni client/pkg/omnictl/apply.go',
  check(context) {
    const pair = pairOf(context.document.yaml.root, 'metadata');
    if (pair?.value.type !== 'map') return;
    const map = pair.value;
    for (const { key, value } of required) checkKey(context, map, key, value);
    const id = pairOf(map, 'id');
    if (id && id.value.type !== 'scalar') return;
    if (scalarText(id?.value)) return;
    context.report({
      at: id?.key.span ?? pair.key.span,
      message: 'The machine class has no `id`, so cluster templates cannot name it and `omnictl apply` refuses it.',
    });
  },
};

function checkKey({ document, report }: DocumentContext, map: YamlMap, key: string, value: string): void {
  const pair = pairOf(map, key);
  const written = scalarText(pair?.value);
  if (written === value) return;
  if (!pair || written === undefined || written === '') {
    const edit = addLines(document.text, map, [`${key}: ${value}`]);
    const fixes: readonly Fix[] = !pair && edit ? [{ title: `Add \`${key}: ${value}\``, edits: [edit] }] : [];
    const owner = pairOf(document.yaml.root, 'metadata')?.key.span ?? map.span;
    report({
      at: pair?.key.span ?? owner,
      message: `\`metadata\` has no \`${key}\`, so \`omnictl apply\` refuses the machine class. It is \`${value}\`.`,
      fixes,
    });
    return;
  }
  report({
    at: pair.value.span,
    message: `The \`${key}\` of a machine class is \`${value}\`; with \`${written}\` \`omnictl apply\` refuses it.`,
    fixes: [replaceFix(pair.value.span, value)],
  });
}
