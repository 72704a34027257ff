import { keyText, pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const envelope: DocumentRule = {
  id: 'machine-class/envelope',
  title: 'A machine class with other keys than `metadata` and `spec`',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: '`omnictl apply` takes a mapping of exactly two keys, `metadata` and `spec`. A Kubernetes-style document with `apiVersion` and `kind` is refused with "expected 4 elements node, got 8", without a line number.',
  ...diff(`
-apiVersion: omni.sidero.dev/v1
-kind: MachineClass
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   matchlabels: [omni.sidero.dev/platform = metal]
`),
  source: 'cosi-project/runtime pkg/resource/protobuf/yaml.go; omni-infra-provider-proxmox issues 21 and 24',
  check({ document, report }) {
    const { root } = document.yaml;
    if (root?.type !== 'map') return;
    for (const pair of root.pairs) {
      const key = keyText(pair);
      if (key === 'metadata' || key === 'spec') {
        if (pair.value.type === 'map') continue;
        report({ at: pair.key.span, message: `\`${key}\` holds no mapping, so \`omnictl apply\` refuses the file.` });
        continue;
      }
      report({
        at: pair.key.span,
        message: `\`omnictl apply\` refuses the file: a machine class has only \`metadata\` and \`spec\`, not \`${key}\`.`,
        fixes: removeFixes(document.text, pair, `Remove \`${key}\``),
      });
    }
    for (const key of ['metadata', 'spec']) {
      const first = root.pairs[0];
      if (pairOf(root, key) || !first) continue;
      report({
        at: first.key.span,
        message: `The machine class has no \`${key}\`, so \`omnictl apply\` refuses the file.`,
      });
    }
  },
};
