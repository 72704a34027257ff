import { isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { annotationOf, isEgressService, isExposedService } from '../../kinds/service.ts';
import { type ProxyKind, proxyReferencesOf } from '../../kinds/tailscale-proxies.ts';
import { nearest } from '../../text/names.ts';
import { definedProxies, liveProxies } from '../../workspace/tailscale-proxies.ts';
import { at, isString, stringOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const proxy: WorkspaceRule = {
  id: 'ingress/proxy',
  title: 'A ProxyClass or ProxyGroup that no file defines, or that is for something else',
  severity: 'warning',
  kinds: ['ingress', 'service', 'manifest'],
  needs: 'workspace',
  why: 'The Tailscale operator waits for the ProxyClass or ProxyGroup that is named, and makes no device until it exists. Where the workspace defines none of that kind, the rule says nothing. A ProxyGroup is for one thing, and the operator refuses an Ingress or an exposed Service of a group that is not for `ingress` and a way out to the tailnet of one that is not for `egress`.',
  ...diff(`
 === proxies.yaml
 apiVersion: tailscale.com/v1alpha1
 kind: ProxyGroup
 metadata: {name: ingress-proxies}
 spec: {type: ingress}
 === ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata:
   name: dashboard
-  annotations: {tailscale.com/proxy-group: ingres-proxies}
+  annotations: {tailscale.com/proxy-group: ingress-proxies}
 spec: {ingressClassName: tailscale, tls: [{hosts: [home]}]}
`),
  source:
    'tailscale cmd/k8s-operator/sts.go (proxyClassIsReady), ingress-for-pg.go (validateIngress), svc-for-pg.go (validateService), egress-services.go (validateEgressService)',
  check(context) {
    const { document, file, workspace, report } = context;
    for (const { kind, name } of proxyReferencesOf(document)) {
      const known = workspace.derive(definedProxies)[kind];
      if (known.length === 0 || known.includes(name.value)) continue;
      const live = liveProxies(workspace, file, kind);
      if (live?.includes(name.value)) continue;
      report({ at: name.span, ...saying(kind, name, nearest(name.value, known), live !== undefined) });
    }
    const { root } = document.yaml;
    if (document.kind === 'manifest') checkType(context);
    else if (document.kind === 'ingress') {
      if (isTailscaleIngress(root)) checkGroup(context, 'ingress');
    } else if (isEgressService(root)) checkGroup(context, 'egress');
    else if (isExposedService(root)) checkGroup(context, 'ingress');
  },
};

const types = ['egress', 'ingress', 'kube-apiserver'];

/** The CRD takes these types only. */
function checkType({ document, report }: WorkspaceContext): void {
  const { root } = document.yaml;
  const isGroup = stringOf(at(root, 'kind')) === 'ProxyGroup';
  if (!isGroup || !(stringOf(at(root, 'apiVersion')) ?? '').startsWith('tailscale.com/')) return;
  const type = at(root, 'spec', 'type');
  if (!isString(type) || types.includes(type.value) || hasPlaceholder(type.value)) return;
  const near = nearest(type.value, types);
  report({
    at: type.span,
    message: '`type` takes `egress`, `ingress` or `kube-apiserver`. The API server refuses any other value.',
    severity: 'error',
    fixes: near ? [replaceFix(type.span, near)] : [],
  });
}

/** A group of the wrong type; not where clusters have groups of one name. */
function checkGroup({ document, workspace, report }: WorkspaceContext, wanted: string): void {
  const name = annotationOf(document.yaml.root, 'tailscale.com/proxy-group');
  if (!isString(name)) return;
  const groups = workspace.facts('proxy-group').filter(({ fact }) => fact.name === name.value);
  const [group] = groups;
  const type = group?.fact.data.type;
  if (!group || type === undefined || !types.includes(type) || groups.some(({ fact }) => fact.data.type === wanted))
    return;
  report({
    at: name.span,
    message: `The ProxyGroup \`${name.value}\` is for \`${type}\`, and this needs one for \`${wanted}\`, so Tailscale refuses it.`,
    severity: 'error',
    related: [{ record: group, message: 'The group.' }],
  });
}

function saying(kind: ProxyKind, name: YamlString, near: string | undefined, isSure: boolean): Omit<Report, 'at'> {
  if (near !== undefined)
    return {
      message: `No file defines the ${kind} \`${name.value}\`, so no device is made. Did you mean \`${near}\`?`,
      fixes: [replaceFix(name.span, near)],
    };
  if (isSure)
    return {
      message: `No file defines the ${kind} \`${name.value}\` and the connected cluster does not have it, so no device is made.`,
    };
  return {
    message: `No file defines the ${kind} \`${name.value}\`. Unless the cluster has it from elsewhere, no device is made.`,
    severity: 'information',
  };
}
