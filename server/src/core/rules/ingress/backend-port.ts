import { backendsOf } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { namespaceOf, servicesIn } from '../../workspace/objects.ts';
import { describePort } from '../../workspace/service-ports.ts';
import { scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const backendPort: WorkspaceRule = {
  id: 'ingress/backend-port',
  title: 'A port that the Service behind an Ingress does not have',
  severity: 'warning',
  kinds: ['ingress'],
  needs: 'workspace',
  why: 'A backend names a port of the Service, not of the container. Tailscale connects to a number nobody listens on, or leaves the path out when a name is unknown; other controllers answer with 503.',
  ...diff(`
 === web/service.yaml
 apiVersion: v1
 kind: Service
 metadata: {name: dashboard, namespace: web}
 spec: {ports: [{port: 80, targetPort: 3000}]}
 === web/ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: dashboard, namespace: web}
-spec: {ingressClassName: tailscale, defaultBackend: {service: {name: dashboard, port: {number: 3000}}}}
+spec: {ingressClassName: tailscale, defaultBackend: {service: {name: dashboard, port: {number: 80}}}}
`),
  source: 'tailscale cmd/k8s-operator/ingress.go (handlersForIngress); kubernetes networking/v1 (ServiceBackendPort)',
  check({ document, file, workspace, report }) {
    const backends = backendsOf(document.yaml.root);
    if (backends.length === 0) return;
    const namespace = namespaceOf(workspace, file, factOf(document.facts, 'manifest')?.data.namespace);
    if (namespace === undefined || hasPlaceholder(namespace)) return;
    const services = servicesIn(workspace, file.folder, namespace);
    for (const { service, port } of backends) {
      const found = services.filter((candidate) => candidate.name === service.value);
      const ports = found.flatMap((candidate) => candidate.ports);
      const text = scalarText(port?.value);
      if (!port || ports.length === 0 || text === undefined || hasPlaceholder(text)) continue;
      const byName = port.key.value === 'name';
      const known = ports.flatMap((one) =>
        byName ? (one.name ?? []) : one.number === undefined ? [] : `${one.number}`,
      );
      if (known.includes(text)) continue;
      const [only] = known;
      report({
        at: port.value.span,
        message: `The Service \`${service.value}\` has no port ${byName ? 'called ' : ''}\`${text}\`, so nothing answers. It has ${ports.map(describePort).join(', ')}.`,
        fixes:
          only !== undefined && known.length === 1 && found.length === 1 ? [replaceFix(port.value.span, only)] : [],
      });
    }
  },
};
