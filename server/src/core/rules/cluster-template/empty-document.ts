import { isTemplateKind } from '../../kinds/kind.ts';
import { reportEmptyDocument } from '../empty-documents.ts';
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
  check(context) {
    if (!context.file.documents.some((placed) => isTemplateKind(placed.document.kind))) return;
    reportEmptyDocument(
      context,
      'This `---` begins a document that holds nothing, so omnictl refuses the whole template.',
    );
  },
};
