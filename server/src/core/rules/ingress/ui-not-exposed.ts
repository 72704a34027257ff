import { sourcesOf } from '../../kinds/argocd.ts';
import { chartsWithUi } from '../../schema/charts.ts';
import type { Span } from '../../text/span.ts';
import { type ApplicationFact, factOf } from '../../workspace/facts.ts';
import { belongsToFolder, ownersOf } from '../../workspace/gitops.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { at, isString } from '../../yaml/nodes.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const uiNotExposed: WorkspaceRule = {
  id: 'ingress/ui-not-exposed',
  title: 'An application with a web interface that nobody can reach',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Without an Ingress, a route or an exposed Service the interface is reachable only by port-forward, which is not there on the day it is needed. The rule knows charts with an interface by name, and those that `omni-scale.yaml` lists as `uiApps`. Any exposure in the namespace counts; with `requiredExposure: tailscale` it has to be one of Tailscale’s.',
  bad: `
=== apps/netdata.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: netdata, namespace: argocd}
spec:
  source: {repoURL: https://charts.example.com, chart: netdata, targetRevision: 3.7.172}
  destination: {name: in-cluster, namespace: netdata}
`,
  good: `
=== apps/netdata.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: netdata, namespace: argocd}
spec:
  source: {repoURL: https://charts.example.com, chart: netdata, targetRevision: 3.7.172}
  destination: {name: in-cluster, namespace: netdata}
=== apps/netdata-ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: netdata, namespace: netdata}
spec:
  ingressClassName: tailscale
  defaultBackend: {service: {name: netdata, port: {number: 19999}}}
  tls: [{hosts: [netdata]}]
`,
  source: 'tailscale cmd/k8s-operator (ingress.go, svc.go); the charts’ own documentation',
  check(context) {
    const { document, conventions, report } = context;
    const own = factOf(document.facts, 'application');
    if (conventions.requiredExposure === 'off' || !own) return;
    const where = evidence(context, own.name);
    if (!where || own.data.exposesItself) return;
    const namespace = own.data.destinationNamespace;
    // Without a namespace of its own, or with manifests from elsewhere, an exposure may exist that we cannot see.
    if (namespace === undefined || hasForeignSource(context, own.data)) return;
    const exposures = exposuresOf(context, namespace);
    if (exposures.some((record) => conventions.requiredExposure === 'any' || record.fact.data.tailscale)) return;
    const message =
      exposures.length > 0
        ? `\`${own.name}\` has a web interface, but it is not reachable through Tailscale. Add an Ingress with \`ingressClassName: tailscale\` in namespace \`${namespace}\`.`
        : `\`${own.name}\` has a web interface, but nothing in namespace \`${namespace}\` makes it reachable. Add an Ingress with \`ingressClassName: tailscale\`.`;
    report({ at: where, message });
  },
};

/** Where it shows that the Application has a web interface: its chart's name, or its own name when the team lists it. */
function evidence({ document, conventions }: WorkspaceContext, name: string): Span | undefined {
  const { root } = document.yaml;
  for (const source of sourcesOf(at(root, 'spec'))) {
    const chart = at(source, 'chart');
    if (isString(chart) && chartsWithUi.has(chart.value)) return chart.span;
  }
  return conventions.uiApps.includes(name) ? at(root, 'metadata', 'name')?.span : undefined;
}

/** True when some manifests of the Application come from a repository that is not open here. */
function hasForeignSource({ workspace, file }: WorkspaceContext, app: ApplicationFact): boolean {
  return app.sources.some((source) => source.path !== undefined && !belongsToFolder(workspace, source, file.folder));
}

/** Exposures in a namespace, whether written in the object or given by the Application that applies it. */
function exposuresOf({ workspace }: WorkspaceContext, namespace: string): readonly FactRecord<'exposure'>[] {
  return workspace.facts('exposure').filter((record) => {
    if (record.fact.data.namespace !== undefined) return record.fact.data.namespace === namespace;
    return ownersOf(workspace, record.file).some((owner) => owner.fact.data.destinationNamespace === namespace);
  });
}
