import { machineClassType } from '../../kinds/machine-class.ts';
import { type Span, span } from '../../text/span.ts';
import { contentOf, pairOf, scalarText, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
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
    reportAbsent(context, pair.key.span, map);
    for (const { key, value } of required) checkKey(context, map, key, value);
    const id = pairOf(map, 'id');
    if (id && id.value.type !== 'scalar') {
      context.report({ at: id.key.span, message: '`id` is text, so `omnictl apply` refuses the machine class.' });
      return;
    }
    // What stands there is read word by word: `~` is an id too.
    if (id?.value.type === 'scalar' && contentOf(id.value) !== '') return;
    context.report({
      at: id?.key.span ?? pair.key.span,
      message: 'The machine class has no `id`, so cluster templates cannot name it and `omnictl apply` refuses it.',
    });
  },
};

/** Tells of all keys that are not there at once, so that one fix adds them. */
function reportAbsent({ document, report }: DocumentContext, at: Span, map: YamlMap): void {
  const absent = required.filter(({ key }) => !pairOf(map, key));
  if (absent.length === 0) return;
  const edit = addLines(
    document.text,
    map,
    absent.map(({ key, value }) => `${key}: ${value}`),
  );
  const [only] = absent.length === 1 ? absent : [];
  const title = only ? `Add \`${only.key}: ${only.value}\`` : 'Add `namespace` and `type`';
  const keys = absent.map(({ key }) => `no \`${key}\``).join(' and ');
  const values = absent.map(({ value }) => `\`${value}\``).join(' and ');
  report({
    at,
    message: `\`metadata\` has ${keys}, so \`omnictl apply\` refuses the machine class. ${only ? 'It is' : 'They are'} ${values}.`,
    fixes: edit ? [{ title, edits: [edit] }] : [],
  });
}

function checkKey({ document, report }: DocumentContext, map: YamlMap, key: string, value: string): void {
  const pair = pairOf(map, key);
  const written = scalarText(pair?.value);
  if (!pair || written === value) return;
  if (written === undefined || written === '') {
    report({
      at: pair.key.span,
      message: `\`metadata\` has no \`${key}\`, so \`omnictl apply\` refuses the machine class. It is \`${value}\`.`,
      fixes: pair.value.type === 'scalar' ? fillFixes(document.text, pair, value) : [],
    });
    return;
  }
  report({
    at: pair.value.span,
    message: `The \`${key}\` of a machine class is \`${value}\`; with \`${written}\` \`omnictl apply\` refuses it.`,
    fixes: [replaceFix(pair.value.span, value)],
  });
}

/** Writes the value of a key that has none, or an empty text. */
function fillFixes(text: string, { key, value: node }: YamlPair, value: string): readonly Fix[] {
  if (node.span.end > node.span.start) return [replaceFix(node.span, value)];
  const colon = text.indexOf(':', key.span.end) + 1;
  return [{ title: `Write \`${value}\``, edits: [{ span: span(colon, colon), newText: ` ${value}` }] }];
}
