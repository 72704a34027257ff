import { externalSpecOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { externalSecretSpec, infisicalProvider, storeSpec } from '../../schema/external-secrets.ts';
import type { FieldTable } from '../../schema/fields.ts';
import { nearest } from '../../text/names.ts';
import { at, isString, itemsOf, pairOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentContext, WorkspaceRule } from '../rule.ts';

export const field: WorkspaceRule = {
  id: 'external-secrets/field',
  title: 'A misspelt field or a value that External Secrets does not take',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret', 'secret-store', 'cluster-secret-store'],
  needs: 'workspace',
  why: 'The API server refuses a value outside the list or of another type, and a required field that is missing. A misspelt field it drops without a word, so what it should have set keeps its default.',
  ...diff(`
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec:
-  target: {creationPolicy: owner}
+  target: {creationPolicy: Owner}
   data: [{secretKey: token, remoteRef: {key: /dashboard/TOKEN}}]
`),
  source: 'external-secrets config/crds/bases/external-secrets.io_externalsecrets.yaml, …_clustersecretstores.yaml',
  check(context) {
    const { kind, yaml } = context.document;
    if (kind === 'external-secret' || kind === 'cluster-external-secret') {
      const spec = externalSpecOf(kind, yaml.root);
      checkMap(context, spec, externalSecretSpec);
      return checkTargets(context, at(spec?.value, 'target'));
    }
    const spec = pairOf(yaml.root, 'spec');
    checkMap(context, spec, storeSpec);
    checkMap(context, pairOf(at(spec?.value, 'provider'), 'infisical'), infisicalProvider);
  },
};

function checkMap(context: DocumentContext, owner: YamlPair | undefined, table: FieldTable): void {
  if (owner?.value.type !== 'map') return;
  const problems = checkFields(owner.value, table, {
    owner: owner.key.span,
    skip: (text) => hasPlaceholder(text),
  });
  for (const problem of problems) report(context, problem);
}

const parts = ['Data', 'Annotations', 'Labels'];

/** What of a Secret a template is for, in any case of letters; other objects have paths of their own. */
function checkTargets(context: DocumentContext, target: YamlNode | undefined): void {
  if (pairOf(target, 'manifest')) return;
  for (const item of itemsOf(at(target, 'template', 'templateFrom'))) {
    const value = at(item, 'target');
    if (!isString(value) || value.value === '' || hasPlaceholder(value.value)) continue;
    if (parts.some((part) => part.toLowerCase() === value.value.toLowerCase())) continue;
    const near = nearest(value.value, parts);
    context.report({
      at: value.span,
      message: '`target` takes `Data`, `Annotations`, `Labels`. External Secrets refuses any other part of a Secret.',
      fixes: near === undefined ? [] : [replaceFix(value.span, near)],
    });
  }
}

function report(context: DocumentContext, problem: FieldProblem): void {
  const { code, key, suggestion, at: place } = problem;
  const fixes = suggestion === undefined ? [] : [replaceFix(place, suggestion)];
  if (code === 'unknown') {
    // A name that is near none of ours may be a field of a newer release.
    if (suggestion === undefined) return;
    context.report({
      at: place,
      message: `External Secrets knows no field \`${key}\`, so the API server drops it. Did you mean \`${suggestion}\`?`,
      severity: 'warning',
      fixes,
    });
  } else if (code === 'missing') {
    context.report({ at: place, message: `\`${problem.path}\` is missing, so the API server refuses the object.` });
  } else if (code === 'enum') {
    const allowed = (problem.field?.enum ?? []).map((value) => `\`${value}\``).join(', ');
    context.report({
      at: place,
      message: `\`${key}\` takes ${allowed}. The API server refuses any other value.`,
      fixes,
    });
  } else {
    context.report({
      at: place,
      message: `\`${key}\` has the wrong type, so the API server refuses the object.`,
      fixes,
    });
  }
}
