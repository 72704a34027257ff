import { templateKinds } from '../../kinds/kind.ts';
import { labelledOf } from '../../kinds/template-entries.ts';
import { byteLength } from '../../text/bytes.ts';
import { omniGates, omniHas } from '../../versions/gates.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { keyText, pairOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

const limits = { key: 1024, value: 16 * 1024, entries: 256 } as const;

export const labelLimits: WorkspaceRule = {
  id: 'cluster-template/label-limits',
  title: 'A label or annotation that Omni refuses',
  severity: 'error',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'omnictl passes labels and annotations on as they are. The server refuses control characters in them (a line break is one), empty keys, keys above 1 KiB, values above 16 KiB and more than 256 entries, so the template stops in the middle of its sync. Omni before 1.9 takes all of this.',
  ...diff(`
 kind: Workers
 annotations:
-  example.com/note: |
-    In the cellar.
+  example.com/note: In the cellar.
 machineClass: {name: lab-worker, size: 1}
`),
  source: 'omni internal/backend/runtime/omni/validations/metadata.go',
  check(context) {
    if (!omniHas(omniInUse(context)?.version, omniGates.limits)) return;
    for (const owner of labelledOf(context.document.yaml.root)) {
      for (const name of ['labels', 'annotations']) {
        const pair = pairOf(owner, name);
        if (pair) checkEntries(context, pair);
      }
    }
  },
};

function checkEntries({ report }: DocumentContext, owner: YamlPair): void {
  if (owner.value.type !== 'map') return;
  const { pairs } = owner.value;
  if (pairs.length > limits.entries) {
    const message = `Omni takes at most ${limits.entries} ${keyText(owner)} and refuses these ${pairs.length} at sync.`;
    report({ at: owner.key.span, message });
  }
  for (const pair of pairs) {
    const problem = keyProblem(keyText(pair)) ?? valueProblem(scalarText(pair.value) ?? '');
    if (problem !== undefined) report({ at: pair.key.span, message: `${problem}, which Omni refuses at sync.` });
  }
}

function keyProblem(key: string): string | undefined {
  if (key === '') return 'The key is empty';
  if (/\p{Cc}/u.test(key)) return 'The key holds a control character';
  return byteLength(key) > limits.key ? `The key has more than ${limits.key} bytes` : undefined;
}

function valueProblem(value: string): string | undefined {
  if (/[\r\n]/.test(value)) return 'The value holds a line break';
  if (/\p{Cc}/u.test(value)) return 'The value holds a control character';
  return byteLength(value) > limits.value ? `The value has more than ${limits.value} bytes` : undefined;
}
