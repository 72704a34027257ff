import { byteLength } from '../../text/bytes.ts';
import { omniGates, omniHas } from '../../versions/gates.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { at, isNull, keyText, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

/** In bytes. */
const limits = { id: 1024, key: 1024, value: 16 * 1024, entries: 256 } as const;

export const metadataLimits: WorkspaceRule = {
  id: 'machine-class/metadata-limits',
  title: 'An id, label or annotation that Omni refuses',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'Omni refuses ids, labels and annotations with control characters (a line break is one), empty keys, ids and keys above 1 KiB, values above 16 KiB and more than 256 entries. Omni before 1.9 has none of these limits. Values are text or numbers, never mappings or lists.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: bare-metal
   annotations:
-    example.com/note: |
-      Only for the lab.
+    example.com/note: Only for the lab.
 spec:
   matchlabels: [omni.sidero.dev/platform = metal]
`),
  source: 'omni internal/backend/runtime/omni/validations/metadata.go; cosi-project/runtime pkg/resource/metadata.go',
  check(context) {
    const metadata = at(context.document.yaml.root, 'metadata');
    const id = pairOf(metadata, 'id');
    const limited = omniHas(omniInUse(context)?.version, omniGates.limits);
    if (limited && id && !isNull(id.value)) checkText(context, id, scalarText(id.value), limits.id, 'The id');
    for (const name of ['labels', 'annotations']) {
      const owner = pairOf(metadata, name);
      checkShape(context, owner);
      if (limited) checkLimits(context, owner);
    }
  },
};

/** A mapping of texts, which every omnictl asks for. */
function checkShape({ report }: DocumentContext, owner: YamlPair | undefined): void {
  if (!owner) return;
  const { key, value } = owner;
  if (value.type !== 'map') {
    const problem = isNull(value) ? 'is empty' : 'holds no mapping';
    report({ at: key.span, message: refusal(`\`${keyText(owner)}\` ${problem}`) });
    return;
  }
  for (const pair of value.pairs)
    if (pair.value.type !== 'scalar')
      report({ at: pair.key.span, message: refusal(`\`${keyText(pair)}\` holds no text`) });
}

function checkLimits(context: DocumentContext, owner: YamlPair | undefined): void {
  if (owner?.value.type !== 'map') return;
  const { pairs } = owner.value;
  if (pairs.length > limits.entries)
    context.report({
      at: owner.key.span,
      message: `Omni takes at most ${limits.entries} ${keyText(owner)} and refuses the class with its ${pairs.length}.`,
    });
  for (const pair of pairs) checkEntry(context, pair);
}

function checkEntry(context: DocumentContext, pair: YamlPair): void {
  const key = keyText(pair);
  if (key === '') context.report({ at: pair.key.span, message: 'A key is empty, so Omni refuses the class.' });
  else if (byteLength(key) > limits.key)
    context.report({ at: pair.key.span, message: `A key has at most ${limits.key} bytes; Omni refuses the class.` });
  if (pair.value.type === 'scalar')
    checkText(context, pair, scalarText(pair.value), limits.value, `The value of \`${key}\``);
}

function checkText(
  context: DocumentContext,
  pair: YamlPair,
  text: string | undefined,
  most: number,
  what: string,
): void {
  const block = pair.value.type === 'scalar' && (pair.value.style === 'literal' || pair.value.style === 'folded');
  const place = block ? pair.key.span : pair.value.span;
  if (text === undefined) return;
  if (/\p{Cc}/u.test(text)) {
    const found = /[\r\n]/.test(text) ? 'a line break' : 'a control character';
    context.report({ at: place, message: `${what} holds ${found}, so Omni refuses the class. Write it on one line.` });
  } else if (byteLength(text) > most)
    context.report({ at: place, message: `${what} has more than ${most} bytes, so Omni refuses the class.` });
}

function refusal(what: string): string {
  return `${what}, so \`omnictl apply\` refuses the class.`;
}
