import { isTemplateKind } from '../../kinds/kind.ts';
import { span } from '../../text/span.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const emptyDocument: FileRule = {
  id: 'cluster-template/empty-document',
  title: 'An empty document in a cluster template',
  severity: 'error',
  kinds: ['empty'],
  needs: 'file',
  why: 'A `---` with nothing but comments after it is a document that holds null, and omnictl refuses the whole template with "unexpected node kind 8, expecting mapping". A trailing `---` is the usual cause.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
----
`),
  source: 'omni client/pkg/template/template.go (findKind)',
  check({ document, file, report }) {
    if (!file.documents.some((placed) => isTemplateKind(placed.document.kind))) return;
    const marker = /^---/m.exec(document.text)?.index;
    if (marker === undefined) return;
    const lineEnd = document.text.indexOf('\n', marker);
    const newline = lineEnd < 0 ? document.text.length : lineEnd + 1;
    // `null` written out would become part of the document above.
    const saysNull = /^[ \t]*[^\s#.]/m.test(document.text.slice(newline));
    report({
      at: span(marker, marker + 3),
      message: 'This `---` begins a document that holds nothing, so omnictl refuses the whole template.',
      fixes: saysNull
        ? []
        : [{ title: 'Remove the empty document', edits: [{ span: span(marker, newline), newText: '' }] }],
    });
  },
};
