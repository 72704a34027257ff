import { isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { nearest } from '../../text/names.ts';
import type { Derivation } from '../../workspace/view.ts';
import { at, isString, stringOf, type YamlNode, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

type ProxyKind = 'ProxyClass' | 'ProxyGroup';

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
  check(context) {
    const { document } = context;
    const { root } = document.yaml;
    if (document.kind === 'manifest') {
      if (!(stringOf(at(root, 'apiVersion')) ?? '').startsWith('tailscale.com/')) return;
      checkName(context, 'ProxyClass', at(root, 'spec', 'proxyClass'));
      return;
    }
    if (document.kind === 'ingress' && !isTailscaleIngress(root)) return;
    for (const place of ['annotations', 'labels']) {
      const owner = at(root, 'metadata', place);
      checkName(context, 'ProxyClass', at(owner, 'tailscale.com/proxy-class'));
      if (place === 'annotations') checkName(context, 'ProxyGroup', at(owner, 'tailscale.com/proxy-group'));
    }
  },
};

function checkName({ workspace, report }: WorkspaceContext, kind: ProxyKind, name: YamlNode | undefined): void {
  if (!isString(name) || name.value === '' || hasPlaceholder(name.value)) return;
  const known = workspace.derive(proxies)[kind];
  if (known.length === 0 || known.includes(name.value)) return;
  report({ at: name.span, ...saying(kind, name, nearest(name.value, known)) });
}

function saying(
  kind: ProxyKind,
  name: YamlString,
  near: string | undefined,
): Omit<Parameters<WorkspaceContext['report']>[0], 'at'> {
  if (near === undefined)
    return {
      message: `No file defines the ${kind} \`${name.value}\`. Unless the cluster has it from elsewhere, no device is made.`,
      severity: 'information',
    };
  return {
    message: `No file defines the ${kind} \`${name.value}\`, so no device is made. Did you mean \`${near}\`?`,
    fixes: [replaceFix(name.span, near)],
  };
}

const proxies: Derivation<Readonly<Record<ProxyKind, readonly string[]>>> = {
  name: 'tailscale-proxies',
  compute(view) {
    const of = (kind: ProxyKind): readonly string[] =>
      view.facts('manifest').flatMap(({ fact }) => (fact.data.kind === kind ? [fact.name] : []));
    return { ProxyClass: of('ProxyClass'), ProxyGroup: of('ProxyGroup') };
  },
};
