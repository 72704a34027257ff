import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { chartName, chartNodeOf } from '../../kinds/chart-pins.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { uiServiceOf } from '../../schema/charts.ts';
import type { Span } from '../../text/span.ts';
import { factOf } from '../../workspace/facts.ts';
import { namespaceOfRecord, servicesIn } from '../../workspace/objects.ts';
import type { Derivation } from '../../workspace/view.ts';
import { at, isString, itemsOf, pairOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const releaseName: WorkspaceRule = {
  id: 'ingress/release-name',
  title: 'A release whose Service has another name than the Ingress expects',
  severity: 'information',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Helm names what a chart makes after the release, and Argo CD names the release after the Application unless `releaseName` says otherwise. An Ingress written for another release leads to a Service that is never made. The rule knows the Services of a few charts and says nothing where another Application applies to the same namespace, or where files of values decide. It rests on the charts’ habits, so it is no more than an information; on public repositories it raised no false alarm.',
  ...diff(`
 === ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: grafana, namespace: monitoring}
 spec: {ingressClassName: tailscale, defaultBackend: {service: {name: grafana, port: {number: 80}}}}
 === grafana.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: charts-and-graphs, namespace: argocd}
+metadata: {name: grafana, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: grafana, targetRevision: 9.0.0}
   destination: {name: in-cluster, namespace: monitoring}
`),
  source: 'argo-cd docs/user-guide/helm.md (Helm Release Name); the charts’ own templates (_helpers.tpl)',
  check(context) {
    const { document, file, workspace, report } = context;
    const own = factOf(document.facts, 'application');
    const namespace = own?.data.destinationNamespace;
    if (!own || namespace === undefined || hasPlaceholder(namespace) || !isAlone(context, namespace)) return;
    const release = releaseOf(document.yaml.root, own.name);
    if (!release) return;
    const made = new Set(servicesIn(workspace, file.folder, namespace).map(({ name }) => name));
    for (const record of workspace.facts('exposure')) {
      if (record.file.folder !== file.folder || namespaceOfRecord(workspace, record) !== namespace) continue;
      const { services } = record.fact.data;
      const wrong = services.find((name) => release.others.has(name) && !made.has(name));
      if (wrong === undefined || services.includes(release.service)) continue;
      report({
        at: release.at,
        message: `The release \`${release.name}\` of the chart \`${release.chart}\` makes the Service \`${release.service}\`, but \`${record.fact.name}\` leads to \`${wrong}\`, which nothing makes.`,
        related: [{ record, message: `\`${record.fact.name}\` leads to \`${wrong}\`.` }],
      });
      return;
    }
  },
};

interface Release {
  readonly chart: string;
  readonly name: string;
  readonly at: Span;
  readonly service: string;
  /** What the Service would be called in releases that people have in mind. */
  readonly others: ReadonlySet<string>;
}

/** The release of an Application that consists of one chart whose Service we know. */
function releaseOf(root: YamlNode | undefined, application: string): Release | undefined {
  const [source, more] = sourcesOf(at(root, 'spec'));
  const chart = chartNodeOf(source);
  const written = at(source, 'helm', 'releaseName');
  const place = isString(written) ? written : at(root, 'metadata', 'name');
  // What files and parameters change, we would have to merge.
  const changes = ['valueFiles', 'parameters', 'fileParameters'].some(
    (key) => itemsOf(at(source, 'helm', key)).length > 0,
  );
  if (more || !isString(chart) || !isString(place) || changes || pairOf(source, 'plugin')) return undefined;
  const name = place.value;
  const ownName = chartName(chart.value);
  const values = helmValuesOf(source);
  if ([chart.value, name, application].some(hasPlaceholder)) return undefined;
  const serviceOf = (release: string): string | undefined =>
    uiServiceOf(ownName, release, (...path) => scalarText(at(values, ...path)))?.name;
  const service = serviceOf(name);
  if (service === undefined || hasPlaceholder(service)) return undefined;
  const known = [ownName, ownName.replaceAll('-', ''), application].flatMap((other) => serviceOf(other) ?? []);
  return { chart: ownName, name, at: place.span, service, others: new Set(known.filter((one) => one !== service)) };
}

/** True when no other Application applies to the namespace: a second chart may well make the Service. */
function isAlone({ document, file, workspace }: WorkspaceContext, namespace: string): boolean {
  const own = factOf(document.facts, 'application');
  const makers = workspace.derive(chartUsers).get(`${file.folder}\n${namespace}`) ?? [];
  return makers.every(({ uri, name }) => uri === file.uri && name === own?.name);
}

/**
 * The Applications by the namespace they apply to, without those of nothing but manifests: these make only Services we
 * see.
 */
const chartUsers: Derivation<ReadonlyMap<string, readonly { readonly uri: string; readonly name: string }[]>> = {
  name: 'applications-of-charts-by-namespace',
  compute(view) {
    const found = new Map<string, { readonly uri: string; readonly name: string }[]>();
    for (const { file, fact } of view.facts('application')) {
      const { destinationNamespace, sources } = fact.data;
      if (destinationNamespace === undefined) continue;
      if (sources.every((source) => source.chart === undefined && source.tool === undefined)) continue;
      const key = `${file.folder}\n${destinationNamespace}`;
      const list = found.get(key);
      if (list) list.push({ uri: file.uri, name: fact.name });
      else found.set(key, [{ uri: file.uri, name: fact.name }]);
    }
    return found;
  },
};
