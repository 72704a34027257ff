import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { syncOptions } from '../../schema/argocd.ts';
import { nearest } from '../../text/names.ts';
import { span } from '../../text/span.ts';
import { at, isString, itemsOf, type YamlMap, type YamlNode, type YamlString } from '../../yaml/nodes.ts';
import { partsOf } from '../comma-list.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { optionOf } from '../option-pairs.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const syncOption: DocumentRule = {
  id: 'argocd/sync-option',
  title: 'A sync option that Argo CD does not know, or does not read there',
  severity: 'warning',
  kinds: kubernetesKinds,
  needs: 'document',
  why: 'Argo CD compares sync options letter by letter and passes over all others in silence: a misspelt name, another case, or a space around `=` means the option is simply off. What is near a known option is certainly misspelt and so an error; another one may be of a newer Argo CD.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: longhorn, namespace: argocd}
 spec:
   project: default
   syncPolicy:
     syncOptions:
-      - PrunePropogationPolicy=foreground
+      - PrunePropagationPolicy=foreground
`),
  source: 'argo-cd controller/sync.go; gitops-engine/pkg/sync/common/types.go',
  check(context) {
    const { root } = context.document.yaml;
    for (const item of itemsOf(at(applicationSpecOf(context.document)?.map, 'syncPolicy', 'syncOptions')))
      if (isString(item)) checkOption(context, item, 0, item.value.length, 'application');
      else if (item.type === 'map') checkPair(context, item);
    checkAnnotation(context, root);
    if (context.document.kind === 'application-set') checkAnnotation(context, at(root, 'spec', 'template'));
  },
};

function checkPair({ report }: DocumentContext, item: YamlMap): void {
  const option = optionOf(item);
  const [pair] = item.pairs;
  if (!pair || option === undefined) return;
  report({
    at: pair.span,
    message: `A sync option is one text, \`${option}\`. The Kubernetes API refuses a mapping here.`,
    severity: 'error',
    fixes: [replaceFix(item.flow ? item.span : pair.span, option)],
  });
}

function checkAnnotation(context: DocumentContext, object: YamlNode | undefined): void {
  const annotation = at(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options');
  if (!isString(annotation)) return;
  for (const { range } of partsOf(annotation)) checkOption(context, annotation, range.start, range.end, 'resource');
}

function checkOption(
  { report }: DocumentContext,
  scalar: YamlString,
  start: number,
  end: number,
  where: 'application' | 'resource',
): void {
  const written = scalar.value.slice(start, end);
  if (hasPlaceholder(written)) return;
  const known = syncOptions.find((option) => option.text === written);
  const whole = start === 0 && end === scalar.value.length;
  const range = span(start, end);
  const place = whole ? scalar.span : valueSpan(scalar, range);
  if (known) {
    if (known.where === 'both' || known.where === where) return;
    const other =
      where === 'application'
        ? 'in the annotation `argocd.argoproj.io/sync-options` of a resource'
        : 'in the `syncOptions` of the Application';
    report({ at: place, message: `Argo CD reads \`${written}\` only ${other}; here it has no effect.` });
    return;
  }
  const fitting = syncOptions
    .filter((option) => option.where === 'both' || option.where === where)
    .map((option) => option.text);
  const near = nearest(written, fitting);
  const hint = near ? ` Did you mean \`${near}\`?` : '';
  const fixes = near && isVerbatim(scalar, range) ? [replaceFix(valueSpan(scalar, range), near)] : [];
  report({
    at: place,
    message: `Argo CD knows no sync option \`${written}\` and passes over it in silence.${hint}`,
    severity: near ? 'error' : 'warning',
    fixes,
  });
}
