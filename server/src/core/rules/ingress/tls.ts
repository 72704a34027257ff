import { firstHostOf, isTailscaleIngress, tlsHostOf } from '../../kinds/ingress.ts';
import { annotationOf, proxyGroupOf } from '../../kinds/service.ts';
import { labelPattern } from '../../schema/tailscale.ts';
import { factOf } from '../../workspace/facts.ts';
import { namespaceOf } from '../../workspace/objects.ts';
import { at, isString, itemsOf, pairOf, pairsOf, stringOf, type YamlNode } from '../../yaml/nodes.ts';
import { addLines } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const tls: WorkspaceRule = {
  id: 'ingress/tls',
  title: 'A Tailscale Ingress whose `tls` does not name it, or names it twice',
  severity: 'hint',
  kinds: ['ingress'],
  needs: 'workspace',
  why: 'Tailscale names the device after the first host of the first `tls` entry and reads no other. Without one, the name is put together from namespace and name: `<namespace>-<name>-ingress`.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: dashboard, namespace: home}
 spec:
   ingressClassName: tailscale
   defaultBackend: {service: {name: dashboard, port: {number: 80}}}
+  tls: [{hosts: [dashboard]}]
`),
  source: 'tailscale cmd/k8s-operator/ingress.go (hostnameForIngress); ingress-for-pg.go (validateIngress)',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    const spec = pairOf(root, 'spec');
    const name = at(root, 'metadata', 'name');
    if (!isTailscaleIngress(root) || !spec || !isString(name)) return;
    const entries = itemsOf(at(spec.value, 'tls'));
    const hosts = entries.flatMap((entry) => itemsOf(at(entry, 'hosts')));
    const used = tlsHostOf(root);
    const refused = proxyGroupOf(root) !== undefined;
    if (refused) reportFurther(report, entries.slice(1), used !== undefined);
    if (firstHostOf(root) === undefined) {
      // The name is written elsewhere, where it has no effect: ingress/annotation moves it here.
      if (annotationOf(root, 'tailscale.com/hostname')) return;
      const written = factOf(document.facts, 'manifest')?.data.namespace;
      const namespace = namespaceOf(workspace, file, written) ?? '<namespace>';
      const absent = pairOf(spec.value, 'tls') === undefined && spec.value.type === 'map';
      const device = hostOfRules(root) ?? name.value;
      const edit =
        absent && labelPattern.test(device) && spec.value.type === 'map'
          ? addLines(document.text, spec.value, ['tls:', '  - hosts:', `      - ${device}`])
          : undefined;
      report({
        at: spec.key.span,
        message: `No \`tls\` names this Ingress, so the device is called \`${namespace}-${name.value}-ingress\`.`,
        fixes: edit ? [{ title: `Name it \`${device}\``, edits: [edit] }] : [],
      });
      return;
    }
    for (const host of hosts) {
      if (host === used || !used) continue;
      report({
        at: host.span,
        message: refused
          ? `An Ingress of a ProxyGroup has one host, \`${used.value}\`. With a second one Tailscale refuses all of it.`
          : `Tailscale serves this Ingress as \`${used.value}\` only and ignores further hosts. Another name needs an Ingress of its own.`,
        severity: refused ? 'error' : 'warning',
      });
    }
  },
};

/** Where there may be one entry only, those count too that have no host, or that come after one without. */
function reportFurther(report: WorkspaceContext['report'], further: readonly YamlNode[], isNamed: boolean): void {
  for (const entry of further) {
    const [first] = pairsOf(entry);
    if (first && !(isNamed && itemsOf(at(entry, 'hosts')).length > 0))
      report({
        at: first.key.span,
        message: 'An Ingress of a ProxyGroup has one entry in `tls`. With a second one Tailscale refuses all of it.',
        severity: 'error',
      });
  }
}

/** The one host that all rules with a host have: without `tls` it says what the device was to be called. */
function hostOfRules(root: YamlNode | undefined): string | undefined {
  const hosts = new Set(itemsOf(at(root, 'spec', 'rules')).flatMap((rule) => stringOf(at(rule, 'host')) || []));
  const [host = ''] = hosts;
  return hosts.size === 1 && labelPattern.test(host) ? host : undefined;
}
