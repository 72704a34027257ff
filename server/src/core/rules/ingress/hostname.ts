import { deviceOf, isTailscaleIngress, tlsHostOf } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { annotationOf, isExposedService } from '../../kinds/service.ts';
import { labelPattern } from '../../schema/tailscale.ts';
import { isString, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const hostname: DocumentRule = {
  id: 'ingress/hostname',
  title: 'A name that no device on the tailnet can have',
  severity: 'error',
  kinds: ['ingress', 'service'],
  needs: 'document',
  why: 'A device’s name is one DNS label: letters, digits and inner hyphens, at most 63. The API server refuses other hosts in `tls`, and the Tailscale operator refuses other names of a Service, dots included.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata: {name: dashboard}
 spec:
   ingressClassName: tailscale
   defaultBackend: {service: {name: dashboard, port: {number: 80}}}
-  tls: [{hosts: [home_dashboard]}]
+  tls: [{hosts: [home-dashboard]}]
`),
  source: 'kubernetes pkg/apis/networking/validation; tailscale util/dnsname (ValidLabel), cmd/k8s-operator/svc.go',
  check(context) {
    const { root } = context.document.yaml;
    if (context.document.kind === 'ingress') {
      const host = tlsHostOf(root);
      if (host && isTailscaleIngress(root)) checkHost(context, host);
      return;
    }
    const name = annotationOf(root, 'tailscale.com/hostname');
    if (isString(name) && isExposedService(root)) checkName(context, name);
  },
};

function checkHost({ report }: DocumentContext, host: YamlString): void {
  const { value } = host;
  if (value === '' || hasPlaceholder(value)) return;
  const labels = value.split('.');
  if (labels.every((label) => labelPattern.test(label))) return;
  const star = labels[0] === '*';
  const fitting = value.toLowerCase().replaceAll('_', '-');
  const fits = fitting.split('.').every((label) => labelPattern.test(label));
  report({
    at: host.span,
    message: star
      ? `A device cannot be called \`*\`, so nothing answers for \`${value}\`. Tailscale serves one name for each Ingress.`
      : `\`${value}\` is no host name, so the API server refuses the Ingress. Lower-case letters, digits and hyphens make one${deviceOf(value).length > 63 ? ', at most 63 of them' : ''}.`,
    fixes: fits ? [replaceFix(host.span, fitting)] : [],
  });
}

function checkName({ report }: DocumentContext, name: YamlString): void {
  const { value } = name;
  if (value === '' || hasPlaceholder(value) || labelPattern.test(value.toLowerCase())) return;
  const first = deviceOf(value).toLowerCase().replaceAll('_', '-');
  report({
    at: name.span,
    message: value.includes('.')
      ? `The name on the tailnet is the first part only; with \`${value}\` Tailscale refuses to expose the Service.`
      : `\`${value}\` is no name for a device, so Tailscale refuses to expose the Service.`,
    fixes: labelPattern.test(first) ? [replaceFix(name.span, first)] : [],
  });
}
