import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { baselineViolations, isCertain } from '../../kinds/baseline.ts';
import { chartName, chartNodeOf } from '../../kinds/chart-pins.ts';
import { isExamplePath } from '../../kinds/example-path.ts';
import { isCopied } from '../../kinds/foreign.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { podTemplateOf } from '../../kinds/pods.ts';
import { proxyReferencesOf } from '../../kinds/tailscale-proxies.ts';
import { type PrivilegedChart, privilegedCharts } from '../../schema/charts.ts';
import type { Span } from '../../text/span.ts';
import { inOneCluster } from '../../workspace/clusters.ts';
import { factOf } from '../../workspace/facts.ts';
import { ownersOf } from '../../workspace/gitops.ts';
import { namespaceOf } from '../../workspace/objects.ts';
import { isOutOfUse } from '../../workspace/out-of-use.ts';
import { type ForbiddingLevel, forbiddingLevel, isExemptRuntime } from '../../workspace/pod-security.ts';
import { setsSwitch } from '../../workspace/values-files.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { at, isString, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { privilegeFixes } from '../pod-security-fixes.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const privileged: WorkspaceRule = {
  id: 'pod-security/privileged',
  title: 'Pods that their namespace does not let in',
  severity: 'warning',
  kinds: ['manifest', 'application'],
  needs: 'workspace',
  why: 'Talos configures the `baseline` Pod Security level for every namespace but `kube-system`. Pods that use the host’s network, its paths or privileged containers are refused: the DaemonSet exists, and none of its pods ever appears. A label on the namespace, in git, lets them in. Where a Talos patch sets another default or exempts the namespace, the rule is silent, and so it is where no file is of Talos, Omni or Argo CD; `podSecurityDefault: privileged` in `omni-scale.yaml` says so for a cluster whose patches are elsewhere.',
  ...diff(`
+=== longhorn.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: longhorn, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: longhorn, targetRevision: 1.12.1}
   destination: {namespace: longhorn-system}
+=== namespace.yaml
+apiVersion: v1
+kind: Namespace
+metadata:
+  name: longhorn-system
+  labels: {pod-security.kubernetes.io/enforce: privileged}
`),
  source:
    'siderolabs/talos pkg/machinery/config/types/k8s/admission_control.go; kubernetes/pod-security-admission policy/check_*.go; the charts’ templates',
  check(context) {
    if (isOutOfUse(context.workspace, context.file)) return;
    const { path } = context.file;
    if (context.document.kind === 'application') checkApplication(context);
    else if (!isExamplePath(path) && !isCopied(path)) checkWorkload(context);
  },
};

function checkWorkload(context: WorkspaceContext): void {
  const { document, file, workspace } = context;
  const { root } = document.yaml;
  const template = podTemplateOf(root);
  const violations = baselineViolations(template);
  if (violations.length === 0) return;
  const namespace = namespaceOf(workspace, file, stringOf(at(root, 'metadata', 'namespace')));
  const level = namespace === undefined ? undefined : levelOf(context, namespace);
  if (namespace === undefined || !level) return;
  const [violation, ...more] = violations.filter((one) => isCertain(one, level));
  const runtime = stringOf(at(template, 'spec', 'runtimeClassName'));
  if (!violation || (runtime !== undefined && isExemptRuntime(workspace, runtime))) return;
  const uses = [...new Set([violation, ...more].map(({ what }) => `\`${what}\``))].join(', ');
  const application = ownersOf(workspace, file).find((owner) => owner.fact.data.destinationNamespace === namespace);
  report(context, violation.pair.key.span, namespace, level, `These pods use ${uses}`, application);
}

function levelOf({ workspace, file }: WorkspaceContext, namespace: string): ForbiddingLevel | undefined {
  return hasPlaceholder(namespace) ? undefined : forbiddingLevel(workspace, file.folder, namespace);
}

function checkApplication(context: WorkspaceContext): void {
  const { document, file, workspace, conventions } = context;
  const own = factOf(document.facts, 'application');
  const namespace = own?.data.destinationNamespace;
  const level = namespace === undefined ? undefined : levelOf(context, namespace);
  if (!own || namespace === undefined || !level) return;
  const application = workspace
    .facts('application')
    .find((record) => record.fact === own && record.file.uri === file.uri);
  for (const source of sourcesOf(at(document.yaml.root, 'spec'))) {
    const chart = chartNodeOf(source);
    const name = isString(chart) ? chartName(chart.value) : '';
    const proxies = name === 'tailscale-operator' ? privilegedProxies(context, source) : undefined;
    const known = Object.hasOwn(privilegedCharts, name) ? privilegedCharts[name] : proxies;
    if (!chart || !known) continue;
    if (known.unless !== undefined && setsSwitch(workspace, file, document, source, known.unless) !== false) continue;
    report(context, chart.span, namespace, level, `The pods of \`${name}\` use ${known.uses}`, application, true);
    return;
  }
  const destination = at(document.yaml.root, 'spec', 'destination', 'namespace');
  if (destination && conventions.privilegedNamespaces.includes(stringOf(destination) ?? ''))
    report(
      context,
      destination.span,
      namespace,
      level,
      '`omni-scale.yaml` lists this namespace as one whose pods need the privileged level',
      application,
      true,
    );
}

/**
 * What needs a privileged proxy in the namespace of Tailscale's operator: Connectors, ProxyGroups and Services, not
 * Ingresses (tailscale cmd/k8s-operator/deploy/manifests/proxy.yaml, sts.go, proxygroup_specs.go). A ProxyClass may say
 * otherwise.
 */
function privilegedProxies({ file, workspace }: WorkspaceContext, source: YamlNode): PrivilegedChart | undefined {
  const isBound = (record: FactRecord): boolean =>
    inOneCluster(workspace, file, record.file) &&
    !proxyReferencesOf(record.document).some(({ kind }) => kind === 'ProxyClass');
  const own = workspace.facts('manifest').filter(({ fact }) => fact.data.apiVersion.startsWith('tailscale.com/'));
  const isClassed = own.some(({ fact }) => fact.data.kind === 'ProxyClass');
  const isSet = at(helmValuesOf(source), 'proxyConfig', 'defaultProxyClass') ?? at(source, 'helm', 'valueFiles');
  if (isClassed || isSet) return undefined;
  const connector = own.find((record) => record.fact.data.kind === 'Connector' && isBound(record));
  const group = workspace
    .facts('proxy-group')
    .find((record) => ['egress', 'ingress'].includes(record.fact.data.type ?? '') && isBound(record));
  const service = workspace
    .facts('service')
    .find((record) => (record.fact.data.egress || record.fact.data.device) && isBound(record));
  const needs = [
    ...(connector ? [`the Connector \`${connector.fact.name}\``] : []),
    ...(group ? [`the ProxyGroup \`${group.fact.name}\``] : []),
    ...(service ? [`the Service \`${service.fact.name}\``] : []),
  ];
  return needs[0] === undefined ? undefined : { uses: `privileged containers for ${needs[0]}` };
}

function report(
  context: WorkspaceContext,
  place: Span,
  namespace: string,
  level: ForbiddingLevel,
  what: string,
  application: Parameters<typeof privilegeFixes>[0]['application'],
  inApplication = false,
): void {
  const { workspace, file } = context;
  context.report({
    at: place,
    message: level.written
      ? `${what}, but namespace \`${namespace}\` enforces \`${level.level}\`, so Kubernetes refuses them.`
      : `${what}, but no file labels namespace \`${namespace}\` as privileged. By ${level.level === 'baseline' ? 'Talos’ default' : 'a Talos patch'} it enforces \`${level.level}\`, and the pods are refused.`,
    fixes: privilegeFixes({ workspace, file, namespace, application, inApplication }),
  });
}
