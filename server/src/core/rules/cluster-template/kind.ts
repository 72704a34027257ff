import { modelKinds } from '../../kinds/cluster-template.ts';
import { isTemplateKind } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { firstLine } from '../../text/span.ts';
import type { SourceDocument, SourceFile } from '../../workspace/file.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { isNull, pairOf, pairsOf, scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { FileContext, FileRule } from '../rule.ts';

export const kind: FileRule = {
  id: 'cluster-template/kind',
  title: 'A document of a cluster template with an unknown `kind`, or none',
  severity: 'error',
  kinds: 'any',
  needs: 'file',
  why: 'omnictl knows four kinds, `Cluster`, `ControlPlane`, `Workers` and `Machine`, written exactly so. One document of another kind makes it refuse the whole template.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 ---
-kind: Worker
+kind: Workers
 machineClass: {name: lab-worker, size: 1}
`),
  source: 'omni client/pkg/template/internal/models/models.go (register)',
  check({ document, file, report }) {
    const { root } = document.yaml;
    if (isTemplateKind(document.kind)) checkOwn(document, report);
    if (document.kind !== 'template-unknown' && !isForeign(document, file)) return;
    const pair = pairOf(root, 'kind');
    if (!pair) {
      const first = root?.type === 'map' ? (root.pairs[0]?.key ?? root) : root;
      const message = 'This document has no `kind`, so omnictl refuses the template that it stands in.';
      if (first) report({ at: firstLine(document.text, first.span), message });
      return;
    }
    const written = scalarText(pair.value);
    const where = pair.value.type === 'scalar' && written !== undefined ? pair.value.span : pair.key.span;
    const same = modelKinds.find((name) => name === written);
    if (same) {
      const missing = same === 'Machine' ? '`name`, its UUID' : '`name`, `kubernetes` or `talos`';
      const wrapped = pairOf(root, 'spec') ?? pairOf(root, 'metadata');
      const hint = wrapped ? ' A template has no `metadata` and no `spec`: the fields stand at the top.' : '';
      report({ at: where, message: `This \`${same}\` has no ${missing}, so omnictl refuses the template.${hint}` });
      return;
    }
    const near = written === undefined || hasPlaceholder(written) ? undefined : nearest(written, modelKinds);
    if (written !== undefined && hasPlaceholder(written)) return;
    const hint = near ? ` Did you mean \`${near}\`?` : '';
    report({
      at: where,
      message: `omnictl refuses the template: \`${written ?? 'kind'}\` is none of ${modelKinds.map((name) => `\`${name}\``).join(', ')}.${hint}`,
      fixes: near ? [replaceFix(where, near)] : [],
    });
  },
};

/** omnictl looks for the kind before it follows merge keys and aliases. */
function checkOwn({ yaml: { root } }: SourceDocument, report: FileContext['report']): void {
  const pair = pairsOf(root).find(({ key }) => key.value === 'kind');
  const read = pair?.value ?? pairOf(root, 'kind')?.value;
  if (!read || (pair && read.span.start >= pair.key.span.end)) return;
  const what = pair ? 'an alias' : 'a merge key';
  report({
    at: pair?.key.span ?? pairsOf(root)[0]?.key.span ?? read.span,
    message: `omnictl does not look for the \`kind\` behind ${what}, so it refuses the template. Write it out.`,
  });
}

/** A document of something else in a file that begins as a cluster template: omnictl reads every document of the file. */
function isForeign({ kind: own, yaml }: SourceDocument, file: SourceFile): boolean {
  if (own === 'empty' || own === 'opaque' || isTemplateKind(own) || isNull(yaml.root)) return false;
  return templateFile(file).clusters.length > 0;
}
