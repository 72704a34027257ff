// Which Helm charts a document installs, and the version it asks for.
import { type Fact, fact } from '../workspace/facts.ts';
import { at, isString, itemsOf, scalarText, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import type { YamlDocument } from '../yaml/parse.ts';
import { sourcesOf } from './argocd.ts';
import type { Kind } from './kind.ts';
import { optional } from './optional.ts';
import { hasPlaceholder } from './placeholders.ts';

/** Charts of Applications, of Flux, of kustomizations (`helmCharts`) and those that a chart brings along (`dependencies`). */
export function chartPinFacts(kind: Kind, root: YamlNode | undefined): readonly Fact[] {
  switch (kind) {
    case 'application':
      return sourcesOf(at(root, 'spec')).flatMap(pinOfSource);
    case 'application-set':
      return [
        ...sourcesOf(at(root, 'spec', 'template', 'spec')).flatMap(pinOfSource),
        ...listedPins(at(root, 'spec', 'generators')),
      ];
    case 'manifest':
      return pinsOfFlux(root);
    case 'kustomization':
      return itemsOf(at(root, 'helmCharts')).flatMap((item) => pin(at(item, 'name'), at(item, 'version')));
    case 'chart':
      return itemsOf(at(root, 'dependencies')).flatMap((item) => pin(at(item, 'name'), at(item, 'version')));
    default:
      return [];
  }
}

/**
 * Charts of Applications that Helm or another engine fills in. The tree of such a text may have holes: what it does not
 * tell of a chart that the text names is left open.
 */
export function templatedPinFacts({ root, text }: YamlDocument): readonly Fact[] {
  if (!/^apiVersion: ["']?argoproj\.io\//m.test(text)) return [];
  const specs = [at(root, 'spec'), at(root, 'spec', 'template', 'spec')];
  const read = specs.flatMap(sourcesOf).flatMap(pinOfSource);
  const known = new Set(read.map(({ name }) => name));
  const named = [...text.matchAll(/^[ \t]*(?:- +)?chart:[ \t]*["']?([\w./-]+)["']?[ \t]*$/gm)];
  const rest = new Set(named.map(([, chart = '']) => chartName(chart)).filter((chart) => !known.has(chart)));
  return [...read, ...[...rest].sort().map((chart) => fact('chart-pin', chart, { start: 0, end: 0 }, {}))];
}

const repositoryKeys = ['repoURL', 'repository', 'repo', 'chartRepository', 'chartRepo', 'helmRepo'];
const nameKeys = ['chart', 'chartName', 'name'];
const versionKeys = ['targetRevision', 'version', 'chartVersion', 'defaultVersion'];

/** Charts that stand in a file of values from which templates may make Applications, as teams lay them out. */
export function listedPinFacts(root: YamlNode | undefined): readonly Fact<'chart-pin'>[] {
  return listedPins(root).map((found) => ({ ...found, data: { ...found.data, loose: true } }));
}

function listedPins(root: YamlNode | undefined): readonly Fact<'chart-pin'>[] {
  if (!root) return [];
  const found: Fact<'chart-pin'>[] = [];
  walk(root, (node) => {
    if (node.type !== 'map') return;
    const first = (keys: readonly string[]): YamlNode | undefined =>
      keys.map((key) => at(node, key)).find((value) => scalarText(value) !== undefined);
    const repository = scalarText(first(repositoryKeys)) ?? '';
    if (!/^(?:https?|oci):\/\/(?!.*\.git$)/.test(repository)) return;
    const version = first(versionKeys);
    if (!/^v?\d+\.\d+\.\d+/.test(scalarText(version) ?? '')) return;
    found.push(...pin(first(nameKeys), version));
  });
  return found;
}

/** Where a source names its chart: by `chart`, or as the end of the address of an OCI image. */
export function chartNodeOf(source: YamlNode | undefined): YamlNode | undefined {
  const chart = at(source, 'chart');
  if (chart) return chart;
  const address = at(source, 'repoURL');
  return stringOf(address)?.startsWith('oci://') ? address : undefined;
}

/** The name of a chart: in an OCI registry it is written with its path. */
export function chartName(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}

function pinOfSource(source: YamlNode): readonly Fact[] {
  return pin(chartNodeOf(source), at(source, 'targetRevision'));
}

/** What Flux installs: by a HelmRelease, or from an OCI image that a HelmRelease names. */
function pinsOfFlux(root: YamlNode | undefined): readonly Fact[] {
  const group = stringOf(at(root, 'apiVersion'))?.split('/')[0];
  const spec = at(root, 'spec');
  switch (stringOf(at(root, 'kind'))) {
    case 'HelmRelease': {
      const chart = at(spec, 'chart', 'spec');
      return group === 'helm.toolkit.fluxcd.io' ? pin(at(chart, 'chart'), at(chart, 'version')) : [];
    }
    case 'OCIRepository':
      return group === 'source.toolkit.fluxcd.io'
        ? pin(at(spec, 'url'), at(spec, 'ref', 'tag') ?? at(spec, 'ref', 'semver'))
        : [];
    default:
      return [];
  }
}

/** A version that a template fills in is not known; a name that one fills in may be any chart's. */
function pin(name: YamlNode | undefined, version: YamlNode | undefined): readonly Fact<'chart-pin'>[] {
  if (!isString(name) || hasPlaceholder(name.value)) return [];
  const text = scalarText(version);
  const known = text === undefined || hasPlaceholder(text) ? undefined : text;
  return [fact('chart-pin', chartName(name.value), name.span, optional('version', known))];
}
