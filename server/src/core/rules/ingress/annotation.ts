import { isTailscaleIngress, tlsHostOf } from '../../kinds/ingress.ts';
import { isEgressService, isExposedService, proxyGroupOf } from '../../kinds/service.ts';
import { type AnnotationOwner, labelPattern, tailscaleAnnotations } from '../../schema/tailscale.ts';
import { nearest } from '../../text/names.ts';
import { at, isString, keyText, pairOf, pairsOf, scalarText, type YamlPair } from '../../yaml/nodes.ts';
import { addLines, removePair, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, Fix, WorkspaceRule } from '../rule.ts';

export const annotation: WorkspaceRule = {
  id: 'ingress/annotation',
  title: 'An annotation that Tailscale does not know, or does not read there',
  severity: 'warning',
  kinds: ['ingress', 'service'],
  needs: 'workspace',
  why: 'The Tailscale operator passes over annotations it does not know in silence. Some it reads on a Service only: the name of an Ingress, for one, comes from `tls` and not from `tailscale.com/hostname`. Some it reads only with a ProxyGroup, or only without one. A value that is not text the API server refuses.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata:
   name: dashboard
   annotations:
-    tailscale.com/hostname: home
+    tailscale.com/tags: tag:web
 spec:
   ingressClassName: tailscale
   defaultBackend: {service: {name: dashboard, port: {number: 80}}}
+  tls: [{hosts: [home]}]
`),
  source: 'tailscale cmd/k8s-operator/sts.go, svc.go, ingress.go, ingress-for-pg.go',
  check(context) {
    const { document, report } = context;
    const { root } = document.yaml;
    const owner: AnnotationOwner = document.kind === 'ingress' ? 'Ingress' : 'Service';
    if (owner === 'Ingress' && !isTailscaleIngress(root)) return;
    const annotations = pairsOf(at(root, 'metadata', 'annotations'));
    for (const pair of annotations) {
      const key = keyText(pair);
      if (!key.startsWith('tailscale.com/')) continue;
      checkText(context, pair);
      const known = tailscaleAnnotations.find((candidate) => candidate.key === key);
      if (known) {
        const wanted = proxyGroupOf(root) === undefined ? 'without' : 'with';
        if (!known.on.includes(owner)) reportMisplaced(context, owner, pair);
        else if (known.group !== undefined && known.group !== wanted) reportGroup(context, pair, known.group);
        else if (key === 'tailscale.com/hostname' && !isExposedService(root) && !isEgressService(root)) {
          report({
            at: pair.key.span,
            message:
              'This Service is not exposed, so its name is not used. `tailscale.com/expose: "true"` or the load balancer class `tailscale` exposes it.',
          });
        }
        continue;
      }
      const names = tailscaleAnnotations.filter(({ on }) => on.includes(owner)).map((candidate) => candidate.key);
      const near = nearest(key, names);
      const isThere = near !== undefined && annotations.some((other) => keyText(other) === near);
      if (near)
        report({
          at: pair.key.span,
          message: `Tailscale knows no annotation \`${key}\` and passes over it. ${isThere ? `\`${near}\` is there already.` : `Did you mean \`${near}\`?`}`,
          fixes: isThere ? removal(document.text, pair) : [replaceFix(pair.key.span, near)],
        });
    }
  },
};

function checkText({ report }: DocumentContext, { value }: YamlPair): void {
  if (value.type !== 'scalar' || typeof value.value === 'string' || value.value === null) return;
  report({
    at: value.span,
    message: 'The Kubernetes API refuses an annotation that is not text. Put the value in quotes.',
    severity: 'error',
    fixes: [replaceFix(value.span, `"${value.source}"`)],
  });
}

function reportMisplaced({ document, report }: DocumentContext, owner: AnnotationOwner, pair: YamlPair): void {
  const key = keyText(pair);
  const isName = owner === 'Ingress' && key === 'tailscale.com/hostname';
  report({
    at: pair.key.span,
    message: isName
      ? 'Tailscale reads this name on a Service only. An Ingress is named by the first host of `tls`.'
      : `Tailscale reads \`${key}\` on ${owner === 'Ingress' ? 'a Service' : 'an Ingress'} only; here it has no effect.`,
    tag: 'unnecessary',
    fixes: isName ? moveName(document.text, document.yaml.root, pair) : removal(document.text, pair),
  });
}

function reportGroup({ document, report }: DocumentContext, pair: YamlPair, group: 'with' | 'without'): void {
  // Switched off it has no effect anywhere.
  if (scalarText(pair.value) === 'false') return;
  report({
    at: pair.key.span,
    message:
      group === 'with'
        ? `Tailscale reads \`${keyText(pair)}\` with \`tailscale.com/proxy-group\` only; here it has no effect.`
        : `The proxies of a ProxyGroup serve this, for which Tailscale does not read \`${keyText(pair)}\`; it has no effect.`,
    tag: 'unnecessary',
    fixes: removal(document.text, pair),
  });
}

function removal(text: string, pair: YamlPair): readonly Fix[] {
  const edit = removePair(text, pair);
  return edit ? [{ title: 'Remove the annotation', edits: [edit] }] : [];
}

/** Takes the name to `tls`, where there is none yet. */
function moveName(text: string, root: Parameters<typeof at>[0], pair: YamlPair): readonly Fix[] {
  const spec = at(root, 'spec');
  const removed = removePair(text, pair);
  if (tlsHostOf(root) || pairOf(spec, 'tls')) return removal(text, pair);
  const name = isString(pair.value) ? pair.value.value : '';
  if (!removed || spec?.type !== 'map' || !labelPattern.test(name)) return [];
  const added = addLines(text, spec, ['tls:', '  - hosts:', `      - ${name}`]);
  return added ? [{ title: 'Move the name to `tls`', edits: [removed, added] }] : [];
}
