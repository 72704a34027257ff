import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { isTailscaleIngress } from '../../kinds/ingress.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { annotationOf, isEgressService, isExposedService } from '../../kinds/service.ts';
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
  why: 'A tag is `tag:` and a name of letters, digits and hyphens that begins with a letter. The operator refuses anything else, an empty one included, so the device is never made; spaces after a comma count as part of the tag.',
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
    const isRead =
      document.kind === 'ingress' ? isTailscaleIngress(root) : isExposedService(root) || isEgressService(root);
    if (!isString(annotation) || !isRead) return;
    if (annotation.value === '')
      context.report({ at: annotation.span, message: `Nothing in quotes is no tag, ${refused}. ${advice}` });
    else checkList(context, annotation);
  },
};

const refused = 'so Tailscale refuses it and makes no device';
const advice = 'Without the annotation the operator’s own tags apply.';

function checkList(context: DocumentContext, annotation: YamlString): void {
  let start = 0;
  for (const tag of annotation.value.split(',')) {
    const end = start + tag.length;
    if (tag !== '') checkTag(context, annotation, start, end);
    else reportComma(context, annotation, Math.max(start - 1, 0));
    start = end + 1;
  }
}

/** Between two commas, before the first and after the last stands a tag too, and it is empty. */
function reportComma({ report }: DocumentContext, owner: YamlString, comma: number): void {
  const place = valueSpan(owner, span(comma, comma + 1));
  const isPlain = isVerbatim(owner, span(comma, comma + 1)) && owner.value.length > 1;
  report({
    at: place,
    message: `There is no tag beside this comma, ${refused}.`,
    fixes: isPlain ? [{ title: 'Remove the comma', edits: [{ span: place, newText: '' }] }] : [],
  });
}

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
        ? 'The operator hands the space on as part of the tag, and the tailnet has no such tag, so no device is made.'
        : `\`${trimmed}\` is no tag, ${refused}. A tag reads \`tag:name\`.`,
    fixes: tagPattern.test(meant) && isVerbatim(owner, span(start, end)) ? [replaceFix(place, meant)] : [],
  });
}
