import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { annotationOf } from '../../kinds/service.ts';
import { tagPattern } from '../../schema/tailscale.ts';
import { span } from '../../text/span.ts';
import { at, isString, itemsOf, stringOf, type YamlString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const tags: DocumentRule = {
  id: 'ingress/tags',
  title: 'A Tailscale tag that is none',
  severity: 'error',
  kinds: ['ingress', 'service', 'manifest'],
  needs: 'document',
  why: 'A tag is `tag:` and a name of letters, digits and hyphens that begins with a letter. The operator refuses anything else, so the device is never made; spaces after a comma count as part of the tag.',
  ...diff(`
 apiVersion: networking.k8s.io/v1
 kind: Ingress
 metadata:
   name: dashboard
-  annotations: {tailscale.com/tags: "web,k8s"}
+  annotations: {tailscale.com/tags: "tag:web,tag:k8s"}
 spec: {ingressClassName: tailscale}
`),
  source: 'tailscale tailcfg (CheckTag); cmd/k8s-operator/ingress.go, sts.go',
  check(context) {
    const { document } = context;
    const { root } = document.yaml;
    if (document.kind === 'manifest') {
      if (!(stringOf(at(root, 'apiVersion')) ?? '').startsWith('tailscale.com/')) return;
      for (const item of itemsOf(at(root, 'spec', 'tags')))
        if (isString(item)) checkTag(context, item, 0, item.value.length);
      return;
    }
    const annotation = annotationOf(root, 'tailscale.com/tags');
    if (!isString(annotation) || (document.kind === 'ingress' && !isTailscaleIngress(root))) return;
    for (const part of annotation.value.matchAll(/[^,]+/g))
      checkTag(context, annotation, part.index, part.index + part[0].length);
  },
};

function checkTag({ report }: DocumentContext, owner: YamlString, start: number, end: number): void {
  const tag = owner.value.slice(start, end);
  if (tagPattern.test(tag) || hasPlaceholder(tag)) return;
  const place = valueSpan(owner, span(start, end));
  const trimmed = tag.trim();
  const meant = trimmed.startsWith('tag:') ? trimmed : `tag:${trimmed}`;
  report({
    at: place,
    message:
      trimmed !== tag && tagPattern.test(trimmed)
        ? 'The space belongs to the tag, so Tailscale refuses it and makes no device.'
        : `\`${trimmed}\` is no tag, so Tailscale refuses it and makes no device. A tag reads \`tag:name\`.`,
    fixes: tagPattern.test(meant) && isVerbatim(owner, span(start, end)) ? [replaceFix(place, meant)] : [],
  });
}
