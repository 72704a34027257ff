import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { templateTable } from '../../schema/cluster-template.ts';
import { templateFile } from '../../workspace/template-file.ts';
import { removeFixes, rewordFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { ownDocumentFixes } from '../own-document.ts';
import type { FileRule } from '../rule.ts';

export const unknownField: FileRule = {
  id: 'cluster-template/unknown-field',
  title: 'A key that the cluster template does not have',
  severity: 'error',
  kinds: templateKinds,
  needs: 'file',
  why: 'omnictl decodes strictly: one unknown key and the whole template is refused, with a line number that counts from the document and not from the file. Machine sets are documents of their own, not keys of `Cluster`.',
  ...diff(`
 kind: Cluster
 name: lab
 kubernetes: {version: v1.36.2}
 talos: {version: v1.13.6}
-feature: {enableWorkloadProxy: true}
+features: {enableWorkloadProxy: true}
`),
  source: 'omni client/pkg/template/template.go (KnownFields)',
  check({ document, file, report }) {
    const { root } = document.yaml;
    const table = templateTable(document.kind);
    if (root?.type !== 'map' || !table) return;
    for (const problem of checkFields(root, table, { owner: root.span, skip: hasPlaceholder })) {
      if (problem.code !== 'unknown' || !problem.pair) continue;
      const split = splitHint(problem);
      const { at, suggestion, path, pair } = problem;
      if (split) {
        const kind = ownKinds[problem.key];
        // A second `ControlPlane` would be refused too.
        const isFree = kind !== 'ControlPlane' || templateFile(file).controlPlanes.length === 0;
        const own = kind && isFree ? ownDocumentFixes(document.text, root, pair, kind) : [];
        const remove = problem.key === 'apiVersion' ? removeFixes(document.text, pair, 'Remove `apiVersion`') : [];
        report({ at, message: split, fixes: [...own, ...remove] });
        continue;
      }
      const hint = suggestion ? ` Did you mean \`${suggestion}\`?` : '';
      const fixes = suggestion
        ? [rewordFix(pair.key, suggestion)]
        : removeFixes(document.text, pair, `Remove \`${problem.key}\``);
      report({ at, message: `omnictl refuses the template: there is no \`${path}\` here.${hint}`, fixes });
    }
  },
};

const ownKinds: Readonly<Record<string, string>> = {
  controlPlane: 'ControlPlane',
  controlplane: 'ControlPlane',
  controlPlanes: 'ControlPlane',
  workers: 'Workers',
  worker: 'Workers',
  machines: 'Machine',
};

/** What to say of keys that stem from another format: nested machine sets, a Kubernetes envelope. */
function splitHint({ path, key, pair }: FieldProblem): string | undefined {
  if (path.includes('.')) return undefined;
  const kind = ownKinds[key];
  if (kind && pair?.value.type !== 'scalar') {
    return `omnictl refuses the template: \`${key}\` is a document of its own. Move it below a \`---\` line as \`kind: ${kind}\`.`;
  }
  if (key === 'spec' || key === 'metadata' || key === 'apiVersion') {
    return `omnictl refuses the template: it has no \`${key}\`. The fields stand at the top of the document.`;
  }
  return undefined;
}
