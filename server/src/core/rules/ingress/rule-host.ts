import { deviceOf, ignoredHostsOf, isTailscaleIngress, tlsHostOf } from '../../kinds/ingress.ts';
import { proxyGroupOf } from '../../kinds/service.ts';
import { at, isString, itemsOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const ruleHost: WorkspaceRule = {
  id: 'ingress/rule-host',
  title: 'A rule of a Tailscale Ingress that is ignored because of its host',
  severity: 'error',
  kinds: ['ingress'],
  needs: 'workspace',
  why: 'The Tailscale operator serves one name, that of `tls`. A rule whose `host` is anything but exactly that is passed over with nothing but an event; without `tls` every rule with a host is. When no rule is left, nothing is served at all.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   ingressClassName: tailscale
   rules:
-    - host: dashboard.example.com
-      http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: dashboard, port: {number: 80}}}}]}
+    - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: dashboard, port: {number: 80}}}}]}
+  tls: [{hosts: [dashboard]}]
`),
  source: 'tailscale cmd/k8s-operator/ingress.go (handlersForIngress)',
  check({ document, report }) {
    const { root } = document.yaml;
    if (!isTailscaleIngress(root)) return;
    const tls = tlsHostOf(root)?.value ?? '';
    const rules = itemsOf(at(root, 'spec', 'rules'));
    const ignored = ignoredHostsOf(root);
    const nothingLeft = ignored.length === rules.length && at(root, 'spec', 'defaultBackend') === undefined;
    for (const { rule, host } of ignored) {
      const name = isString(host.value) ? host.value.value : '';
      const named = tls === '' ? 'named by `tls`' : `that of \`tls\`, \`${tls}\``;
      const reason =
        proxyGroupOf(root) !== undefined && deviceOf(name) === deviceOf(tls)
          ? `a ProxyGroup compares the full name on the tailnet, and \`${name}\` is not one such as \`${deviceOf(name)}.example.ts.net\``
          : `its host \`${name}\` is not ${named}`;
      report({
        at: host.value.span,
        message: `Tailscale ignores this rule, because ${reason}.${nothingLeft ? ' No other backend is left, so nothing is served.' : ''} A rule without \`host\` is always served.`,
        fixes: withoutHost(document.text, rule, host),
      });
    }
  },
};

function withoutHost(text: string, rule: YamlNode, host: YamlPair): readonly Fix[] {
  const title = 'Remove `host`';
  const whole = removeFixes(text, host, title);
  if (whole.length > 0 || rule.type !== 'map') return whole;
  const next = rule.pairs[rule.pairs.indexOf(host) + 1];
  if (!next) return [];
  const between = text.slice(host.span.end, next.span.start);
  if (!/^[\s,]*(?:#[^\n]*\n\s*)?$/.test(between)) return [];
  return [{ title, edits: [{ span: { start: host.span.start, end: next.span.start }, newText: '' }] }];
}
