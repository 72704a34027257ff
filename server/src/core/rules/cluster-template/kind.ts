import { modelKinds } from '../../kinds/cluster-template.ts';
import { nearest } from '../../text/names.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import type { DocumentRule } from '../rule.ts';

export const kind: DocumentRule = {
  id: 'cluster-template/kind',
  title: 'A document of a cluster template with an unknown `kind`, or none',
  severity: 'error',
  kinds: ['template-unknown'],
  needs: 'document',
  why: 'omnictl knows four kinds, `Cluster`, `ControlPlane`, `Workers` and `Machine`, written exactly so. One document of another kind makes it refuse the whole template.',
  bad: `
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
---
kind: Worker
machineClass: {name: lab-worker, size: 1}
`,
  good: `
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
---
kind: Workers
machineClass: {name: lab-worker, size: 1}
`,
  source: 'omni client/pkg/template/internal/models/models.go (register)',
  check({ document, report }) {
    const { root } = document.yaml;
    const pair = pairOf(root, 'kind');
    if (!pair) {
      const first = root?.type === 'map' ? root.pairs[0] : undefined;
      if (first)
        report({ at: first.key.span, message: 'This document has no `kind`, so omnictl refuses the template.' });
      return;
    }
    const written = stringOf(at(root, 'kind'));
    const near = written === undefined ? undefined : nearest(written, modelKinds);
    const hint = near ? ` Did you mean \`${near}\`?` : '';
    const where = pair.value.span.end > pair.value.span.start ? pair.value.span : pair.key.span;
    report({
      at: where,
      message: `omnictl refuses the template: \`${written ?? pair.value.type}\` is none of ${modelKinds.map((name) => `\`${name}\``).join(', ')}.${hint}`,
      fixes: near ? [replaceFix(where, near)] : [],
    });
  },
};
