import { hasPlaceholder } from '../../kinds/recognise.ts';
import { isPrefix } from '../../text/formats.ts';
import { at, isString, itemsOf, pairOf, scalarText, stringOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const connector: DocumentRule = {
  id: 'ingress/connector',
  title: 'A Tailscale Connector that connects nothing, or too much at once',
  severity: 'error',
  kinds: ['manifest'],
  needs: 'document',
  why: 'A Connector is a subnet router, an exit node, both, or an app connector alone. The API server refuses any other, and a route that is no network is never advertised.',
  ...diff(`
 apiVersion: tailscale.com/v1alpha1
 kind: Connector
 metadata: {name: storage}
 spec:
   hostname: storage
-  exitNode: false
+  subnetRouter: {advertiseRoutes: [10.20.40.0/24]}
`),
  source: 'tailscale k8s-operator/apis/v1alpha1/types_connector.go (validation rules, read at v1.104.5)',
  check({ document, report }) {
    const { root } = document.yaml;
    const spec = pairOf(root, 'spec');
    const isConnector = stringOf(at(root, 'kind')) === 'Connector';
    if (!isConnector || !(stringOf(at(root, 'apiVersion')) ?? '').startsWith('tailscale.com/')) return;
    if (spec?.value.type !== 'map' || pairOf(spec.value, '<<')) return;
    const router = pairOf(spec.value, 'subnetRouter');
    const app = pairOf(spec.value, 'appConnector');
    const exit = scalarText(at(spec.value, 'exitNode')) === 'true';
    if (!router && !app && !exit)
      report({
        at: spec.key.span,
        message:
          'The Connector is neither a subnet router nor an exit node nor an app connector, so the API server refuses it.',
      });
    if (app && (router || exit))
      report({
        at: app.key.span,
        message: 'An app connector stands alone; with a subnet router or an exit node the API server refuses it.',
      });
    const name = pairOf(spec.value, 'hostname');
    const replicas = Number(scalarText(at(spec.value, 'replicas')) ?? 1);
    const prefix = pairOf(spec.value, 'hostnamePrefix');
    if (name && (replicas > 1 || prefix))
      report({
        at: name.key.span,
        message: prefix
          ? '`hostname` and `hostnamePrefix` exclude each other, so the API server refuses the Connector.'
          : 'Several replicas cannot share one name, so the API server refuses the Connector. `hostnamePrefix` names each of them.',
      });
    for (const item of [...itemsOf(at(router?.value, 'advertiseRoutes')), ...itemsOf(at(app?.value, 'routes'))]) {
      if (!isString(item) || isPrefix(item.value) || hasPlaceholder(item.value)) continue;
      report({
        at: item.span,
        message: `\`${item.value}\` is no network such as \`10.20.0.0/16\`, so Tailscale refuses the Connector.`,
      });
    }
  },
};
