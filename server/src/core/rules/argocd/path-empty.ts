import { sourcesOf } from '../../kinds/argocd.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { cleanPath, kustomizationAt, readsAsManifest } from '../../workspace/gitops.ts';
import { isOutOfUse } from '../../workspace/out-of-use.ts';
import { folderOfSource } from '../../workspace/source-files.ts';
import { at, isString, pairOf, type YamlNode } from '../../yaml/nodes.ts';
import { addLines, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const pathEmpty: WorkspaceRule = {
  id: 'argocd/path-empty',
  title: 'An Application whose folder holds no manifest',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Argo CD reads only the files directly in the folder unless `directory.recurse` is true. Without any manifest the Application is synced and healthy and does nothing; with `prune` it stops rather than remove everything.',
  ...diff(`
 === apps/dashboard/base/deployment.yaml
 kind: Deployment
 === root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
-  source: {repoURL: https://git.example.com/gitops.git, path: apps/dashboard}
+  source: {repoURL: https://git.example.com/gitops.git, path: apps/dashboard, directory: {recurse: true}}
 === links.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: links, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: apps/links}
 === apps/links/deployment.yaml
 kind: Deployment
`),
  source: 'argo-cd reposerver/repository/repository.go (findManifests)',
  check({ document, file, workspace, report }) {
    if (isOutOfUse(workspace, file)) return;
    const known = factOf(document.facts, 'application')?.data.sources ?? [];
    for (const [i, source] of sourcesOf(at(document.yaml.root, 'spec')).entries()) {
      const path = at(source, 'path');
      const read = known[i];
      if (!read || !isString(path) || hasPlaceholder(path.value) || !isPlain(source)) continue;
      const folder = folderOfSource(workspace, source)?.folder;
      const base = cleanPath(path.value);
      if (folder === undefined || workspace.exists(folder, base) !== true || kustomizationAt(workspace, folder, base))
        continue;
      const start = base === '' ? '' : `${base}/`;
      const below = workspace.paths(folder).flatMap((file) => (file.startsWith(start) ? file.slice(start.length) : []));
      if (below.some((file) => readsAsManifest(read, file) || isForPlugin(file))) continue;
      // A folder above those of other sources, which are read on their own.
      if (known.some((other) => other !== read && cleanPath(other.path ?? '').startsWith(start))) continue;
      const deep = below.some((file) => readsAsManifest({ ...read, recurse: true }, file));
      const { include: _in, exclude: _out, ...open } = read;
      const isLeftOut = !deep && below.some((file) => readsAsManifest({ ...open, recurse: true }, file));
      report({
        at: path.span,
        message: deep
          ? `All manifests of \`${base}\` lie in folders below it, which Argo CD does not read without \`directory.recurse\`. The Application applies nothing.`
          : isLeftOut
            ? `\`include\` and \`exclude\` of this source leave no manifest of \`${base}\`, so the Application applies nothing.`
            : `There is no manifest in \`${base}\`, so the Application applies nothing.`,
        fixes: deep ? recurseFix(document.text, source) : [],
      });
    }
  },
};

/** Sources that say another way to read them, or that names do not matter (types.go, ApplicationSourceDirectory). */
function isPlain(source: YamlNode): boolean {
  const directory = at(source, 'directory');
  return (
    ['helm', 'kustomize', 'plugin', 'chart', 'ref'].every((key) => !at(source, key)) &&
    ['disableExtensionFilter', 'requireJsonOrYamlExtension'].every((key) => !at(directory, key))
  );
}

/** A file in the folder itself that a plugin of the server may know how to read; manifests are judged by the source. */
function isForPlugin(file: string): boolean {
  return /^[^/]+\.\w+$/.test(file) && !/^(?:README|LICENSE|\.)|\.(?:md|ya?ml|json|jsonnet)$/i.test(file);
}

function recurseFix(text: string, source: YamlNode): readonly Fix[] {
  const title = 'Read the folders below it too';
  const directory = pairOf(source, 'directory');
  const recurse = pairOf(directory?.value, 'recurse');
  if (recurse) return [replaceFix(recurse.value.span, 'true', title)];
  const map = directory?.value ?? source;
  if (map.type !== 'map') return [];
  const edit = addLines(text, map, directory ? ['recurse: true'] : ['directory:', '  recurse: true']);
  return edit ? [{ title, edits: [edit] }] : [];
}
