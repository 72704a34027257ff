import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { annotationOf, isEgressService, isExposedService, isSet, proxyGroupOf } from '../../kinds/service.ts';
import { magicNamePattern } from '../../schema/tailscale.ts';
import { isAddress } from '../../text/formats.ts';
import { at, isString, keyText, pairOf, pairsOf, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const egress: WorkspaceRule = {
  id: 'ingress/egress',
  title: 'A way out to the tailnet that Tailscale refuses',
  severity: 'error',
  kinds: ['service'],
  needs: 'workspace',
  why: 'A Service with `tailscale.com/tailnet-fqdn` or `tailscale.com/tailnet-ip` leads to a device on the tailnet. The operator refuses a name that is no full name on the tailnet, an address that is none, both at once and a headless Service, and for a ProxyGroup one that is no ExternalName or has no port; then it makes no proxy.',
  ...diff(`
 apiVersion: v1
 kind: Service
 metadata:
   name: nas
-  annotations: {tailscale.com/tailnet-fqdn: nas}
+  annotations: {tailscale.com/tailnet-fqdn: nas.otter-lake.ts.net}
 spec: {type: ExternalName, externalName: placeholder}
`),
  source:
    'tailscale cmd/k8s-operator/svc.go (validateService, isMagicDNSName), egress-services.go (validateEgressService)',
  check(context) {
    const { document, report } = context;
    const { root } = document.yaml;
    const headless = pairOf(at(root, 'spec'), 'clusterIP');
    if (headless && stringOf(headless.value) === 'None' && (isEgressService(root) || isExposedService(root)))
      report({
        at: headless.value.span,
        message: 'Tailscale refuses a headless Service, so no proxy is made for it.',
      });
    if (!isEgressService(root)) return;
    // The old name of an address is not looked at: the operator takes the new one, and no ProxyGroup reads it.
    const used = pairsOf(at(root, 'metadata', 'annotations')).filter(
      (pair) => ['tailscale.com/tailnet-fqdn', 'tailscale.com/tailnet-ip'].includes(keyText(pair)) && isSet(pair.value),
    );
    if (proxyGroupOf(root) !== undefined && used.length > 0) checkGrouped(context);
    const [first, second] = used;
    if (first && second)
      report({
        at: second.key.span,
        message: `\`${keyText(first)}\` names a target already. Tailscale refuses two, so no proxy is made.`,
      });
    const name = annotationOf(root, 'tailscale.com/tailnet-fqdn');
    if (isString(name) && isSet(name) && !magicNamePattern.test(name.value) && !hasPlaceholder(name.value)) {
      const bare = name.value.replace(/^https?:\/\//, '').replace(/\/+$/, '');
      report({
        at: name.span,
        message: `\`${name.value}\` is no full name on a tailnet such as \`nas.example.ts.net\`, so Tailscale refuses it and no proxy is made.`,
        fixes: magicNamePattern.test(bare) ? [replaceFix(name.span, bare)] : [],
      });
    }
    const address = annotationOf(root, 'tailscale.com/tailnet-ip');
    if (isString(address) && isSet(address) && !isAddress(address.value) && !hasPlaceholder(address.value))
      report({
        at: address.span,
        message: `\`${address.value}\` is no address, so Tailscale refuses it and no proxy is made.`,
      });
  },
};

/** For a ProxyGroup the operator asks for more; it turns any other Service into an ExternalName itself. */
function checkGrouped({ document, report }: DocumentContext): void {
  const spec = pairOf(document.yaml.root, 'spec');
  if (spec?.value.type !== 'map') return;
  const type = pairOf(spec.value, 'type');
  const written = type ? stringOf(type.value) : 'ClusterIP';
  if (written !== undefined && written !== 'ExternalName' && !hasPlaceholder(written))
    report({
      at: type?.value.span ?? spec.key.span,
      message: `A way out through a ProxyGroup is a Service of the type \`ExternalName\`, and this one is \`${written}\`, so Tailscale refuses it.`,
      fixes: type ? [replaceFix(type.value.span, 'ExternalName')] : [],
    });
  const ports = pairOf(spec.value, 'ports');
  if (!ports || (ports.value.type === 'seq' && ports.value.items.length === 0))
    report({
      at: ports?.key.span ?? spec.key.span,
      message: 'A way out through a ProxyGroup needs at least one port, so Tailscale refuses this Service.',
    });
}
