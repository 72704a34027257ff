// The release of an Application that consists of one chart whose Service we know.
import { uiServiceOf } from '../schema/charts.ts';
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, itemsOf, pairOf, scalarText, stringOf, type YamlNode } from '../yaml/nodes.ts';
import { helmValuesOf, sourcesOf } from './argocd.ts';
import { chartName, chartNodeOf } from './chart-pins.ts';
import { optional } from './optional.ts';
import { hasPlaceholder } from './placeholders.ts';

/** @returns no fact where files of values, parameters or templates decide: these we would have to merge */
export function chartReleaseFacts(root: YamlNode | undefined): readonly Fact[] {
  const [source, more] = sourcesOf(at(root, 'spec'));
  const application = stringOf(at(root, 'metadata', 'name'));
  const chart = chartNodeOf(source);
  const written = at(source, 'helm', 'releaseName');
  const release = isString(written) ? written : at(root, 'metadata', 'name');
  const changes = ['valueFiles', 'parameters', 'fileParameters'].some(
    (key) => itemsOf(at(source, 'helm', key)).length > 0,
  );
  if (more || application === undefined || !isString(chart) || !isString(release) || changes) return [];
  if (pairOf(source, 'plugin') || [chart.value, release.value, application].some(hasPlaceholder)) return [];
  const ownName = chartName(chart.value);
  const values = helmValuesOf(source);
  const serviceOf = (name: string): string | undefined =>
    uiServiceOf(ownName, name, (...path) => scalarText(at(values, ...path)))?.name;
  const service = serviceOf(release.value);
  if (service === undefined || hasPlaceholder(service)) return [];
  const known = [ownName, ownName.replaceAll('-', ''), application].flatMap((other) => serviceOf(other) ?? []);
  const others = [...new Set(known)].filter((name) => name !== service);
  const namespace = stringOf(at(root, 'spec', 'destination', 'namespace'));
  const data = { chart: ownName, application, service, others, ...optional('namespace', namespace) };
  return [fact('chart-release', release.value, release.span, data)];
}
