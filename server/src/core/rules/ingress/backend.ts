import { backendNodesOf, backendsOf, isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { liveServicesIn } from '../../workspace/live-cluster.ts';
import { namespaceOf, servicesIn } from '../../workspace/objects.ts';
import { pairOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { missingService, serviceElsewhere } from '../missing-service.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const backend: WorkspaceRule = {
  id: 'ingress/backend',
  title: 'An Ingress that leads to a Service which is not there, or cannot be served',
  severity: 'warning',
  kinds: ['ingress'],
  needs: 'workspace',
  why: 'A backend is a Service in the namespace of the Ingress. Tailscale leaves out a path whose Service is missing or has no address of its own (`clusterIP: None`, `ExternalName`); other controllers answer it with 503. Charts bring Services of their own, so the rule speaks of a missing one only where everything in the namespace is written in this folder, or where a Service of nearly that name, or of that name in another namespace, lies beside the Ingress.',
  ...diff(`
 === web/service.yaml
 apiVersion: v1
 kind: Service
 metadata: {name: dashboard, namespace: web}
 spec: {ports: [{port: 80}]}
 === web/ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: dashboard, namespace: web}
-spec: {ingressClassName: tailscale, defaultBackend: {service: {name: dashbaord, port: {number: 80}}}, tls: [{hosts: [home]}]}
+spec: {ingressClassName: tailscale, defaultBackend: {service: {name: dashboard, port: {number: 80}}}, tls: [{hosts: [home]}]}
`),
  source: 'tailscale cmd/k8s-operator/ingress.go (handlersForIngress)',
  check(context) {
    const { document, file, workspace, report } = context;
    const { root } = document.yaml;
    if (isTailscaleIngress(root)) checkResources(context);
    const backends = backendsOf(root).filter(({ service }) => service.value !== '' && !hasPlaceholder(service.value));
    if (backends.length === 0) return;
    const namespace = namespaceOf(workspace, file, factOf(document.facts, 'manifest')?.data.namespace);
    if (namespace === undefined || hasPlaceholder(namespace)) return;
    const services = servicesIn(workspace, file.folder, namespace);
    for (const { service } of backends) {
      const found = services.filter((candidate) => candidate.name === service.value);
      const [first] = found;
      if (first) {
        const useless = found.every((candidate) => candidate.headless || candidate.external);
        if (useless && isTailscaleIngress(root))
          report({
            at: service.span,
            message: `The Service \`${service.value}\` ${first.headless ? 'is headless (`clusterIP: None`)' : 'is an ExternalName'} and has no address of its own, so Tailscale leaves this path out.`,
            severity: 'error',
          });
        continue;
      }
      if (liveServicesIn(workspace, file, namespace)?.some(({ name }) => name === service.value)) continue;
      const missing = missingService(workspace, file, namespace, service.value);
      const elsewhere = missing ? undefined : serviceElsewhere(workspace, file, service.value);
      if (elsewhere !== undefined) {
        report({
          at: service.span,
          message: `The Service \`${service.value}\` is in namespace \`${elsewhere}\`, and an Ingress reaches only those of its own, \`${namespace}\`.`,
        });
        continue;
      }
      if (!missing) continue;
      const { near } = missing;
      report({
        at: service.span,
        message: near
          ? `No Service \`${service.value}\` is in namespace \`${namespace}\`, so this path is not served. Did you mean \`${near}\`?`
          : `No file puts a Service \`${service.value}\` into namespace \`${namespace}\`, so this path is not served.`,
        fixes: near ? [replaceFix(service.span, near)] : [],
      });
    }
  },
};

/** Backends that are no Services: the operator serves none of them. */
function checkResources({ document, report }: WorkspaceContext): void {
  for (const backend of backendNodesOf(document.yaml.root)) {
    const resource = pairOf(backend, 'resource');
    if (!resource || pairOf(backend, 'service')) continue;
    report({
      at: resource.key.span,
      message: 'Tailscale leads to Services only, so it leaves this path out.',
      severity: 'error',
    });
  }
}
