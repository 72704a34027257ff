// Writes the health check for Applications to where the workspace keeps Argo CD's settings.
import { embeddedRoot } from '../embedded/embedded.ts';
import { helmValuesOf, sourcesOf } from '../kinds/argocd.ts';
import type { TextEdit } from '../text/edits.ts';
import { valuesFilesOf } from '../workspace/values-files.ts';
import type { FactRecord, WorkspaceView } from '../workspace/view.ts';
import { at, isString, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { addBelow, elsewhereFix } from './elsewhere.ts';
import type { Fix } from './rule.ts';

/** A child has the health that Argo CD found for it, and none while it was not looked at yet. */
const lines = [
  'resource.customizations.health.argoproj.io_Application: |',
  '  local health = obj.status ~= nil and obj.status.health or nil',
  '  if health == nil or health.status == nil then',
  '    return {status = "Progressing", message = "Not compared yet"}',
  '  end',
  '  return {status = health.status, message = health.message}',
];

interface Place {
  readonly record: FactRecord;
  readonly root: YamlNode | undefined;
  readonly path: readonly string[];
}

/** Sets the health check in `argocd-cm` or in the values of the chart; no fix where there is no such place, or several. */
export function healthCheckFixes(view: WorkspaceView, folder: string): readonly Fix[] {
  const files = valuesFiles(view);
  const [place, ...more] = [...configMaps(view), ...inlineValues(view, files), ...files].filter(
    ({ record }) => record.file.folder === folder,
  );
  if (!place || more.length > 0) return [];
  const edit: TextEdit | undefined = addBelow(place.record.document.text, place.root, place.path, lines);
  return elsewhereFix('Let waves wait for healthy Applications', place.record, [edit]);
}

function configMaps(view: WorkspaceView): readonly Place[] {
  return view.facts('manifest').flatMap((record) => {
    const isSettings = record.fact.name === 'argocd-cm' && record.fact.data.kind === 'ConfigMap';
    return isSettings ? [{ record, root: record.document.yaml.root, path: ['data'] }] : [];
  });
}

/** Applications with the chart, but for those that take their values from a file that is a place itself. */
function inlineValues(view: WorkspaceView, files: readonly Place[]): readonly Place[] {
  return view.facts('application').flatMap((record) => {
    const named = valuesFilesOf(view, record.file, record.document);
    const isNamed = files.some(
      ({ record: { file } }) => file.folder === record.file.folder && named?.includes(file.path),
    );
    return sourcesOf(at(record.document.yaml.root, 'spec')).flatMap((source) => {
      if (isNamed || stringOf(at(source, 'chart')) !== 'argo-cd') return [];
      const place = placeInSource(source);
      return place && writesSettings(helmValuesOf(source)) ? [{ record, ...place }] : [];
    });
  });
}

/** In `valuesObject`, which wins, else in `values` where these are lines, else in a `valuesObject` of its own. */
function placeInSource(source: YamlNode): Omit<Place, 'record'> | undefined {
  const helm = at(source, 'helm');
  const path = ['configs', 'cm'];
  const object = at(helm, 'valuesObject');
  if (object) return { root: object, path };
  const text = at(helm, 'values');
  if (text) return isString(text) && text.style === 'literal' ? { root: embeddedRoot(text), path } : undefined;
  // A file of values that is not seen may be the place that the team keeps for it.
  return at(helm, 'valueFiles') ? undefined : { root: source, path: ['helm', 'valuesObject', ...path] };
}

/** Files of values that hold some setting already. */
function valuesFiles(view: WorkspaceView): readonly Place[] {
  const found = new Map<string, Place>();
  for (const record of view.facts('argocd-setting')) {
    const { root } = record.document.yaml;
    if (record.document.kind !== 'unknown') continue;
    const above = [[], ['argo-cd']].find((keys) => at(root, ...keys, 'configs'));
    if (above && writesSettings(at(root, ...above)))
      found.set(record.file.uri, { record, root, path: [...above, 'configs', 'cm'] });
  }
  return [...found.values()];
}

/** False where values tell the chart to leave `argocd-cm` to others. */
function writesSettings(values: YamlNode | undefined): boolean {
  return scalarText(at(values, 'configs', 'cm', 'create')) !== 'false';
}
