import type { Entry } from '../../kinds/cluster-template.ts';
import { textAt } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { manifestsOf } from '../../kinds/template-entries.ts';
import { nearest } from '../../text/names.ts';
import { isNull, pairOf, scalarText } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { checkInline, checkSources } from '../entry-source.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

const modes = ['full', 'one-time'];

export const manifest: DocumentRule = {
  id: 'cluster-template/manifest',
  title: 'A Kubernetes manifest of the template that omnictl refuses',
  severity: 'error',
  kinds: ['template-cluster'],
  needs: 'document',
  why: 'A manifest has its content in a `file` or `inline`, a name of its own (the path of its file does), and a `mode`: `full` keeps the objects as they are written, `one-time` applies them once. omnictl refuses the template otherwise.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes:
   version: v1.36.2
   manifests:
     - file: manifests/cilium.yaml
+      mode: one-time
 talos: {version: v1.13.6}
`),
  source: 'omni client/pkg/template/internal/models/kubernetes_manifest.go (Validate)',
  check(context) {
    const { document, report } = context;
    const seen = new Set<string>();
    for (const entry of manifestsOf(document.yaml.root)) {
      checkSources(report, entry, 'manifest', 'inline');
      checkInline(report, pairOf(entry.map, 'inline'));
      checkMode(context, entry);
      const name = textAt(entry.map, 'name') || textAt(entry.map, 'file');
      if (name === '') {
        report({
          at: pairOf(entry.map, 'name')?.key.span ?? entry.at,
          message: 'This manifest has no `name`, so omnictl refuses the template.',
        });
      } else if (seen.has(name)) {
        report({
          at: nameSpan(entry),
          message: `Another manifest above is called \`${name}\`, so omnictl refuses the template.`,
        });
      }
      if (!hasPlaceholder(name)) seen.add(name);
    }
  },
};

function nameSpan({ map, at }: Entry): Entry['at'] {
  return textAt(map, 'name') === '' ? (pairOf(map, 'file')?.value.span ?? at) : at;
}

function checkMode({ document, report }: DocumentContext, { map, at }: Entry): void {
  const pair = pairOf(map, 'mode');
  if (!pair || isNull(pair.value)) {
    const edit = pair ? undefined : addLines(document.text, map, ['mode: full']);
    report({
      at: pair?.key.span ?? at,
      message: 'This manifest has no `mode`, so omnictl refuses the template. It is `full` or `one-time`.',
      fixes: edit ? [{ title: 'Add `mode: full`', edits: [edit] }] : [],
    });
    return;
  }
  const written = scalarText(pair.value);
  if (written === undefined || modes.includes(written) || hasPlaceholder(written)) return;
  const near = nearest(written, modes) ?? (/once/i.test(written) ? 'one-time' : undefined);
  report({
    at: pair.value.span,
    message: `\`${written}\` is no mode: omnictl takes \`full\` or \`one-time\` and refuses the template.`,
    fixes: near ? [replaceFix(pair.value.span, near)] : [],
  });
}
