import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { distance, isSameWord, nearest } from '../../text/names.ts';
import type { ChartKey } from '../../workspace/chart-facts.ts';
import { type ChartShape, chartOfValues, chartPlaceOf, shapeAt } from '../../workspace/chart-shape.ts';
import { factOf } from '../../workspace/facts.ts';
import { at, keyText, type YamlMap, type YamlPair } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const unknownKey: WorkspaceRule = {
  id: 'helm-values/unknown-key',
  title: 'A value that the chart does not have',
  severity: 'information',
  kinds: ['application', 'unknown'],
  needs: 'workspace',
  why: 'Helm passes over values that no template reads, without a word: the setting stays at its default. The rule speaks only where the chart lies in the workspace or is one whose values are known here, where nothing in the chart mentions the key, and where one of the chart’s own keys is written almost alike.',
  ...diff(`
 === wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source:
     repoURL: https://git.example.com/gitops.git
     path: charts/wiki
     helm:
       valuesObject:
-        replicacount: 2
+        replicaCount: 2
 === charts/wiki/Chart.yaml
 name: wiki
 version: 1.0.0
 === charts/wiki/values.yaml
 replicaCount: 1
`),
  source: 'Helm documentation, Values Files; tailscale cmd/k8s-operator/deploy/chart/values.yaml',
  check(context) {
    const { document, file, workspace } = context;
    if (document.kind === 'application') {
      const sources = factOf(document.facts, 'application')?.data.sources ?? [];
      for (const [i, node] of sourcesOf(at(document.yaml.root, 'spec')).entries()) {
        const values = helmValuesOf(node);
        const place = values && sources[i] && chartPlaceOf(workspace, sources[i]);
        const shape = place && shapeAt(workspace, place);
        if (shape && values?.type === 'map') checkMap(context, values, shape, shape.keys);
      }
      return;
    }
    const { root } = document.yaml;
    if (root?.type !== 'map') return;
    const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
    const isOwn = /(?:^|\/)values\.yaml$/.test(file.path) && workspace.exists(file.folder, beside(folder)) === true;
    const place = isOwn ? { folder: file.folder, base: folder } : chartOfValues(workspace, file.folder, file.path);
    const shape = place && shapeAt(workspace, place);
    // What a chart's own file holds is what the chart has, but for the keys of the charts it brings along.
    if (shape) checkMap(context, root, shape, isOwn ? [] : shape.keys);
  },
};

function beside(folder: string): string {
  return folder === '' ? 'Chart.yaml' : `${folder}/Chart.yaml`;
}

/** @param keys what may stand in the mapping, by the chart's own values */
function checkMap(
  context: WorkspaceContext,
  map: YamlMap,
  shape: ChartShape,
  keys: readonly ChartKey[],
  path: readonly string[] = [],
): void {
  const isTop = path.length === 0;
  for (const pair of map.pairs) {
    const key = keyText(pair);
    if (key === '<<' || pair.key.value === null || hasPlaceholder(key)) continue;
    if (isTop && (key === 'global' || key === 'tags')) continue;
    if (isTop && shape.charts.has(key)) {
      const sub = shape.charts.get(key);
      const added = keys.find((one) => one.key === key)?.keys ?? [];
      if (sub && pair.value.type === 'map') checkMap(context, pair.value, sub, [...sub.keys, ...added]);
      continue;
    }
    const known = keys.find((one) => one.key === key);
    if (!known) reportUnknown(context, pair, shape, candidatesFor(map, shape, keys, isTop), path);
    else if (known.keys && pair.value.type === 'map') checkMap(context, pair.value, shape, known.keys, [...path, key]);
  }
}

/** The chart's keys that the mapping does not have yet. */
function candidatesFor(map: YamlMap, shape: ChartShape, keys: readonly ChartKey[], isTop: boolean): readonly string[] {
  const present = new Set(map.pairs.map(keyText));
  const all = [...keys.map(({ key }) => key), ...(isTop ? shape.charts.keys() : [])];
  return all.filter((key) => !present.has(key));
}

function reportUnknown(
  { document, report }: WorkspaceContext,
  pair: YamlPair,
  shape: ChartShape,
  candidates: readonly string[],
  path: readonly string[],
): void {
  const key = keyText(pair);
  const suggestion = meantKey(key, candidates, path, shape);
  if (suggestion === undefined) return;
  // Values may be templates themselves, and read other values.
  if (document.text.includes('.Values.') && document.text.includes(`.${key}`)) return;
  // Below an anchor stands what other values repeat.
  if (/^\s*:\s*&/.test(document.text.slice(pair.key.span.end))) return;
  report({
    at: pair.key.span,
    message: `The chart \`${shape.name}\` has no value \`${[...path, key].join('.')}\`, so it is passed over. Did you mean \`${suggestion}\`?`,
    fixes: /^[A-Za-z][\w.-]*$/.test(suggestion) ? [replaceFix(pair.key.span, suggestion)] : [],
  });
}

/** The key that was meant, where it is sure that nothing reads the one that is written. */
function meantKey(
  key: string,
  candidates: readonly string[],
  path: readonly string[],
  { known, paths, words }: ChartShape,
): string | undefined {
  if (known === 'table') return nearest(key, candidates);
  const maps = path.map((_, i) => path.slice(0, i + 1).join('.'));
  // A mapping that a template takes as a whole may hold any key.
  if (words.has(key) || maps.some((map) => paths.has(map))) return undefined;
  const isRead = path.length === 0 || [...paths].some((read) => read.startsWith(`${path.join('.')}.`));
  if (known === 'seen' && isRead && !paths.has('')) return nearest(key, candidates);
  return candidates.find((candidate) => isVeryNear(key, candidate, path.length === 0));
}

/** Other case or separators; at the top, where keys are not data, one slip in a long word of letters too. */
function isVeryNear(key: string, candidate: string, isTop: boolean): boolean {
  if (isSameWord(key, candidate)) return true;
  return isTop && key.length >= 6 && /^[A-Za-z-]+$/.test(key + candidate) && distance(key, candidate, 1) === 1;
}
