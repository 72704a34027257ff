import { byteLength } from '../../text/bytes.ts';
import { at, isNull, keyText, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

/** The limits of Omni 1.9.0 and later, in bytes. */
const limits = { id: 1024, key: 1024, value: 16 * 1024, entries: 256 } as const;

export const metadataLimits: DocumentRule = {
  id: 'machine-class/metadata-limits',
  title: 'An id, label or annotation that Omni refuses',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni refuses ids, labels and annotations with control characters (a line break is one), empty keys, ids and keys above 1 KiB, values above 16 KiB and more than 256 entries. Values are text or numbers, never mappings or lists.',
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
    if (id && !isNull(id.value)) checkText(context, id, scalarText(id.value), limits.id, 'The id');
    for (const name of ['labels', 'annotations']) checkEntries(context, pairOf(metadata, name));
  },
};

function checkEntries(context: DocumentContext, owner: YamlPair | undefined): void {
  if (!owner) return;
  const { key, value } = owner;
  const name = keyText(owner);
  if (value.type !== 'map') {
    if (isNull(value)) context.report({ at: key.span, message: refusal(`\`${name}\` is empty`) });
    else context.report({ at: key.span, message: refusal(`\`${name}\` holds no mapping`) });
    return;
  }
  if (value.pairs.length > limits.entries)
    context.report({
      at: key.span,
      message: `Omni takes at most ${limits.entries} ${name} and refuses the class with its ${value.pairs.length}.`,
    });
  for (const pair of value.pairs) checkEntry(context, pair);
}

function checkEntry(context: DocumentContext, pair: YamlPair): void {
  const key = keyText(pair);
  if (key === '') context.report({ at: pair.key.span, message: 'A key is empty, so Omni refuses the class.' });
  else if (byteLength(key) > limits.key)
    context.report({ at: pair.key.span, message: `A key has at most ${limits.key} bytes; Omni refuses the class.` });
  if (pair.value.type === 'scalar')
    checkText(context, pair, scalarText(pair.value), limits.value, `The value of \`${key}\``);
  else context.report({ at: pair.key.span, message: refusal(`\`${key}\` holds no text`) });
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
