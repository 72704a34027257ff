import { sourcesOf } from '../../kinds/argocd.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { cleanPath } from '../../workspace/gitops.ts';
import { isNameToFill, isOutOfUse } from '../../workspace/out-of-use.ts';
import { folderOfSource, lacks } from '../../workspace/source-files.ts';
import { resolvePath, type WorkspaceView } from '../../workspace/view.ts';
import { isSwitchedOn } from '../../yaml/kubernetes-scalar.ts';
import { at, isString, itemsOf, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const valuesFile: WorkspaceRule = {
  id: 'argocd/values-file',
  title: 'A file of chart values that is not in this repository',
  severity: 'error',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Helm cannot open the file, so Argo CD answers with a ComparisonError and syncs nothing. A path behind `$name/` counts from the top of the repository whose source has `ref: name`; any other path counts from the source’s own folder. `ignoreMissingValueFiles: true` allows files to be missing.',
  ...diff(`
 === values/dashboard.yaml
 replicas: 1
 === apps/wiki/deployment.yaml
 kind: Deployment
 === apps.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
   sources:
     - repoURL: https://charts.example.com
       chart: dashboard
       targetRevision: 1.2.3
-      helm: {valueFiles: [$values/values/dashbord.yaml]}
+      helm: {valueFiles: [$values/values/dashboard.yaml]}
     - {repoURL: https://git.example.com/gitops.git, ref: values}
     - {repoURL: https://git.example.com/gitops.git, path: apps/wiki}
`),
  source: 'argo-cd reposerver/repository/repository.go (resolveReferencedSources, getResolvedValueFiles)',
  check({ document, file, workspace, report }) {
    if (isOutOfUse(workspace, file)) return;
    const sources = sourcesOf(at(document.yaml.root, 'spec'));
    for (const source of sources) {
      const helm = at(source, 'helm');
      if (isSwitchedOn(at(helm, 'ignoreMissingValueFiles'))) continue;
      for (const item of itemsOf(at(helm, 'valueFiles'))) {
        if (!isString(item) || item.value === '' || hasPlaceholder(item.value) || /[*?[]|:\/\//.test(item.value))
          continue;
        const place = placeOf(workspace, source, sources, item.value);
        // Argo CD fills in variables of the build.
        if (
          !place ||
          isNameToFill(place.path) ||
          place.path.includes('$') ||
          !lacks(workspace, place.folder, place.path)
        )
          continue;
        const near = nearest(place.path, workspace.paths(place.folder));
        const written = near?.startsWith(place.base) ? place.lead + near.slice(place.base.length) : undefined;
        report({
          at: item.span,
          message: `This repository has no file \`${place.path}\`, so Argo CD cannot render the chart and syncs nothing.${near ? ` Did you mean \`${near}\`?` : ''}`,
          severity: place.certain ? 'error' : 'warning',
          fixes: written === undefined ? [] : [replaceFix(item.span, written)],
        });
      }
    }
  },
};

interface Place {
  readonly folder: string;
  readonly certain: boolean;
  readonly path: string;
  /** What stands before the path in the file, and what it means: `$values/` for the top of the repository. */
  readonly lead: string;
  readonly base: string;
}

function placeOf(
  workspace: WorkspaceView,
  source: YamlNode,
  sources: readonly YamlNode[],
  written: string,
): Place | undefined {
  const reference = /^\$([\w-]+)\//.exec(written);
  if (reference) {
    const named = sources.find((candidate) => stringOf(at(candidate, 'ref')) === reference[1]);
    const found = folderOfSource(workspace, named);
    return (
      found && { ...found, path: resolvePath('', written.slice(reference[0].length)), lead: reference[0], base: '' }
    );
  }
  if (written.startsWith('/') || written.startsWith('$') || at(source, 'chart')) return undefined;
  const path = stringOf(at(source, 'path'));
  const found = folderOfSource(workspace, source);
  if (path === undefined || !found || hasPlaceholder(path)) return undefined;
  const base = cleanPath(path);
  // A folder that is missing as a whole is another mistake.
  if (workspace.exists(found.folder, base) !== true) return undefined;
  const start = base === '' ? '' : `${base}/`;
  return { ...found, path: resolvePath(`${start}x`, written), lead: '', base: start };
}
