import { span } from '../../text/span.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const nameserverAddress: WorkspaceRule = {
  id: 'ingress/nameserver-address',
  title: 'The address of Tailscale’s nameserver written down while nothing pins it',
  severity: 'information',
  kinds: ['manifest', 'application', 'unknown'],
  needs: 'workspace',
  why: 'CoreDNS is told to ask Tailscale’s nameserver for names of the tailnet, by its address. Kubernetes picks that address when the Service is made, so after a rebuild of the cluster it is another one and no name of the tailnet resolves. `spec.nameserver.service.clusterIP` of the DNSConfig pins it.',
  ...diff(`
 === nameserver.yaml
 apiVersion: tailscale.com/v1alpha1
 kind: DNSConfig
 metadata: {name: ts-dns}
-spec: {nameserver: {}}
+spec: {nameserver: {service: {clusterIP: 10.108.67.5}}}
 === coredns.yaml
 apiVersion: v1
 kind: ConfigMap
 metadata: {name: coredns-custom, namespace: kube-system}
 data:
   Corefile: |
     ts.net {
       forward . 10.108.67.5
     }
`),
  source: 'tailscale k8s-operator/apis/v1alpha1/types_tsdnsconfig.go',
  check({ document, file, workspace, report }) {
    const { text } = document;
    if (!text.includes('ts.net') || !text.includes('forward')) return;
    const configs = workspace.facts('dns-config').filter((record) => record.file.folder === file.folder);
    const [config] = configs;
    if (!config || configs.length > 1) return;
    const pinned = config.fact.data.clusterIP;
    const forwards = /\bts\.net(?::\d+)?[ \t]*\{[^}]{0,500}?\bforward[ \t]+\S+[ \t]+(\d+\.\d+\.\d+\.\d+)/g;
    for (const block of text.matchAll(forwards)) {
      const address = block[1];
      if (address === undefined || address === pinned || address === '100.100.100.100') continue;
      const end = block.index + block[0].length;
      report({
        at: span(end - address.length, end),
        message:
          pinned === undefined
            ? `Nothing pins the nameserver to \`${address}\`, so after a rebuild names of the tailnet no longer resolve. \`spec.nameserver.service.clusterIP\` of DNSConfig \`${config.fact.name}\` pins it.`
            : `DNSConfig \`${config.fact.name}\` pins the nameserver to \`${pinned}\`, so nothing answers at \`${address}\`.`,
        severity: pinned === undefined ? 'information' : 'warning',
        related: [{ record: config, message: `DNSConfig \`${config.fact.name}\`` }],
      });
    }
  },
};
