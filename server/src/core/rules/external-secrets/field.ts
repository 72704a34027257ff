import { externalSpecOf } from '../../kinds/external-secret.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { checkFields, type FieldProblem } from '../../schema/check-fields.ts';
import { externalSecretSpec } from '../../schema/external-secrets.ts';
import { type FieldTable, fieldAt, withoutLater } from '../../schema/fields.ts';
import { infisicalProvider, storeSpec } from '../../schema/secret-stores.ts';
import { nearest } from '../../text/names.ts';
import { parseVersion } from '../../versions/version.ts';
import { isOlderExternalSecrets } from '../../workspace/drift.ts';
import { at, isString, itemsOf, pairOf, stringOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const field: WorkspaceRule = {
  id: 'external-secrets/field',
  title: 'A misspelt field or a value that External Secrets does not take',
  severity: 'error',
  kinds: ['external-secret', 'cluster-external-secret', 'secret-store', 'cluster-secret-store'],
  needs: 'workspace',
  why: 'The API server refuses a value outside the list or of another type, and a required field that is missing. A misspelt field it drops without a word, so what it should have set keeps its default; so it does with a field that came after the release which the workspace installs.',
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
      return checkTarget(context, at(spec?.value, 'target'));
    }
    const spec = pairOf(yaml.root, 'spec');
    checkMap(context, spec, storeSpec);
    checkMap(context, pairOf(at(spec?.value, 'provider'), 'infisical'), infisicalProvider);
  },
};

function checkMap(context: WorkspaceContext, owner: YamlPair | undefined, table: FieldTable): void {
  if (owner?.value.type !== 'map') return;
  const { workspace, file } = context;
  const known = withoutLater(table, (since) => {
    const first = parseVersion(since.replace(/^\D+/, ''));
    return (
      first !== undefined && isOlderExternalSecrets(workspace, file.folder, [first.major, first.minor, first.patch])
    );
  });
  const problems = checkFields(owner.value, known, {
    owner: owner.key.span,
    skip: (text) => hasPlaceholder(text),
  });
  const { yaml } = context.document;
  const isOld = stringOf(at(yaml.root, 'apiVersion')) === 'external-secrets.io/v1beta1';
  for (const problem of problems) {
    // `v1beta1` still takes the first template engine.
    if (isOld && problem.key === 'engineVersion' && problem.node && stringOf(problem.node) === 'v1') continue;
    const since = problem.code === 'unknown' ? fieldAt(table, stepsOf(problem.path))?.since : undefined;
    if (since === undefined) report(context, problem);
    else reportLater(context, problem, since);
  }
}

/** The keys of a path such as `dataFrom[0].find`, without positions. */
function stepsOf(path: string): readonly string[] {
  return path.replaceAll(/\[\d+\]/g, '').split('.');
}

function reportLater(context: WorkspaceContext, { key, at: place }: FieldProblem, since: string): void {
  context.report({
    at: place,
    message: `\`${key}\` came with ${since}. The API server drops it before, and where it stands in a list Argo CD shows a difference for ever.`,
    severity: 'warning',
  });
}

const parts = ['Data', 'Annotations', 'Labels'];

/** What other releases refuse in `target`. */
function checkTarget(context: WorkspaceContext, target: YamlNode | undefined): void {
  const { workspace, file } = context;
  const creation = at(target, 'creationPolicy');
  if (
    isString(creation) &&
    creation.value === 'CreateOrMerge' &&
    isOlderExternalSecrets(workspace, file.folder, [2, 8, 0])
  )
    context.report({
      at: creation.span,
      message: '`creationPolicy: CreateOrMerge` came with External Secrets 2.8; the API server refuses it before.',
      fixes: [replaceFix(creation.span, 'Owner')],
    });
  checkParts(context, target);
}

/** What of a Secret a template is for. From 1.0 to 2.8 any part might be named; 2.9 reads these in any case of letters. */
function checkParts(context: WorkspaceContext, target: YamlNode | undefined): void {
  const { workspace, file } = context;
  const isExact = isOlderExternalSecrets(workspace, file.folder, [1, 0, 0]);
  const isFree = !isSecret(at(target, 'manifest')) || isOlderExternalSecrets(workspace, file.folder, [2, 9, 0]);
  if (isFree && !isExact) return;
  for (const item of itemsOf(at(target, 'template', 'templateFrom'))) {
    const value = at(item, 'target');
    if (!isString(value) || (value.value === '' && !isExact) || hasPlaceholder(value.value)) continue;
    const same = parts.find((part) => part.toLowerCase() === value.value.toLowerCase());
    if (same !== undefined && !(isExact && same !== value.value)) continue;
    const near = same ?? nearest(value.value, parts);
    context.report({
      at: value.span,
      message: '`target` takes `Data`, `Annotations`, `Labels`. External Secrets refuses any other part of a Secret.',
      fixes: near === undefined ? [] : [replaceFix(value.span, near)],
    });
  }
}

/** Whether what is written is a Secret, which it is where no other object is named. */
function isSecret(manifest: YamlNode | undefined): boolean {
  return !manifest || (stringOf(at(manifest, 'apiVersion')) === 'v1' && stringOf(at(manifest, 'kind')) === 'Secret');
}

function report(context: WorkspaceContext, problem: FieldProblem): void {
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
