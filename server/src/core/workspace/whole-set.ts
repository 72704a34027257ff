// Everything that an Application applies, where all of it can be seen.
import { sourcesOf } from '../kinds/argocd.ts';
import { at } from '../yaml/nodes.ts';
import { factOf } from './facts.ts';
import type { SourceDocument } from './file.ts';
import { cleanPath, isChartFolder, kustomizationAt, reachOf, readsAsManifest } from './gitops.ts';
import { isSkipped } from './skipped-files.ts';
import { folderOfSource } from './source-files.ts';
import type { FactRecord, WorkspaceView } from './view.ts';

/**
 * The objects that an Application applies, and nobody else; undefined where one of its sources or files may hold more than
 * is seen here: a chart, a kustomization, another repository or revision, a file that is no plain list of objects.
 */
export function wholeSetOf(
  view: WorkspaceView,
  document: SourceDocument,
): readonly FactRecord<'manifest'>[] | undefined {
  const files = filesOf(view, document);
  if (!files) return undefined;
  const found = view.facts('manifest').filter(({ file }) => files.has(`${file.folder}\n${file.path}`));
  const read = new Map(found.map(({ file }) => [`${file.folder}\n${file.path}`, file]));
  if (read.size !== files.size) return undefined;
  const isPlain = [...read.values()].every(
    (file) =>
      new Set(reachOf(view, file).map(({ application }) => application)).size === 1 &&
      file.unread === undefined &&
      file.documents.every(
        ({ document: one }) =>
          one.yaml.problems.length === 0 && (one.kind === 'empty' || factOf(one.facts, 'manifest') !== undefined),
      ),
  );
  return isPlain ? found : undefined;
}

/** The files that an Application's sources read as manifests, by folder and path; undefined where they cannot be told. */
function filesOf(view: WorkspaceView, document: SourceDocument): ReadonlySet<string> | undefined {
  const known = factOf(document.facts, 'application')?.data.sources ?? [];
  const found = new Set<string>();
  for (const [i, node] of sourcesOf(at(document.yaml.root, 'spec')).entries()) {
    const source = known[i];
    const folder = folderOfSource(view, node)?.folder;
    if (source?.path === undefined || source.chart !== undefined || source.tool || folder === undefined)
      return undefined;
    const base = cleanPath(source.path);
    const start = base === '' ? '' : `${base}/`;
    const isDetected = kustomizationAt(view, folder, base) !== undefined || isChartFolder(view, folder, base);
    if (isDetected && !source.recurse) return undefined;
    for (const path of view.paths(folder)) {
      const isRead = path.startsWith(start) && readsAsManifest(source, path.slice(start.length));
      if (isRead && !isSkipped(view, { folder, path })) found.add(`${folder}\n${path}`);
    }
  }
  return found.size > 0 ? found : undefined;
}
