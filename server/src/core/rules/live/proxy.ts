import { proxyReferencesOf } from '../../kinds/tailscale-proxies.ts';
import { nearest } from '../../text/names.ts';
import { definedProxies, liveProxies } from '../../workspace/tailscale-proxies.ts';
import { replaceFix } from '../edits.ts';
import { inCluster } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const proxy: WorkspaceRule = {
  id: 'live/proxy',
  title: 'A ProxyClass or ProxyGroup that the cluster does not have',
  severity: 'warning',
  kinds: ['ingress', 'service', 'manifest'],
  needs: 'live',
  why: 'The Tailscale operator waits for the ProxyClass or ProxyGroup that is named, and makes no device until it exists. The rule speaks only while the cluster is connected, of files that its Argo CD applies, and where no file defines one of that kind; with some, `ingress/proxy` does.',
  ...inCluster(
    'proxyGroups: [ingress-proxies]',
    `
 === apps/ingress.yaml
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata:
   name: dashboard
-  annotations: {tailscale.com/proxy-group: ingres-proxies}
+  annotations: {tailscale.com/proxy-group: ingress-proxies}
 spec: {ingressClassName: tailscale, tls: [{hosts: [home]}]}
`,
  ),
  source: 'tailscale cmd/k8s-operator/sts.go (proxyClassIsReady), ingress-for-pg.go',
  check({ document, file, workspace, report }) {
    for (const { kind, name } of proxyReferencesOf(document)) {
      const live = liveProxies(workspace, file, kind);
      if (!live || live.includes(name.value) || workspace.derive(definedProxies)[kind].length > 0) continue;
      const near = nearest(name.value, live);
      report({
        at: name.span,
        message: `The connected cluster has no ${kind} \`${name.value}\` and no file defines it, so no device is made.${near ? ` Did you mean \`${near}\`?` : ''}`,
        fixes: near ? [replaceFix(name.span, near)] : [],
      });
    }
  },
};
