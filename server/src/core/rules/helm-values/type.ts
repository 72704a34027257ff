import { helmValuesOf, sourcesOf } from '../../kinds/argocd.ts';
import { chartName, chartNodeOf } from '../../kinds/chart-pins.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { isSecretName } from '../../kinds/secret-words.ts';
import { chartValues } from '../../schema/chart-values.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import type { TextEdit } from '../../text/edits.ts';
import { type Span, span } from '../../text/span.ts';
import { at, pairOf, stringOf } from '../../yaml/nodes.ts';
import { removeFixes, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule, Fix } from '../rule.ts';

export const type: DocumentRule = {
  id: 'helm-values/type',
  title: 'A value of another type than the chart’s',
  severity: 'warning',
  kinds: ['application'],
  needs: 'document',
  why: 'Helm does not compare types: a mapping where the chart expects text is rendered as `map[…]`, a list as `[…]`. The Tailscale operator, given `oauth.clientId: {existingSecret: …}`, gets a Secret that holds just that text. Without `oauth` it reads the Secret `operator-oauth`, which an ExternalSecret can write.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: tailscale, namespace: argocd}
 spec:
   source:
     chart: tailscale-operator
     helm:
       valuesObject:
-        oauth:
-          clientId: {existingSecret: operator-oauth, key: client_id}
+        proxyConfig: {defaultTags: "tag:k8s,tag:web"}
`),
  source: 'tailscale cmd/k8s-operator/deploy/chart/values.yaml and templates',
  check(context) {
    for (const source of sourcesOf(at(context.document.yaml.root, 'spec'))) {
      const name = chartName(stringOf(chartNodeOf(source)) ?? '');
      const table = Object.hasOwn(chartValues, name) ? chartValues[name] : undefined;
      const values = helmValuesOf(source);
      if (!table || values?.type !== 'map') continue;
      for (const problem of checkFields(values, table, { owner: values.span, skip: hasPlaceholder }))
        reportProblem(context, name, problem);
    }
  },
};

function reportProblem({ document, report }: DocumentContext, chart: string, problem: FieldProblem): void {
  const { code, path, key, at: place, suggestion, field, pair } = problem;
  if (code === 'unknown' || code === 'missing' || !field) return;
  const isOauth = path === 'oauth.clientId' || path === 'oauth.clientSecret';
  if (isOauth && pair && pair.value.type === 'map') {
    const owner = pairOf(helmOwner(document, path), 'oauth');
    const removal: readonly Fix[] = owner ? removeFixes(document.text, owner, 'Remove `oauth`') : [];
    report({
      at: place,
      message: `The chart takes \`${key}\` as text and writes this mapping into the Secret \`operator-oauth\` as \`map[…]\`, so the operator cannot sign in. Without \`oauth\` it reads the Secret as it is.`,
      fixes: removal,
    });
    return;
  }
  const text = pair && pair.value.type === 'seq' ? joined(pair.value.items.map((item) => stringOf(item))) : undefined;
  const fix =
    code === 'type' && text !== undefined && pair?.value.type === 'seq' && pair.value.flow && field.type === 'string';
  report({
    at: place,
    message:
      code === 'enum'
        ? `The chart \`${chart}\` takes ${(field.enum ?? []).map((value) => `\`${value}\``).join(', ')} as \`${path}\`, and nothing else.`
        : `The chart \`${chart}\` takes \`${path}\` as ${words[field.type] ?? 'another type'}; Helm renders what is here as it stands, and the operator reads something else.`,
    fixes: fix
      ? [replaceFix(pair.value.span, `"${text}"`)]
      : suggestion === undefined
        ? []
        : [isSecretName(key) && field.type === 'string' ? quoteFix(place) : replaceFix(place, suggestion)],
  });
}

/** Puts a secret in quotes without repeating it: a repair is shown and printed. */
function quoteFix({ start, end }: Span): Fix {
  const quoteAt = (offset: number): TextEdit => ({ span: span(offset, offset), newText: '"' });
  return { title: 'Write it in quotes', edits: [quoteAt(start), quoteAt(end)] };
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  list: 'a list',
  boolean: 'true or false',
  object: 'a mapping',
};

function joined(items: readonly (string | undefined)[]): string | undefined {
  return items.every((item) => item !== undefined) ? items.join(',') : undefined;
}

/** The values that hold the finding; the first source with an `oauth`. */
function helmOwner({ yaml }: DocumentContext['document'], path: string): ReturnType<typeof helmValuesOf> {
  const [first = ''] = path.split('.');
  return sourcesOf(at(yaml.root, 'spec'))
    .map(helmValuesOf)
    .find((values) => pairOf(values, first));
}
