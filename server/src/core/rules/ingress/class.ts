import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { addLinesBefore, removePair } from '../edits.ts';
import type { WorkspaceRule } from '../rule.ts';

export const ingressClass: WorkspaceRule = {
  id: 'ingress/class',
  title: 'The old class annotation on a Tailscale Ingress',
  severity: 'error',
  kinds: ['ingress'],
  needs: 'workspace',
  why: 'The Tailscale operator reads `spec.ingressClassName` only, neither the annotation of before nor a default class. An Ingress with the annotation alone is served by nobody; with both, the API server refuses it where they differ.',
  bad: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: dashboard
  annotations: {kubernetes.io/ingress.class: tailscale}
spec: {defaultBackend: {service: {name: dashboard, port: {number: 80}}}}
`,
  good: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: dashboard}
spec: {ingressClassName: tailscale, defaultBackend: {service: {name: dashboard, port: {number: 80}}}}
`,
  source: 'tailscale cmd/k8s-operator/ingress.go (shouldExpose); kubernetes pkg/apis/networking/validation',
  check({ document, report }) {
    const { root } = document.yaml;
    const pair = pairOf(at(root, 'metadata', 'annotations'), 'kubernetes.io/ingress.class');
    if (!pair || stringOf(pair.value) !== 'tailscale') return;
    const spec = at(root, 'spec');
    const field = pairOf(spec, 'ingressClassName');
    const both = field !== undefined;
    const isSame = both && stringOf(field.value) === 'tailscale';
    if (both && hasPlaceholder(stringOf(field.value) ?? '')) return;
    const removed = removePair(document.text, pair);
    const [first] = spec?.type === 'map' ? spec.pairs : [];
    const added =
      first && spec?.type === 'map'
        ? addLinesBefore(document.text, spec, first, ['ingressClassName: tailscale'])
        : undefined;
    const edits = both ? [removed] : [removed, added];
    const safe = edits.flatMap((edit) => edit ?? []);
    report({
      at: pair.key.span,
      message: both
        ? `${isSame ? 'The class stands in `ingressClassName` already, and a Kubernetes before 1.27 refuses an Ingress with both' : 'The class in `ingressClassName` is another one, so the API server refuses the Ingress'}.`
        : 'Tailscale does not read this annotation, so nobody serves the Ingress. It reads `spec.ingressClassName`.',
      tag: 'deprecated',
      ...(isSame ? { severity: 'hint' } : {}),
      fixes:
        safe.length === edits.length
          ? [{ title: both ? 'Remove the annotation' : 'Write `ingressClassName: tailscale`', edits: safe }]
          : [],
    });
  },
};
