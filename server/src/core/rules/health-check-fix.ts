// Writes the health check for Applications to where the workspace keeps Argo CD's settings.
import { sourcesOf } from '../kinds/argocd.ts';
import type { TextEdit } from '../text/edits.ts';
import type { FactRecord, WorkspaceView } from '../workspace/view.ts';
import { at, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { addBelow, elsewhereFix, mapAt } from './elsewhere.ts';
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
  const [place, ...more] = [...configMaps(view), ...inlineValues(view), ...valuesFiles(view)].filter(
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

/** `valuesObject` of Applications with the chart. */
function inlineValues(view: WorkspaceView): readonly Place[] {
  return view.facts('application').flatMap((record) =>
    sourcesOf(at(record.document.yaml.root, 'spec')).flatMap((source) => {
      const root = mapAt(source, 'helm', 'valuesObject');
      return root && stringOf(at(source, 'chart')) === 'argo-cd' ? [{ record, root, path: ['configs', 'cm'] }] : [];
    }),
  );
}

/** Files of values that hold some setting already. */
function valuesFiles(view: WorkspaceView): readonly Place[] {
  const found = new Map<string, Place>();
  for (const record of view.facts('argocd-setting')) {
    const { root } = record.document.yaml;
    if (record.document.kind !== 'unknown') continue;
    const path = [[], ['argo-cd']].find((above) => at(root, ...above, 'configs', 'cm'));
    if (path) found.set(record.file.uri, { record, root, path: [...path, 'configs', 'cm'] });
  }
  return [...found.values()];
}
