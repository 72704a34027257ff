import { serviceNamesOf } from '../../kinds/kubernetes.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import type { Span } from '../../text/span.ts';
import type { Fact } from '../../workspace/facts.ts';
import { isWhollyDeployed, liveServicesIn } from '../../workspace/live-cluster.ts';
import { namespaceOf, servicesIn } from '../../workspace/objects.ts';
import type { Derivation, FactRecord } from '../../workspace/view.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { missingService, serviceElsewhere } from '../missing-service.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const releaseName: WorkspaceRule = {
  id: 'ingress/release-name',
  title: 'An Ingress or a route to a Service that a chart makes under another name',
  severity: 'information',
  kinds: ['ingress', 'manifest', 'application', 'unknown'],
  needs: 'workspace',
  why: 'Helm names what a chart makes after the release, and Argo CD names the release after the Application unless `releaseName` says otherwise. An Ingress written for another release leads to a Service that is never made. The rule knows the Services of a few charts and says nothing where another Application applies to the same namespace, or where files of values decide. It rests on the charts’ habits, so it is no more than an information; on public repositories it raised no false alarm.',
  ...diff(`
 === ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: grafana, namespace: monitoring}
-spec: {ingressClassName: tailscale, defaultBackend: {service: {name: grafana, port: {number: 80}}}}
+spec: {ingressClassName: tailscale, defaultBackend: {service: {name: charts-and-graphs-grafana, port: {number: 80}}}}
 === grafana.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: charts-and-graphs, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: grafana, targetRevision: 9.0.0}
   destination: {name: in-cluster, namespace: monitoring}
`),
  source: 'argo-cd docs/user-guide/helm.md (Helm Release Name); the charts’ own templates (_helpers.tpl)',
  check(context) {
    const { document, file, workspace, report } = context;
    for (const exposure of document.facts) {
      if (!isExposure(exposure)) continue;
      const { services } = exposure.data;
      const namespace = namespaceOf(workspace, file, exposure.data.namespace);
      const release = namespace === undefined ? undefined : releaseIn(context, namespace);
      if (namespace === undefined || !release || services.includes(release.fact.data.service)) continue;
      const wrong = services.find((name) => release.fact.data.others.includes(name));
      if (wrong === undefined || isElsewhere(context, namespace, wrong)) continue;
      const { chart, service } = release.fact.data;
      for (const { at, fixes } of placesOf(context, exposure, wrong, service))
        report({
          at,
          message: `Nothing makes the Service \`${wrong}\`, so this is not served: the release \`${release.fact.name}\` of the chart \`${chart}\` calls it \`${service}\`.`,
          fixes,
          related: [{ record: release, message: `The release \`${release.fact.name}\`.` }],
        });
    }
  },
};

function isExposure(fact: Fact): fact is Fact<'exposure'> {
  return fact.type === 'exposure';
}

/** The release in a namespace to which no other Application brings a chart: a second one may well make the Service. */
function releaseIn({ file, workspace }: WorkspaceContext, namespace: string): FactRecord<'chart-release'> | undefined {
  if (hasPlaceholder(namespace)) return undefined;
  const [only, ...more] = workspace.derive(chartUsers).get(`${file.folder}\n${namespace}`) ?? [];
  if (!only || more.length > 0) return undefined;
  return workspace
    .facts('chart-release')
    .find((record) => record.file.uri === only.uri && record.fact.data.application === only.name);
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

/** True for a Service that something else makes, and for one that ingress/backend or live/backend speaks of. */
function isElsewhere({ file, workspace }: WorkspaceContext, namespace: string, name: string): boolean {
  const live = liveServicesIn(workspace, file, namespace);
  return (
    servicesIn(workspace, file.folder, namespace).some((service) => service.name === name) ||
    (live !== undefined &&
      (isWhollyDeployed(workspace, file.folder, namespace) || live.some((one) => one.name === name))) ||
    missingService(workspace, file, namespace, name) !== undefined ||
    serviceElsewhere(workspace, file, name) !== undefined
  );
}

/** Where a route names the Service; a tunnel does so within a URL. */
function placesOf(
  { document }: WorkspaceContext,
  exposure: Fact<'exposure'>,
  wrong: string,
  service: string,
): readonly { readonly at: Span; readonly fixes: readonly Fix[] }[] {
  // Values of charts may have a service of their own.
  const isRoute = document.kind === 'ingress' || document.kind === 'manifest';
  const nodes = isRoute ? serviceNamesOf(document.yaml.root).filter((node) => node.value === wrong) : [];
  if (nodes.length === 0) return [{ at: exposure.span, fixes: [] }];
  return nodes.map((node) => ({ at: node.span, fixes: [replaceFix(node.span, service)] }));
}
