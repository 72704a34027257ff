import { textAt } from '../../kinds/cluster-template.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { goBoolean } from '../../yaml/go-decode.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const machineLocked: FileRule = {
  id: 'cluster-template/machine-locked',
  title: 'A locked control plane',
  severity: 'error',
  kinds: ['template-machine'],
  needs: 'file',
  why: 'A locked machine gets no changes of its configuration. Omni does not allow that for control planes, which would drift apart, so omnictl refuses the template.',
  ...diff(`
-kind: ControlPlane
+kind: Workers
 machines: [4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11]
 ---
 kind: Machine
 name: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11
 locked: true
`),
  source: 'omni client/pkg/template/internal/models/list.go (Validate)',
  check({ document, file, report }) {
    const { root } = document.yaml;
    const pair = pairOf(root, 'locked');
    if (!pair || goBoolean(pair.value) !== true) return;
    const mentions = templateFile(file).mentions.get(textAt(root, 'name')) ?? [];
    if (!mentions.some((mention) => mention.document.kind === 'template-control-plane')) return;
    report({
      at: pair.value.span,
      message: 'This machine is a control plane, and omnictl refuses a template that locks one.',
      fixes: removeFixes(document.text, pair, 'Remove `locked`'),
    });
  },
};
