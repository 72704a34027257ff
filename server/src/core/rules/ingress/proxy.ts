import { type ProxyKind, proxyReferencesOf } from '../../kinds/tailscale-proxies.ts';
import { nearest } from '../../text/names.ts';
import { definedProxies, liveProxies } from '../../workspace/tailscale-proxies.ts';
import type { YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Report, WorkspaceRule } from '../rule.ts';

export const proxy: WorkspaceRule = {
  id: 'ingress/proxy',
  title: 'A ProxyClass or ProxyGroup that no file defines',
  severity: 'warning',
  kinds: ['ingress', 'service', 'manifest'],
  needs: 'workspace',
  why: 'The Tailscale operator waits for the ProxyClass or ProxyGroup that is named, and makes no device until it exists. Where the workspace defines none of that kind, the rule says nothing.',
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
  source: 'tailscale cmd/k8s-operator/sts.go (proxyClassIsReady), ingress-for-pg.go',
  check({ document, file, workspace, report }) {
    for (const { kind, name } of proxyReferencesOf(document)) {
      const known = workspace.derive(definedProxies)[kind];
      if (known.length === 0 || known.includes(name.value)) continue;
      const live = liveProxies(workspace, file, kind);
      if (live?.includes(name.value)) continue;
      report({ at: name.span, ...saying(kind, name, nearest(name.value, known), live !== undefined) });
    }
  },
};

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
