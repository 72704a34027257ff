import { deviceOf, firstHostOf, isTailscaleIngress, tlsHostOf } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { annotationOf, isEgressService, isExposedService, proxyGroupOf } from '../../kinds/service.ts';
import { labelPattern } from '../../schema/tailscale.ts';
import { namespaceOf } from '../../workspace/objects.ts';
import { at, isNull, isString, stringOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const hostname: WorkspaceRule = {
  id: 'ingress/hostname',
  title: 'A name that no device on the tailnet can have',
  severity: 'error',
  kinds: ['ingress', 'service'],
  needs: 'workspace',
  why: 'A device’s name is one DNS label: letters, digits and inner hyphens, at most 63. The API server refuses other hosts in `tls`, and the Tailscale operator refuses other names of a Service, dots included, and what it puts together of namespace and name where that is none.',
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
      if (!isTailscaleIngress(root)) return;
      const host = tlsHostOf(root);
      if (host) checkHost(context, host);
      else if (proxyGroupOf(root) !== undefined && isNull(firstHostOf(root)))
        checkComposed(context, '-ingress', '`tls`');
      return;
    }
    if (!isExposedService(root) && !isEgressService(root)) return;
    const name = annotationOf(root, 'tailscale.com/hostname');
    if (isString(name)) checkName(context, name);
    else if (!name) checkComposed(context, '', '`tailscale.com/hostname`');
  },
};

/** The longest name of a device, and of a host as the API server takes it. */
const longestLabel = 63;
const longestHost = 253;

const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

function checkHost({ document, report }: DocumentContext, host: YamlString): void {
  const { value } = host;
  if (value === '' || hasPlaceholder(value)) return;
  const labels = value.split('.');
  const device = deviceOf(value);
  const isHost = labels.every((label) => hostLabel.test(label)) && value.length <= longestHost;
  if (isHost && device.length <= longestLabel) return;
  const fitting = value.toLowerCase().replaceAll('_', '-');
  const fits = fitting.split('.').every((label) => labelPattern.test(label));
  const grouped = proxyGroupOf(document.yaml.root) !== undefined;
  report({
    at: host.span,
    message: reasonOf(value, isHost, grouped),
    fixes: fits ? [replaceFix(host.span, fitting)] : [],
  });
}

function reasonOf(value: string, isHost: boolean, grouped: boolean): string {
  if (deviceOf(value) === '*')
    return `A device cannot be called \`*\`, so nothing answers for \`${value}\`. Tailscale serves one name for each Ingress.`;
  if (!isHost)
    return `\`${value}\` is no host name, so the API server refuses the Ingress. Lower-case letters, digits and hyphens make one${value.length > longestHost ? `, at most ${longestHost} of them` : ''}.`;
  const outcome = grouped ? ', so Tailscale refuses the Ingress' : ' on a tailnet';
  return `The name of a device has at most ${longestLabel} characters${outcome}. \`${deviceOf(value)}\` has ${deviceOf(value).length}.`;
}

/** The name that the operator puts together where none is written: namespace, name, and an ending. */
function checkComposed(context: WorkspaceContext, ending: string, remedy: string): void {
  const { document, file, workspace, report } = context;
  const { root } = document.yaml;
  const name = at(root, 'metadata', 'name');
  const namespace = namespaceOf(workspace, file, stringOf(at(root, 'metadata', 'namespace')));
  if (!isString(name) || namespace === undefined || hasPlaceholder(name.value + namespace)) return;
  const device = `${namespace}-${name.value}${ending}`;
  const isDotted = device.includes('.');
  if (device.length <= longestLabel && !isDotted) return;
  report({
    at: name.span,
    message: `The device would be called \`${device}\`, which ${isDotted ? 'has a dot' : `is longer than ${longestLabel} characters`}, so Tailscale refuses it. ${remedy} gives it another name.`,
  });
}

function checkName({ report }: DocumentContext, name: YamlString): void {
  const { value } = name;
  if (value === '' || hasPlaceholder(value) || labelPattern.test(value.toLowerCase())) return;
  const first = deviceOf(value).toLowerCase().replaceAll('_', '-');
  report({
    at: name.span,
    message: value.includes('.')
      ? `The name on the tailnet is the first part only; with \`${value}\` Tailscale refuses the Service.`
      : `\`${value}\` is no name for a device, so Tailscale refuses the Service.`,
    fixes: labelPattern.test(first) ? [replaceFix(name.span, first)] : [],
  });
}
