import { isTailscaleIngress } from '../../kinds/ingress.ts';
import { annotationOf, proxyGroupOf } from '../../kinds/service.ts';
import { scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const funnel: DocumentRule = {
  id: 'ingress/funnel',
  title: 'An Ingress that is open to the whole internet',
  severity: 'warning',
  kinds: ['ingress'],
  needs: 'document',
  why: 'Funnel makes the Ingress reachable for everybody, without Tailscale and without signing in, as far as the tailnet’s policy allows it. Where that is meant, a comment beside it saves the next reader the fright.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata:
   name: dashboard
-  annotations: {tailscale.com/funnel: "true"}
+  annotations: {tailscale.com/funnel: "false"}
 spec: {ingressClassName: tailscale, tls: [{hosts: [home]}]}
`),
  source: 'tailscale cmd/k8s-operator/ingress.go (AnnotationFunnel)',
  check({ document, report }) {
    const { root } = document.yaml;
    const value = annotationOf(root, 'tailscale.com/funnel');
    // A ProxyGroup does not read the annotation.
    if (!value || scalarText(value) !== 'true' || !isTailscaleIngress(root) || proxyGroupOf(root) !== undefined) return;
    report({
      at: value.span,
      message: 'Funnel opens this Ingress to the whole internet, without Tailscale and without signing in.',
    });
  },
};
