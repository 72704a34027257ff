import { ignoredHostsOf, ingressPathsOf, isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const path: DocumentRule = {
  id: 'ingress/path',
  title: 'A path that Tailscale serves otherwise than it says',
  severity: 'warning',
  kinds: ['ingress'],
  needs: 'document',
  why: 'Tailscale treats every path as a prefix, `Exact` too. Of two entries for one path the last one wins, and a rule for `/` replaces `defaultBackend`, so the other backend is never reached.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: dashboard}
 spec:
   ingressClassName: tailscale
   defaultBackend: {service: {name: dashboard, port: {number: 80}}}
-  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: other, port: {number: 80}}}}]}}]
+  rules: [{http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: other, port: {number: 80}}}}]}}]
`),
  source: 'tailscale cmd/k8s-operator/ingress.go (handlersForIngress)',
  check({ document, report }) {
    const { root } = document.yaml;
    if (!isTailscaleIngress(root)) return;
    const fallback = pairOf(at(root, 'spec'), 'defaultBackend');
    const served = new Map<string, string>();
    const ignored = new Set(ignoredHostsOf(root).map(({ rule }) => rule));
    if (fallback) served.set('/', '`defaultBackend`');
    for (const { rule, node, path } of ingressPathsOf(root)) {
      if (ignored.has(rule)) continue;
      const written = pairOf(node, 'path');
      const place = written && written.value.span.end > written.value.span.start ? written.value.span : undefined;
      const type = pairOf(node, 'pathType');
      if (hasPlaceholder(path)) continue;
      const before = served.get(path);
      const [first] = node.type === 'map' ? node.pairs : [];
      if (before !== undefined && first)
        report({
          at: place ?? first.key.span,
          message: `\`${path}\` is served by ${before} already. Tailscale takes the last one, so the other backend is never reached.`,
        });
      served.set(path, 'an entry above');
      if (type && stringOf(type.value) === 'Exact')
        report({
          at: type.value.span,
          message: `Tailscale treats \`Exact\` as \`Prefix\`: everything below \`${path}\` is served too.`,
          severity: 'information',
          fixes: [replaceFix(type.value.span, 'Prefix')],
        });
    }
  },
};
