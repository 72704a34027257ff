import { isExamplePath } from '../../kinds/example-path.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { factOf } from '../../workspace/facts.ts';
import { belongsToFolder, cleanPath, isChartFolder, ownersOf } from '../../workspace/gitops.ts';
import { isKustomized } from '../../workspace/objects.ts';
import { isSkipped } from '../../workspace/skipped-files.ts';
import type { Derivation, WorkspaceView } from '../../workspace/view.ts';
import { at } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const manifestUnreached: WorkspaceRule = {
  id: 'argocd/manifest-unreached',
  title: 'A manifest in a folder below an Application’s, which nothing applies',
  severity: 'information',
  kinds: kubernetesKinds,
  needs: 'workspace',
  why: 'Argo CD reads only the files directly in an Application’s folder unless `directory.recurse` is true, so a manifest in a folder below it stays a file. The rule speaks only where no Application, kustomization, chart or ApplicationSet of the workspace reads the folder.',
  ...diff(`
 === root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki}
-spec: {source: {repoURL: https://git.example.com/gitops.git, path: wiki}}
+spec: {source: {repoURL: https://git.example.com/gitops.git, path: wiki, directory: {recurse: true}}}
 === wiki/deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: wiki}
 === wiki/network/ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: wiki}
`),
  source: 'argo-cd reposerver/repository/repository.go (findManifests)',
  check({ document, file, workspace, report }) {
    const object = factOf(document.facts, 'manifest');
    const kind = at(document.yaml.root, 'kind');
    if (
      !object ||
      !kind ||
      isExamplePath(file.path) ||
      isSkipped(workspace, file) ||
      ownersOf(workspace, file).length > 0
    )
      return;
    const reading = workspace.derive(reads).get(file.folder);
    if (!reading) return;
    const above = foldersAbove(file.path);
    const [nearest, ...further] = above.filter((path) => reading.has(path));
    if (nearest === undefined || nearest === above[0]) return;
    if ([nearest, ...further].some((path) => reading.get(path) === undefined)) return;
    if (isKustomized(workspace, file) || isCharted(workspace, file.folder, above)) return;
    const name = reading.get(nearest) ?? '';
    report({
      at: kind.span,
      message: `Application \`${name}\` reads only the files directly in \`${nearest}\`, and no other Application reads this folder, so Argo CD does not apply this ${object.data.kind}.`,
    });
  },
};

/** The folders that hold a file, the nearest first, without the top. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, parts.length - i).join('/'));
}

function isCharted(view: WorkspaceView, folder: string, above: readonly string[]): boolean {
  return above.some((path) => isChartFolder(view, folder, path));
}

/**
 * The folders that Applications read, by workspace folder: the Application's name where it reads just the files in it,
 * undefined where it may read more. None at all where ApplicationSets make Applications that are not seen.
 */
const reads: Derivation<ReadonlyMap<string, ReadonlyMap<string, string | undefined>>> = {
  name: 'folders-that-applications-read',
  compute(view) {
    const found = new Map<string, Map<string, string | undefined>>();
    if (view.facts('manifest').some(({ fact }) => fact.data.kind === 'ApplicationSet')) return found;
    for (const { uri } of view.folders()) {
      const own = new Map<string, string | undefined>();
      found.set(uri, own);
      for (const { fact } of view.facts('application')) {
        for (const source of fact.data.sources) {
          if (!belongsToFolder(view, source, uri)) continue;
          const base = cleanPath(source.path ?? '');
          const plain = !source.tool && !source.recurse && source.include === undefined && source.exclude === undefined;
          own.set(base, plain && (!own.has(base) || own.get(base) !== undefined) ? fact.name : undefined);
        }
      }
    }
    return found;
  },
};
