import { hasPlaceholder } from '../../kinds/recognise.ts';
import { firstOf, readNetwork } from '../../text/addresses.ts';
import { isPrefix } from '../../text/formats.ts';
import { at, isString, itemsOf, pairOf, scalarText, stringOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const connector: WorkspaceRule = {
  id: 'ingress/connector',
  title: 'A Tailscale Connector that connects nothing, or too much at once',
  severity: 'error',
  kinds: ['manifest'],
  needs: 'workspace',
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
    const routes = pairOf(router?.value, 'advertiseRoutes');
    if (routes?.value.type === 'seq' && routes.value.items.length === 0)
      report({
        at: routes.key.span,
        message: 'The subnet router has no route, so the API server refuses the Connector.',
      });
    for (const item of [...itemsOf(routes?.value), ...itemsOf(at(app?.value, 'routes'))])
      if (isString(item) && !hasPlaceholder(item.value)) checkRoute(item, report);
  },
};

/** Tailscale takes a prefix only without bits beyond it (cmd/k8s-operator/connector.go, validateRoutes). */
function checkRoute(item: YamlString, report: DocumentContext['report']): void {
  if (!isPrefix(item.value)) {
    report({
      at: item.span,
      message: `\`${item.value}\` is no network such as \`10.20.0.0/16\`, so Tailscale refuses the Connector.`,
    });
    return;
  }
  const network = readNetwork(item.value);
  if (!network || network.value === firstOf(network)) return;
  const right = network.bits === 32 ? textOf(firstOf(network), network.length) : undefined;
  const written = right === undefined ? '' : ` The network is written \`${right}\`.`;
  report({
    at: item.span,
    message: `\`${item.value}\` has bits beyond its prefix, so Tailscale refuses the Connector.${written}`,
    fixes: right === undefined ? [] : [replaceFix(item.span, right)],
  });
}

function textOf(address: bigint, length: number): string {
  const parts = [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn);
  return `${parts.join('.')}/${length}`;
}
