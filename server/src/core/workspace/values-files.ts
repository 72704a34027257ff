// The files of values that an Application names with `$ref/path`.
import { sourcesOf } from '../kinds/argocd.ts';
import { at, itemsOf, scalarText } from '../yaml/nodes.ts';
import { factOf } from './facts.ts';
import type { FileIdentity, SourceDocument } from './file.ts';
import { belongsToFolder, cleanPath } from './gitops.ts';
import type { WorkspaceView } from './view.ts';

/** Paths in the Application's folder; undefined where one of them lies in the chart or in another repository. */
export function valuesFilesOf(
  view: WorkspaceView,
  file: FileIdentity,
  document: SourceDocument,
): readonly string[] | undefined {
  const found: string[] = [];
  const known = factOf(document.facts, 'application')?.data.sources ?? [];
  for (const source of sourcesOf(at(document.yaml.root, 'spec'))) {
    for (const item of itemsOf(at(source, 'helm', 'valueFiles'))) {
      const [, ref, rest = ''] = /^\$([\w-]+)\/(.+)$/.exec(scalarText(item) ?? '') ?? [];
      const holder = known.find((candidate) => candidate.ref !== undefined && candidate.ref === ref);
      if (!holder || !belongsToFolder(view, { ...holder, path: holder.path ?? '' }, file.folder)) return undefined;
      found.push(cleanPath(rest));
    }
  }
  return found;
}
