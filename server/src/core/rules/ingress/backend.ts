import { backendsOf, isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { factOf } from '../../workspace/facts.ts';
import { liveServicesIn } from '../../workspace/live-cluster.ts';
import { namespaceOf, servicesIn } from '../../workspace/objects.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { missingService } from '../missing-service.ts';
import type { WorkspaceRule } from '../rule.ts';

export const backend: WorkspaceRule = {
  id: 'ingress/backend',
  title: 'An Ingress that leads to a Service which is not there, or cannot be served',
  severity: 'warning',
  kinds: ['ingress'],
  needs: 'workspace',
  why: 'A backend is a Service in the namespace of the Ingress. Tailscale leaves out a path whose Service is missing or has no address of its own (`clusterIP: None`, `ExternalName`); other controllers answer it with 503. Charts bring Services of their own, so the rule speaks of a missing one only where everything in the namespace is written in this folder, or where a Service of nearly that name lies beside the Ingress.',
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
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
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
      const missing = missingService(workspace, file, namespace, service.value);
      if (!missing || liveServicesIn(workspace, file, namespace)?.some(({ name }) => name === service.value)) continue;
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
