import type { Kind } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { applicationFields, applicationSetFields, appProjectFields } from '../../schema/argocd-fields.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import type { FieldTable, FieldType } from '../../schema/fields.ts';
import { isString, pairOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, DocumentRule } from '../rule.ts';

export const field: DocumentRule = {
  id: 'argocd/field',
  title: 'A misspelt field of an Application, an ApplicationSet or an AppProject, or one of the wrong type',
  severity: 'warning',
  kinds: ['application', 'application-set', 'app-project'],
  needs: 'document',
  why: 'The API server drops fields that the CRD does not know, most often without a word, so what the misspelt field should have set keeps its default. The rule speaks only of names that are near a known one: others may be of a newer Argo CD. A value of the wrong type, such as `"true"` in quotes, the API server refuses with the whole object.',
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
    const { document, report } = context;
    const spec = pairOf(document.yaml.root, 'spec');
    const table = tables[document.kind];
    if (spec?.value.type !== 'map' || !table) return;
    for (const problem of checkFields(spec.value, table, { owner: spec.key.span, skip: hasPlaceholder })) {
      const { code, key, suggestion, at } = problem;
      if (code === 'type') reportType(context, problem);
      if (code !== 'unknown' || suggestion === undefined) continue;
      const message = `Argo CD knows no field \`${key}\`, so what stands here has no effect. Did you mean \`${suggestion}\`?`;
      report({ at, message, fixes: [replaceFix(at, suggestion)] });
    }
  },
};

function reportType({ report }: DocumentContext, { key, at, node, field, suggestion }: FieldProblem): void {
  const wanted = wantedWords[field?.type ?? 'any'];
  if (wanted === undefined) return;
  const single = field?.type === 'list' && isString(node) && /^[\w./=-]+$/.test(node.value);
  const right = single ? `[${node.value}]` : suggestion;
  report({
    at,
    message: `\`${key}\` takes ${wanted}, so the Kubernetes API refuses this.`,
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
