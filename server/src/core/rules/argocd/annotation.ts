import { isVerbatim, valueSpan } from '../../embedded/embedded.ts';
import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { annotations, compareOptions, otherNames } from '../../schema/argocd.ts';
import { distance, nearest } from '../../text/names.ts';
import { type Span, span } from '../../text/span.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { at, isString, keyText, pairsOf, type YamlNode, type YamlString } from '../../yaml/nodes.ts';
import { partsOf } from '../comma-list.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

export const annotation: DocumentRule = {
  id: 'argocd/annotation',
  title: 'A misspelt annotation of Argo CD',
  severity: 'warning',
  kinds: kubernetesKinds,
  needs: 'document',
  why: 'Argo CD passes over annotations and compare options that it does not know, in silence: the wave is 0, the difference stays. The rule speaks only of names that are near a known one. A value that is not text, and a `managed-by-url` that is no address, are refused.',
  ...diff(`
 apiVersion: v1
 kind: ConfigMap
 metadata:
   name: wiki
   annotations:
-    argocd.argoproj.io/sync-wav: "1"
+    argocd.argoproj.io/sync-wave: "1"
`),
  source: 'argo-cd common/common.go; gitops-engine pkg/sync/common/types.go; docs/user-guide/annotations-and-labels.md',
  check(context) {
    const { root } = context.document.yaml;
    const objects = context.document.kind === 'application-set' ? [root, at(root, 'spec', 'template')] : [root];
    for (const object of objects) checkAll(context, at(object, 'metadata', 'annotations'));
  },
};

const prefix = 'argocd.argoproj.io';
/** What is written instead of it where half of it is forgotten. */
const shortened = ['argoproj.io', 'argocd.io', 'argo-cd.argoproj.io', 'argo.argoproj.io'];

function checkAll(context: DocumentContext, map: YamlNode | undefined): void {
  const present = pairsOf(map).map(keyText);
  const absent = annotations.filter((name) => !present.includes(`${prefix}/${name}`));
  for (const { key, value } of pairsOf(map)) {
    if (!isString(key) || hasPlaceholder(key.value)) continue;
    checkName(context, key, absent);
    if (key.value.startsWith(`${prefix}/`)) checkText(context, key, value);
    if (key.value === `${prefix}/compare-options` && isString(value)) checkOptions(context, value);
    if (key.value === `${prefix}/managed-by-url` && isString(value)) checkAddress(context, value);
  }
}

function checkName({ report }: DocumentContext, key: YamlString, absent: readonly string[]): void {
  const slash = key.value.indexOf('/');
  const domain = key.value.slice(0, Math.max(slash, 0));
  const name = key.value.slice(slash + 1);
  const say = (range: Span, right: string, whole: string): void =>
    report({
      at: key.span,
      message: `Argo CD reads no annotation \`${key.value}\`, so it has no effect. Did you mean \`${whole}\`?`,
      fixes: fixesOf(key, range, right),
    });
  if (domain !== prefix) {
    const isNear = shortened.includes(domain) || distance(domain, prefix, 2) <= 2;
    if (absent.includes(name) && isNear) say(span(0, slash), prefix, `${prefix}/${name}`);
  } else if (!annotations.includes(name) && !otherNames.includes(name)) {
    const near = nearest(name, absent);
    if (near) say(span(slash + 1, key.value.length), near, `${prefix}/${near}`);
  }
}

/** Annotations are text. An unquoted wave is argocd/sync-wave's matter. */
function checkText({ report }: DocumentContext, key: YamlString, value: YamlNode): void {
  const isScalar = value.type === 'scalar';
  if (isScalar && (value.value === null || typeof kubernetesValue(value) === 'string')) return;
  if (isScalar && key.value === `${prefix}/sync-wave`) return;
  report({
    at: isScalar ? value.span : key.span,
    message: `The Kubernetes API refuses an annotation that is not text.${isScalar ? ' Put the value in quotes.' : ''}`,
    severity: 'error',
    fixes: isScalar ? [replaceFix(value.span, `"${value.source}"`)] : [],
  });
}

/** Argo CD refuses an Application whose address of its own Argo CD is none. */
function checkAddress({ document, report }: DocumentContext, value: YamlString): void {
  if (document.kind !== 'application' || value.value === '' || hasPlaceholder(value.value)) return;
  // Argo CD looks at the scheme only.
  if (/^https?:/i.test(value.value)) return;
  report({
    at: value.span,
    message: `\`${value.value}\` is no address that begins with \`https://\` or \`http://\`, so Argo CD refuses the Application.`,
    severity: 'error',
  });
}

function checkOptions({ report }: DocumentContext, value: YamlString): void {
  for (const { text, range } of partsOf(value)) {
    const near = compareOptions.includes(text) || hasPlaceholder(text) ? undefined : nearest(text, compareOptions);
    if (!near) continue;
    report({
      at: text === value.value ? value.span : valueSpan(value, range),
      message: `Argo CD knows no compare option \`${text}\` and passes over it in silence. Did you mean \`${near}\`?`,
      fixes: fixesOf(value, range, near),
    });
  }
}

function fixesOf(scalar: YamlString, range: Span, right: string): readonly Fix[] {
  return isVerbatim(scalar, range) ? [replaceFix(valueSpan(scalar, range), right)] : [];
}
