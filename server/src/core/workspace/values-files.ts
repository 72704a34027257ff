// What the values of an Application set, inline and in files that it names with `$ref/path`.
import { helmValuesOf, sourcesOf } from '../kinds/argocd.ts';
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { at, itemsOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { type FactTypes, factOf } from './facts.ts';
import type { FileIdentity, SourceDocument } from './file.ts';
import { belongsToFolder } from './gitops.ts';
import { resolvePath, type WorkspaceView } from './view.ts';

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
      found.push(resolvePath('', rest));
    }
  }
  return found;
}

/**
 * Whether a source sets a switch such as `grafana.enabled=false`, by a parameter, else inline, else in a file of values,
 * as Helm ranks them; undefined where that cannot be seen.
 */
export function setsSwitch(
  view: WorkspaceView,
  file: FileIdentity,
  document: SourceDocument,
  source: YamlNode,
  written: string,
): boolean | undefined {
  const [path = '', text] = written.split('=');
  const parameter = itemsOf(at(source, 'helm', 'parameters')).find((item) => stringOf(at(item, 'name')) === path);
  const value = scalarText(at(parameter, 'value')) ?? scalarText(at(helmValuesOf(source), ...path.split('.')));
  if (value !== undefined) return hasPlaceholder(value) ? undefined : value === text;
  const paths = valuesFilesOf(view, file, document);
  return paths && valuesIn(view, file.folder, paths).some(({ switches }) => switches?.includes(written));
}

/** What the files of values among these paths say. */
export function valuesIn(
  view: WorkspaceView,
  folder: string,
  paths: readonly string[],
): readonly FactTypes['chart-values'][] {
  return view
    .facts('chart-values')
    .flatMap(({ file, fact }) => (file.folder === folder && paths.includes(file.path) ? [fact.data] : []));
}
