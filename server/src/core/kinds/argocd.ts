// Argo CD's Application as plain facts: where it takes manifests from, where it puts them, what it overlooks.
import { embeddedRoot } from '../embedded/embedded.ts';
import { hooks } from '../schema/argocd.ts';
import { chartSwitches, oldVersionServed } from '../schema/charts.ts';
import { isGoInteger } from '../text/go-integer.ts';
import type { ApplicationFact, ApplicationSource, Fact, IgnoredDifference } from '../workspace/facts.ts';
import { fact } from '../workspace/facts.ts';
import { isSwitchedOn, kubernetesValue } from '../yaml/kubernetes-scalar.ts';
import { at, isNull, itemsOf, keyText, pairsOf, scalarText, stringOf, walk, type YamlNode } from '../yaml/nodes.ts';
import { madeProjectFacts } from './app-project.ts';
import { kustomizedSettingFacts, settingFacts } from './argocd-settings.ts';
import { patchesApplications } from './kustomization.ts';
import { chartScopeFacts } from './project-scope.ts';
import { tunnelFacts } from './tunnel.ts';

/** The sources Argo CD would use: `sources` wins over `source` when it is not empty (types.go, GetSources). */
export function sourcesOf(spec: YamlNode | undefined): readonly YamlNode[] {
  const many = itemsOf(at(spec, 'sources'));
  const one = at(spec, 'source');
  return many.length > 0 ? many : one ? [one] : [];
}

/** The Helm values written in a source, as `valuesObject` (which wins) or as text. */
export function helmValuesOf(source: YamlNode | undefined): YamlNode | undefined {
  const helm = at(source, 'helm');
  return at(helm, 'valuesObject') ?? embeddedRoot(at(helm, 'values'));
}

export function applicationFacts(root: YamlNode | undefined): readonly Fact[] {
  const name = at(root, 'metadata', 'name');
  const spec = at(root, 'spec');
  if (name?.type !== 'scalar' || typeof name.value !== 'string') return [];
  const sources = sourcesOf(spec);
  const own = fact('application', name.value, name.span, {
    ...optional('namespace', stringOf(at(root, 'metadata', 'namespace'))),
    ...optional('project', stringOf(at(spec, 'project'))),
    ...optional('destination', destinationOf(spec)),
    ...optional('destinationNamespace', stringOf(at(spec, 'destination', 'namespace'))),
    sources: sources.map(sourceFact),
    ignoreDifferences: itemsOf(at(spec, 'ignoreDifferences')).map(ignoredDifference),
    syncOptions: texts(at(spec, 'syncPolicy', 'syncOptions')),
    compareOptions: commaList(stringOf(at(root, 'metadata', 'annotations', 'argocd.argoproj.io/compare-options'))),
    exposesItself: sources.some((source) => exposes(helmValuesOf(source)) || parametersExpose(source)),
    ...optional('wave', waveOf(root) || undefined),
    ...optional('automated', automatedOf(at(spec, 'syncPolicy', 'automated'))),
  });
  return [
    own,
    ...sources.flatMap((source) => (isArgoChart(source) ? argoChartFacts(helmValuesOf(source)) : [])),
    ...sources.flatMap((source) => kustomizedSettingFacts(at(source, 'kustomize'))),
    ...sources.flatMap((source) => tunnelFacts(helmValuesOf(source))),
    ...sources.flatMap((source) => madeProjectFacts(helmValuesOf(source))),
    ...(sources.some(servesOldVersion)
      ? [fact('chart-values', '', name.span, { exposes: false, switches: [oldVersionServed] })]
      : []),
  ];
}

/** The wave; where it is no number, Helm's weight of a hook, else 0 (gitops-engine pkg/sync/syncwaves/waves.go). */
export function waveOf(root: YamlNode | undefined): number {
  const annotations = at(root, 'metadata', 'annotations');
  const written = ['argocd.argoproj.io/sync-wave', 'helm.sh/hook-weight'].map((key) =>
    scalarText(at(annotations, key)),
  );
  return Number(written.find((text) => text !== undefined && isGoInteger(text)) ?? 0);
}

const helmPhases: Readonly<Record<string, string>> = {
  'pre-install': 'PreSync',
  'pre-upgrade': 'PreSync',
  'post-install': 'PostSync',
  'post-upgrade': 'PostSync',
};

/** What Argo CD makes of the hooks of Helm in an annotation; it knows no others of them. */
export function helmHooks(text: string): readonly string[] {
  return commaList(text).flatMap((name) => helmPhases[name] ?? []);
}

export interface Hook {
  /** Where it is written. */
  readonly value: YamlNode;
  readonly phases: readonly string[];
}

/**
 * The phases in which Argo CD runs a hook; undefined for what is no hook. Its own annotation counts before Helm's
 * (gitops-engine pkg/sync/hook).
 */
export function hookOf(root: YamlNode | undefined): Hook | undefined {
  const annotations = at(root, 'metadata', 'annotations');
  const own = at(annotations, 'argocd.argoproj.io/hook');
  const value = own ?? at(annotations, 'helm.sh/hook');
  const names = commaList(scalarText(value));
  if (!value) return undefined;
  const isOwn = own !== undefined && names.some((name) => hooks.some((known) => known === name));
  const helm = helmHooks(scalarText(at(annotations, 'helm.sh/hook')) ?? '');
  return { value, phases: isOwn || (own && helm.length === 0) ? names : helm };
}

/** How it is synced without a person (argo-cd types.go, IsAutomatedSyncEnabled); undefined where it is not. */
function automatedOf(automated: YamlNode | undefined): ApplicationFact['automated'] {
  const enabled = at(automated, 'enabled');
  if (!automated || isNull(automated)) return undefined;
  if (enabled?.type === 'scalar' && kubernetesValue(enabled) === false) return undefined;
  return { prune: isSwitchedOn(at(automated, 'prune')), selfHeal: isSwitchedOn(at(automated, 'selfHeal')) };
}

/** Whether a source of External Secrets' chart keeps the version served that is otherwise gone. */
function servesOldVersion(source: YamlNode): boolean {
  const [path, value] = oldVersionServed.split('=');
  const isSet = (node: YamlNode): boolean =>
    stringOf(at(node, 'name')) === path && scalarText(at(node, 'value')) === value;
  return (
    isSwitched(helmValuesOf(source), oldVersionServed) === true || itemsOf(at(source, 'helm', 'parameters')).some(isSet)
  );
}

/** A file of chart values: whether it switches on an exposure, and, for Argo CD's own chart, its settings. */
export function chartValuesFacts(values: YamlNode | undefined): readonly Fact[] {
  if (values?.type !== 'map') return [];
  const place = { start: 0, end: 0 };
  const opens = exposes(values);
  const switches = chartSwitches.filter((written) =>
    // A chart that brings another along holds its values below its name.
    [values, at(values, 'external-secrets')].some((node) => isSwitched(node, written) === true),
  );
  return [
    ...(opens || switches.length > 0
      ? [fact('chart-values', '', place, { exposes: opens, ...(switches.length > 0 ? { switches } : {}) })]
      : []),
    ...tunnelFacts(values),
    ...argoChartFacts(values),
    ...argoChartFacts(at(values, 'argo-cd')),
  ];
}

/** Whether values set a switch such as `grafana.enabled=false`; undefined where they do not speak of it. */
export function isSwitched(values: YamlNode | undefined, written: string): boolean | undefined {
  const [path = '', text] = written.split('=');
  const value = scalarText(at(values, ...path.split('.')));
  return value === undefined ? undefined : value === text;
}

/** The chart writes `configs.cm` and `configs.params` into Argo CD's two ConfigMaps, and makes Secrets of others. */
function argoChartFacts(values: YamlNode | undefined): readonly Fact[] {
  return [...['cm', 'params'].flatMap((map) => settingFacts(at(values, 'configs', map))), ...chartScopeFacts(values)];
}

function isArgoChart(source: YamlNode): boolean {
  return stringOf(at(source, 'chart')) === 'argo-cd';
}

/** The cluster; the two names of the one Argo CD runs in count as one. */
function destinationOf(spec: YamlNode | undefined): string | undefined {
  const destination = at(spec, 'destination');
  const text = stringOf(at(destination, 'server')) ?? stringOf(at(destination, 'name'));
  return text === 'in-cluster' ? 'https://kubernetes.default.svc' : text;
}

const tools = ['helm', 'kustomize', 'plugin'] as const;

function sourceFact(source: YamlNode): ApplicationSource {
  const directory = at(source, 'directory');
  return {
    ...optional('repoURL', stringOf(at(source, 'repoURL'))),
    ...optional('path', stringOf(at(source, 'path'))),
    ...optional('chart', stringOf(at(source, 'chart'))),
    ...optional('targetRevision', scalarText(at(source, 'targetRevision'))),
    ...optional('ref', stringOf(at(source, 'ref'))),
    ...optional('valueFiles', valueFilesOf(source)),
    ...optional('crds', installsCrds(source)),
    ...optional('include', stringOf(at(directory, 'include'))),
    ...optional('exclude', stringOf(at(directory, 'exclude'))),
    ...optional(
      'tool',
      tools.find((tool) => at(source, tool)),
    ),
    recurse: isSwitchedOn(at(directory, 'recurse')),
    ...(patchesApplications(at(source, 'kustomize')) ? { patches: true } : {}),
  };
}

function valueFilesOf(source: YamlNode): readonly string[] | undefined {
  const files = texts(at(source, 'helm', 'valueFiles'));
  return files.length > 0 ? files : undefined;
}

/** Charts call the switch by several names. */
function installsCrds(source: YamlNode): boolean | undefined {
  if (isSwitchedOn(at(source, 'helm', 'skipCrds'))) return false;
  const values = helmValuesOf(source);
  const paths = [['installCRDs'], ['crds', 'enabled'], ['crds', 'install'], ['crds', 'create']];
  const written = paths.flatMap((path) => scalarText(at(values, ...path)) ?? []);
  return written.length === 0 ? undefined : !written.includes('false');
}

function ignoredDifference(item: YamlNode): IgnoredDifference {
  return {
    group: stringOf(at(item, 'group')) ?? '',
    kind: stringOf(at(item, 'kind')) ?? '',
    ...optional('name', stringOf(at(item, 'name'))),
    ...optional('namespace', stringOf(at(item, 'namespace'))),
    pointers: texts(at(item, 'jsonPointers')),
    expressions: texts(at(item, 'jqPathExpressions')),
    managers: texts(at(item, 'managedFieldsManagers')),
  };
}

/** True when chart values switch on an Ingress, a route or a load balancer anywhere in them. */
export function exposes(values: YamlNode | undefined): boolean {
  if (!values) return false;
  let found = false;
  walk(values, (node) => {
    for (const pair of pairsOf(node)) {
      const key = keyText(pair).toLowerCase();
      if (/ingress$|^ingress|httproutes?$|^routes?$|^gateway$/.test(key) && switchesOn(pair.value, 3)) found = true;
      if (key === 'loadbalancerclass' && stringOf(pair.value) === 'tailscale') found = true;
      if (key === 'tailscale.com/expose' && scalarText(pair.value) === 'true') found = true;
      if (key === 'type' && stringOf(pair.value) === 'LoadBalancer') found = true;
    }
  });
  return found;
}

/** The same for parameters: `ingress.enabled`, `server.ingress.hosts[0]`, `service.type`. */
function parametersExpose(source: YamlNode): boolean {
  return itemsOf(at(source, 'helm', 'parameters')).some((item) => {
    const name = stringOf(at(item, 'name')) ?? '';
    const value = scalarText(at(item, 'value')) ?? '';
    if (/(?:^|\.)(?:\w*ingress|httproutes?|routes?|gateway)\.(?:\w+\.)*enabled$/i.test(name)) return value === 'true';
    return (
      (/(?:^|\.)(?:\w*ingress|httproutes?|routes?)\.(?:hosts?|hostnames?)\b/i.test(name) && value !== '') ||
      (/(?:^|\.)type$/.test(name) && value === 'LoadBalancer')
    );
  });
}

/** Charts say it as `enabled: true`, or by naming hosts, some of them one level further down. */
function switchesOn(node: YamlNode, depth: number): boolean {
  if (node.type !== 'map' || depth === 0) return node.type === 'seq' && node.items.length > 0;
  const enabled = scalarText(at(node, 'enabled'));
  if (enabled !== undefined) return enabled === 'true';
  const named = ['hosts', 'hostnames', 'hostname', 'host', 'parentRefs', 'className', 'ingressClassName'].some(
    (key) => {
      const value = at(node, key);
      return (value?.type === 'seq' && value.items.length > 0) || (stringOf(value) ?? '') !== '';
    },
  );
  return named || node.pairs.some((pair) => pair.value.type === 'map' && switchesOn(pair.value, depth - 1));
}

function texts(node: YamlNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => scalarText(item) ?? []);
}

export function commaList(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').map((part) => part.trim());
}

/** One property, or none where the value is absent. */
function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  const result: { [P in K]?: V } = {};
  if (value !== undefined) result[key] = value;
  return result;
}
