import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { firstOf, readNetwork } from '../../text/addresses.ts';
import { isPrefix } from '../../text/formats.ts';
import {
  at,
  isString,
  itemsOf,
  pairOf,
  scalarText,
  stringOf,
  type YamlPair,
  type YamlString,
} from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const connector: WorkspaceRule = {
  id: 'ingress/connector',
  title: 'A Tailscale Connector that connects nothing, or too much at once',
  severity: 'error',
  kinds: ['manifest'],
  needs: 'workspace',
  why: 'A Connector is a subnet router, an exit node, both, or an app connector alone. The API server refuses any other, and names that no device can have; a route that is no network is never advertised.',
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
    checkName(name, devicePattern, 'ends with a letter or digit', report);
    checkName(prefix, prefixPattern, 'has at most 62 characters', report);
    const routes = pairOf(router?.value, 'advertiseRoutes');
    const targets = pairOf(app?.value, 'routes');
    const isBare = router?.value.type === 'map' && !routes && !pairOf(router.value, '<<');
    for (const pair of [isBare ? router : routes, targets])
      if (pair && (pair === router || (pair.value.type === 'seq' && pair.value.items.length === 0)))
        report({ at: pair.key.span, message: 'There is no route here, so the API server refuses the Connector.' });
    for (const item of [...itemsOf(routes?.value), ...itemsOf(targets?.value)])
      if (isString(item) && !hasPlaceholder(item.value)) checkRoute(item, report);
  },
};

/** Names as the definition of Connectors has them: of two characters at least, for a prefix of one. */
const devicePattern = /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/;
const prefixPattern = /^[a-z0-9][a-z0-9-]{0,61}$/;

function checkName(pair: YamlPair | undefined, pattern: RegExp, rest: string, report: DocumentContext['report']): void {
  if (!isString(pair?.value) || pair.value.value === '' || hasPlaceholder(pair.value.value)) return;
  const { value, span } = pair.value;
  if (pattern.test(value)) return;
  const fitting = value.toLowerCase().replaceAll('_', '-');
  report({
    at: span,
    message: `The API server refuses this name. It is made of lower-case letters, digits and hyphens, begins with a letter or digit and ${rest}${pattern === devicePattern ? ', and has 2 to 63 characters' : ''}.`,
    fixes: pattern.test(fitting) ? [replaceFix(span, fitting)] : [],
  });
}

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
