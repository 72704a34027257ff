import { sourcesOf } from '../../kinds/argocd.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { cleanPath } from '../../workspace/gitops.ts';
import { isNameToFill, isOutOfUse } from '../../workspace/out-of-use.ts';
import { folderOfSource, lacks } from '../../workspace/source-files.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const pathMissing: WorkspaceRule = {
  id: 'argocd/path-missing',
  title: 'An Application whose path is not in this repository',
  severity: 'error',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Argo CD answers with a ComparisonError (“app path does not exist”) and syncs nothing. The rule speaks only where the source is the repository in this workspace, at its main branch: told by the git remote, or, less certainly, by other Applications that read folders which exist here.',
  ...diff(`
 === apps/dashboard/deployment.yaml
 kind: Deployment
 === root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
-  source: {repoURL: https://git.example.com/gitops.git, path: apps/dashbord}
+  source: {repoURL: https://git.example.com/gitops.git, path: apps/dashboard}
 === links.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: links, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: apps/links}
 === wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: apps/wiki}
 === apps/links/deployment.yaml
 kind: Deployment
 === apps/wiki/deployment.yaml
 kind: Deployment
`),
  source: 'argo-cd util/app/path/path.go (CheckPath)',
  check({ document, file, workspace, report }) {
    if (isOutOfUse(workspace, file)) return;
    for (const source of sourcesOf(at(document.yaml.root, 'spec'))) {
      const path = at(source, 'path');
      if (!isString(path) || hasPlaceholder(path.value) || isNameToFill(path.value) || at(source, 'chart')) continue;
      const found = folderOfSource(workspace, source);
      if (!found) continue;
      const { folder, certain } = found;
      const written = cleanPath(path.value);
      if (written.split('/').includes('..') || !lacks(workspace, folder, written)) continue;
      const near = nearPath(workspace, folder, written);
      report({
        at: path.span,
        message: `This repository has no folder \`${written}\`, so Argo CD cannot read the Application’s manifests and syncs nothing.${near ? ` Did you mean \`${near}\`?` : ''}`,
        severity: certain ? 'error' : 'warning',
        fixes: near ? [replaceFix(path.span, near)] : [],
      });
    }
  },
};

/** The nearest folder: one slip away as a whole, or of the same name elsewhere where there is just one. */
function nearPath(workspace: WorkspaceView, folder: string, written: string): string | undefined {
  const all = new Set<string>();
  for (const file of workspace.paths(folder)) {
    for (let slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) all.add(file.slice(0, slash));
  }
  const name = written.split('/').at(-1);
  const same = [...all].filter((path) => path.split('/').at(-1) === name);
  return nearest(written, all) ?? (same.length === 1 ? same[0] : undefined);
}
