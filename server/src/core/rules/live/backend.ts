import { backendsOf, type IngressBackend } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { factOf } from '../../workspace/facts.ts';
import type { LiveService } from '../../workspace/live.ts';
import { isWhollyDeployed, liveServicesIn } from '../../workspace/live-cluster.ts';
import { namespaceOf, servicesIn } from '../../workspace/objects.ts';
import { describePort } from '../../workspace/service-ports.ts';
import { scalarText } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { inCluster } from '../examples.ts';
import { missingService, serviceElsewhere } from '../missing-service.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const backend: WorkspaceRule = {
  id: 'live/backend',
  title: 'An Ingress that leads to a Service or a port which the cluster does not have',
  severity: 'warning',
  kinds: ['ingress'],
  needs: 'live',
  why: 'A backend is a Service in the namespace of the Ingress, and one of its ports; a path to any other is not served. Most Services come from charts, which only the cluster tells. The rule speaks only while that is connected, of files that its Argo CD applies, where no file defines the Service, and in namespaces to which every Application of the folder has been deployed.',
  ...inCluster(
    'services: [{namespace: web, services: [{name: wiki-server, ports: [{name: http, number: 80}]}]}]',
    `
 === apps/ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: wiki, namespace: web}
-spec: {ingressClassName: tailscale, defaultBackend: {service: {name: wiki-sever, port: {number: 80}}}, tls: [{hosts: [wiki]}]}
+spec: {ingressClassName: tailscale, defaultBackend: {service: {name: wiki-server, port: {number: 80}}}, tls: [{hosts: [wiki]}]}
`,
  ),
  source:
    'tailscale cmd/k8s-operator/ingress.go (handlersForIngress); kubernetes networking/v1 (IngressServiceBackend)',
  check(context) {
    const { document, file, workspace } = context;
    const backends = backendsOf(document.yaml.root).filter(
      ({ service }) => service.value !== '' && !hasPlaceholder(service.value),
    );
    if (backends.length === 0) return;
    const namespace = namespaceOf(workspace, file, factOf(document.facts, 'manifest')?.data.namespace);
    if (namespace === undefined || hasPlaceholder(namespace)) return;
    const live = liveServicesIn(workspace, file, namespace);
    if (!live || !isWhollyDeployed(workspace, file.folder, namespace)) return;
    const defined = servicesIn(workspace, file.folder, namespace);
    for (const one of backends) {
      if (defined.some(({ name }) => name === one.service.value)) continue;
      const found = live.find(({ name }) => name === one.service.value);
      if (found) comparePort(context, one, found);
      // What the files alone tell is for ingress/backend.
      else if (
        !missingService(workspace, file, namespace, one.service.value) &&
        serviceElsewhere(workspace, file, one.service.value) === undefined
      )
        reportMissing(context, one, live, namespace);
    }
  },
};

function reportMissing(
  { report }: WorkspaceContext,
  { service }: IngressBackend,
  live: readonly LiveService[],
  namespace: string,
): void {
  const near = nearest(
    service.value,
    live.map(({ name }) => name),
  );
  report({
    at: service.span,
    message: `The connected cluster has no Service \`${service.value}\` in namespace \`${namespace}\` and no file defines it, so this path is not served.${near ? ` Did you mean \`${near}\`?` : ''}`,
    fixes: near ? [replaceFix(service.span, near)] : [],
  });
}

function comparePort({ report }: WorkspaceContext, { service, port }: IngressBackend, { ports }: LiveService): void {
  const text = scalarText(port?.value);
  if (!port || text === undefined || hasPlaceholder(text) || ports.length === 0) return;
  const byName = port.key.value === 'name';
  const known = ports.flatMap(({ name, number }) => (byName ? (name ?? []) : `${number}`));
  if (known.includes(text)) return;
  const [only, ...more] = known;
  report({
    at: port.value.span,
    message: `In the connected cluster the Service \`${service.value}\` has no port ${byName ? 'called ' : ''}\`${text}\`, so nothing answers. It has ${ports.map(describePort).join(', ')}.`,
    fixes: only !== undefined && more.length === 0 ? [replaceFix(port.value.span, only)] : [],
  });
}
