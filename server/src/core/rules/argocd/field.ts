import type { Kind } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import {
  applicationFields,
  applicationSetFields,
  appProjectFields,
  metadataFields,
} from '../../schema/argocd-fields.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { object } from '../../schema/field-makers.ts';
import type { Field, FieldTable, FieldType } from '../../schema/fields.ts';
import { kubernetesValue } from '../../yaml/kubernetes-scalar.ts';
import { isString, pairsOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import { optionOf } from '../option-pairs.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const field: DocumentRule = {
  id: 'argocd/field',
  title:
    'A misspelt field of an Application, an ApplicationSet or an AppProject, one of the wrong type, or one that is missing',
  severity: 'warning',
  kinds: ['application', 'application-set', 'app-project'],
  needs: 'document',
  why: 'The API server drops fields that the CRD does not know, most often without a word, so what the misspelt field should have set keeps its default. The rule speaks only of names that are near a known one: others may be of a newer Argo CD. A value of the wrong type, such as `"true"` in quotes, the API server refuses with the whole object, and so it does where a list’s entry lacks a key that the CRD asks for.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   project: default
-  syncPolcy: {automated: {selfheal: true}}
+  syncPolicy: {automated: {selfHeal: true}}
`),
  source:
    'argo-cd manifests/crds; pkg/apis/application/v1alpha1/types.go, applicationset_types.go, app_project_types.go',
  check(context) {
    const { document } = context;
    const { root } = document.yaml;
    const table = tables[document.kind];
    if (root?.type !== 'map' || !table) return;
    const isSet = document.kind === 'application-set';
    const skip = (text: string, field?: Field): boolean =>
      hasPlaceholder(text) && !(isSet && text.includes('{{') && isNoText(field));
    const fields = { metadata: object(metadataFields), spec: object(table) };
    for (const problem of checkFields(root, fields, { owner: root.span, skip, read: kubernetesValue, keys: 'open' }))
      if (!isOthersMatter(problem)) reportProblem(context, problem);
  },
};

/** What a generator fills in is text, which the API server refuses in fields of other types before Argo CD sees it. */
function isNoText(field: Field | undefined): boolean {
  return field !== undefined && field.type !== 'string' && field.type !== 'scalar';
}

function reportProblem(context: DocumentContext, problem: FieldProblem): void {
  const { code, key, path, suggestion, at, node } = problem;
  if (code === 'type') reportType(context, problem);
  if (code === 'missing') {
    context.report({
      at: node ? (pairsOf(node)[0]?.key.span ?? (node.type === 'map' && node.flow ? node.span : at)) : at,
      message: `\`${key}\` is missing here, so the Kubernetes API refuses the whole object.`,
      severity: 'error',
    });
  }
  if (code !== 'unknown' || suggestion === undefined || path.startsWith('metadata.')) return;
  const message = `Argo CD knows no field \`${key}\`, so what stands here has no effect. Did you mean \`${suggestion}\`?`;
  context.report({ at, message, fixes: [replaceFix(at, suggestion)] });
}

/** Rules of their own tell of some values, and know the repair. */
function isOthersMatter({ code, path, key, node }: FieldProblem): boolean {
  if (code !== 'type' || !node || path.startsWith('spec.generators')) return false;
  const isScalar = node.type === 'scalar';
  if (key === 'targetRevision') return isScalar;
  if (/(?:^|\.)helm\.values$/.test(path)) return !isScalar;
  if (/(?:^|\.)retry\.backoff\.(?:duration|maxDuration)$/.test(path))
    return isScalar && typeof kubernetesValue(node) === 'number';
  if (/(?:^|\.)syncOptions\[\d+\]$/.test(path)) return optionOf(node) !== undefined;
  return key.startsWith('argocd.argoproj.io/');
}

function reportType({ report }: DocumentContext, { key, at, node, field, suggestion }: FieldProblem): void {
  const wanted = wantedWords[field?.type ?? 'any'];
  if (wanted === undefined) return;
  const isFilled = isString(node) && hasPlaceholder(node.value);
  const single = field?.type === 'list' && isString(node) && /^[\w./=-]+$/.test(node.value);
  const right = single ? `[${node.value}]` : suggestion;
  report({
    at,
    message: `\`${key}\` takes ${wanted}, so the Kubernetes API refuses this.${isFilled ? ' What a generator fills in is text; `templatePatch` can set it.' : ''}`,
    severity: 'error',
    fixes: right === undefined ? [] : [replaceFix(at, right)],
  });
}

const wantedWords: Partial<Record<FieldType, string>> = {
  string: 'text',
  boolean: '`true` or `false` without quotes',
  integer: 'a whole number without quotes',
  list: 'a list',
  map: 'a mapping',
  object: 'a mapping',
};

const tables: Partial<Record<Kind, FieldTable>> = {
  application: applicationFields,
  'application-set': applicationSetFields,
  'app-project': appProjectFields,
};
