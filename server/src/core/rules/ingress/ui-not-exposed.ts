import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { chartName, chartNodeOf } from '../../kinds/chart-pins.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { type ChartWithUi, chartsWithUi, type UiService, uiServiceOf } from '../../schema/charts.ts';
import { labelPattern } from '../../schema/tailscale.ts';
import type { Span } from '../../text/span.ts';
import { directoryOf, leadApart } from '../../workspace/clusters.ts';
import { type ApplicationFact, factOf } from '../../workspace/facts.ts';
import { belongsToFolder, cleanPath, ownersOf } from '../../workspace/gitops.ts';
import { isKustomized, isWhollyKnown, servicesIn } from '../../workspace/objects.ts';
import { isOutOfUse } from '../../workspace/out-of-use.ts';
import { setsSwitch, valuesFilesOf, valuesIn } from '../../workspace/values-files.ts';
import { at, isString, itemsOf, scalarText, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { Fix, Severity, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const uiNotExposed: WorkspaceRule = {
  id: 'ingress/ui-not-exposed',
  title: 'An application with a web interface that nobody can reach',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Without an Ingress, a route or an exposed Service the interface is reachable only by port-forward, which is not there on the day it is needed. The rule knows charts with an interface by name, and those that `omni-scale.yaml` lists as `uiApps` or that have the annotation `gitops.ui: "true"`. Any exposure in the namespace counts; with `requiredExposure: tailscale` it has to be one of Tailscale’s.',
  ...diff(`
 === apps/headlamp.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: headlamp, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: headlamp, targetRevision: 0.30.0}
   destination: {name: in-cluster, namespace: headlamp}
+=== apps/headlamp-ingress.yaml
+apiVersion: networking.k8s.io/v1
+kind: Ingress
+metadata: {name: headlamp, namespace: headlamp}
+spec:
+  ingressClassName: tailscale
+  defaultBackend: {service: {name: headlamp, port: {number: 80}}}
+  tls: [{hosts: [headlamp]}]
`),
  source: 'tailscale cmd/k8s-operator (ingress.go, svc.go); the charts’ own documentation',
  check(context) {
    const { document, conventions, report } = context;
    const own = factOf(document.facts, 'application');
    if (conventions.requiredExposure === 'off' || !own) return;
    const namespace = own.data.destinationNamespace;
    // Without a namespace of its own, or with manifests from elsewhere, an exposure may exist that we cannot see.
    if (namespace === undefined || hasPlaceholder(namespace) || own.data.exposesItself) return;
    if (isOutOfUse(context.workspace, context.file)) return;
    const found = evidence(context, own.name, namespace);
    if (!found || hasForeignSource(context, own.data) || valuesMayExpose(context)) return;
    const exposures = exposuresOf(context, own.data, namespace, [own.name, found.chart ?? own.name]);
    if (exposures.some((tailscale) => conventions.requiredExposure === 'any' || tailscale)) return;
    const foreign = exposesOtherwise(context);
    const severity = foreign ? 'information' : found.severity;
    const message =
      exposures.length > 0
        ? `\`${own.name}\` has a web interface, but it is not reachable through Tailscale. Add an Ingress with \`ingressClassName: tailscale\` in namespace \`${namespace}\`.`
        : `\`${own.name}\` ${found.severity ? 'seems to have' : 'has'} a web interface, but nothing in namespace \`${namespace}\` makes it reachable. Add ${foreign ? 'an Ingress or a route' : 'an Ingress with `ingressClassName: tailscale`'}.`;
    report({
      at: found.at,
      message,
      ...(severity ? { severity } : {}),
      fixes: foreign ? [] : ingressFix(context, own.name, namespace),
    });
  },
};

/** True where the folder opens its interfaces in other ways than Tailscale's: one that is not opened may well be meant so. */
function exposesOtherwise({ file, workspace, conventions }: WorkspaceContext): boolean {
  const here = workspace.facts('exposure').filter((record) => record.file.folder === file.folder);
  return (
    conventions.requiredExposure !== 'tailscale' && here.length > 0 && here.every(({ fact }) => !fact.data.tailscale)
  );
}

interface Evidence {
  readonly at: Span;
  readonly chart?: string;
  /** Set where it only looks like one. */
  readonly severity?: Severity;
}

/** Where it shows that the Application has a web interface. */
function evidence(context: WorkspaceContext, name: string, namespace: string): Evidence | undefined {
  const { root } = context.document.yaml;
  const place = at(root, 'metadata', 'name')?.span;
  for (const source of sourcesOf(at(root, 'spec'))) {
    const chart = chartNodeOf(source);
    const known = isString(chart) ? chartName(chart.value) : '';
    if (chart && Object.hasOwn(chartsWithUi, known) && showsUi(context, source, chartsWithUi[known] ?? {}))
      return { at: chart.span, chart: known };
  }
  if (!place) return undefined;
  const isMarked = scalarText(at(root, 'metadata', 'annotations', 'gitops.ui')) === 'true';
  if (isMarked || context.conventions.uiApps.includes(name)) return { at: place };
  return looksLikeUi(context, name, namespace) ? { at: place, severity: 'information' } : undefined;
}

/** True when the chart's interface is certainly on, and certainly not opened by the chart itself. */
function showsUi(context: WorkspaceContext, source: YamlNode, { unless = [], opensUnless }: ChartWithUi): boolean {
  const { document, file, workspace, conventions } = context;
  const is = (written: string): boolean | undefined => setsSwitch(workspace, file, document, source, written);
  if (unless.some((written) => is(written) !== false)) return false;
  return opensUnless === undefined || conventions.requiredExposure === 'tailscale' || is(opensUnless) === true;
}

const uiName = /(?:^|-)(?:ui|frontend|web|dashboard)$/;
const noUi = /operator|csi|cni|webhook|exporter|controller|agent|redis|valkey|postgres|mysql|maria|mongo|grpc|api/;

/** Two weak signs together: the name of an interface, and a Service with a port as web servers have them. */
function looksLikeUi({ workspace, file }: WorkspaceContext, name: string, namespace: string): boolean {
  if (!uiName.test(name) || noUi.test(name) || !isWhollyKnown(workspace, file.folder, namespace)) return false;
  return servicesIn(workspace, file.folder, namespace).some(
    (service) =>
      !service.external &&
      !service.egress &&
      service.ports.some(
        (port) =>
          /^(?:https?|web|ui|dashboard|http-web)$/.test(port.name ?? '') ||
          [80, 3000, 8080, 8443].includes(port.number ?? 0),
      ),
  );
}

/** True when some manifests of the Application come from a repository that is not open here. */
function hasForeignSource({ workspace, file }: WorkspaceContext, app: ApplicationFact): boolean {
  return app.sources.some((source) => source.path !== undefined && !belongsToFolder(workspace, source, file.folder));
}

/** True when a file of values switches an exposure on, or cannot be read here. */
function valuesMayExpose({ document, file, workspace }: WorkspaceContext): boolean {
  const paths = valuesFilesOf(workspace, file, document);
  if (!paths) return true;
  return valuesIn(workspace, file.folder, paths).some((values) => values.exposes);
}

/**
 * Whether each exposure of the namespace is Tailscale's. One that leads to a Service of nearly the Application's name
 * counts wherever it is: a route may cross namespaces, and a kustomization may write the namespace.
 */
function exposuresOf(
  { workspace }: WorkspaceContext,
  app: ApplicationFact,
  namespace: string,
  names: readonly string[],
): readonly boolean[] {
  return workspace.facts('exposure').flatMap((record) => {
    const { data } = record.fact;
    const owners = ownersOf(workspace, record.file);
    if (owners.length > 0 && owners.every((owner) => leadApart(owner.fact.data.destination, app.destination)))
      return [];
    const named = [record.fact.name, ...data.services].some((name) => names.some((own) => name.includes(own)));
    if (named || data.namespace === namespace) return [data.tailscale];
    if (data.namespace !== undefined) return [];
    return owners.some((owner) => owner.fact.data.destinationNamespace === namespace) ? [data.tailscale] : [];
  });
}

/** Writes the Ingress where the Application's own manifests are, else beside the Application. */
function ingressFix(context: WorkspaceContext, name: string, namespace: string): readonly Fix[] {
  const service = serviceOf(context, name, namespace);
  const device = name.replace(/-helm$/, '');
  const path = placeFor(context, name);
  if (!service || path === undefined || !labelPattern.test(device)) return [];
  const create = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${device}
  namespace: ${namespace}
${waveLines(context, path)}spec:
  ingressClassName: tailscale
  defaultBackend:
    service:
      name: ${service.name}
      port:
        number: ${service.port}
  tls:
    - hosts:
        - ${device}
`;
  const uri = `${context.file.folder}/${path.split('/').map(encodeURIComponent).join('/')}`;
  return [{ title: `Write an Ingress to ${path}`, edits: [], elsewhere: [{ uri, edits: [], create }] }];
}

/**
 * The wave that most Ingresses of the folder have; beside the Application never an earlier one than its own: an Ingress
 * without its Service has no address, and Argo CD waits for one.
 */
function waveLines({ document, file, workspace }: WorkspaceContext, path: string): string {
  const counts = new Map<number, number>();
  const ingresses = workspace
    .facts('manifest')
    .filter((record) => record.file.folder === file.folder && record.fact.data.kind === 'Ingress');
  for (const { fact } of ingresses) counts.set(fact.data.wave ?? 0, (counts.get(fact.data.wave ?? 0) ?? 0) + 1);
  const [usual = 0] = [...counts].find(([, count]) => count * 2 > ingresses.length) ?? [];
  const isBeside = directoryOf(path) === directoryOf(file.path);
  const own = factOf(document.facts, 'application')?.data.wave ?? 0;
  const wave = isBeside ? Math.max(usual, own) : usual;
  return wave === 0 ? '' : `  annotations:\n    argocd.argoproj.io/sync-wave: "${wave}"\n`;
}

/** The Service of a known chart's release, or the only one that the Application's manifests hold. */
function serviceOf(
  { document, file, workspace }: WorkspaceContext,
  name: string,
  namespace: string,
): UiService | undefined {
  for (const source of sourcesOf(at(document.yaml.root, 'spec'))) {
    const chart = stringOf(chartNodeOf(source));
    // What files of values change, we would have to merge.
    if (chart === undefined || itemsOf(at(source, 'helm', 'valueFiles')).length > 0) continue;
    const release = stringOf(at(source, 'helm', 'releaseName')) ?? name;
    const values: YamlNode | undefined = helmValuesOf(source);
    return hasPlaceholder(release)
      ? undefined
      : uiServiceOf(chartName(chart), release, (...path) => scalarText(at(values, ...path)));
  }
  if (!isWhollyKnown(workspace, file.folder, namespace)) return undefined;
  const [only, more] = servicesIn(workspace, file.folder, namespace).filter(
    (service) => !service.headless && !service.external,
  );
  const [port, another] = only?.ports ?? [];
  if (!only || more || another || port?.number === undefined) return undefined;
  return { name: only.name, port: port.number };
}

/** A path that does not exist yet, in a folder that no kustomization lists file by file. */
function placeFor({ document, file, workspace }: WorkspaceContext, name: string): string | undefined {
  const own = factOf(document.facts, 'application')?.data.sources.find(
    (source) =>
      source.path !== undefined && source.tool === undefined && belongsToFolder(workspace, source, file.folder),
  );
  const folder = own ? cleanPath(own.path ?? '') : directoryOf(file.path).replace(/\/$/, '');
  const base = folder === '' ? '' : `${folder}/`;
  if (isKustomized(workspace, { ...file, path: `${base}ingress.yaml` })) return undefined;
  // A folder for one Application names its files by what they hold.
  const isAlone = own !== undefined || /(?:^|\/)app(?:lication)?\.ya?ml$/.test(file.path);
  const candidates = [...(isAlone ? [`${base}ingress.yaml`] : []), `${base}${name}-ingress.yaml`];
  return candidates.find((path) => workspace.exists(file.folder, path) === false);
}
