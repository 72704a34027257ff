import { documentSpan } from '../../kinds/cluster-template.ts';
import { templateKinds } from '../../kinds/kind.ts';
import { lineBreakOf } from '../../text/edits.ts';
import { span } from '../../text/span.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { diff } from '../examples.ts';
import type { FileContext, FileRule } from '../rule.ts';

export const documents: FileRule = {
  id: 'cluster-template/documents',
  title: 'A template without exactly one `Cluster` and one `ControlPlane`',
  severity: 'error',
  kinds: templateKinds,
  needs: 'file',
  why: 'omnictl reads each file as one whole cluster: one `Cluster`, one `ControlPlane`, and as many `Workers` and `Machine` documents as there are. Several hosts are several `Workers`, but never several `ControlPlane` documents.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
 ---
 kind: ControlPlane
-machineClass: {name: lab-a, size: 1}
----
-kind: ControlPlane
-machineClass: {name: lab-b, size: 1}
+machineClass: {name: lab-control-plane, size: 3}
`),
  source: 'omni client/pkg/template/internal/models/list.go (Validate)',
  check(context) {
    checkMore(context);
    checkBeginning(context);
    if (context.document === templateFile(context.file).first) checkMissing(context);
  },
};

function checkMore({ document, file, report }: FileContext): void {
  const { clusters, controlPlanes } = templateFile(file);
  const at = documentSpan(document.yaml.root);
  if (document.kind === 'template-cluster' && document !== clusters[0]) {
    report({
      at,
      message:
        'This is not the first `Cluster` of the file, and omnictl refuses a template with more than one. Give each cluster a file of its own.',
    });
  }
  if (document.kind === 'template-control-plane' && document !== controlPlanes[0]) {
    report({
      at,
      message:
        'This is not the first `ControlPlane` of the file, and omnictl refuses a template with more than one. Raise the size of the first; only `Workers` can stand several times.',
    });
  }
}

/** Only the first document of a file may begin without `---`, so another one that does stands behind `...`. */
function checkBeginning({ document, file, report }: FileContext): void {
  if (document === file.documents[0]?.document || /^---(?=\s|$)/m.test(document.text)) return;
  const start = document.text.search(/^[^\s#%]/m);
  if (start < 0) return;
  report({
    at: documentSpan(document.yaml.root),
    message: 'A document behind `...` begins with `---`, and without it omnictl refuses the template.',
    fixes: [
      {
        title: 'Begin it with `---`',
        edits: [{ span: span(start, start), newText: `---${lineBreakOf(document.text)}` }],
      },
    ],
  });
}

function checkMissing({ document, file, report }: FileContext): void {
  const { clusters, controlPlanes, whole } = templateFile(file);
  if (!whole) return;
  const missing = [
    ...(clusters.length === 0 ? ['no `Cluster`'] : []),
    ...(controlPlanes.length === 0 ? ['no `ControlPlane`'] : []),
  ];
  if (missing.length === 0) return;
  report({
    at: documentSpan(document.yaml.root),
    message: `This file has ${missing.join(' and ')} document, so omnictl refuses it as a template.`,
  });
}
