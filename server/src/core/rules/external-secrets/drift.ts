import { listItemsOf } from '../../kinds/external-secret.ts';
import {
  comparesOnServer,
  type Drift,
  driftOf,
  entriesFor,
  externalSecretsVersion,
  lackingExpressions,
  overlooksEverywhere,
} from '../../workspace/drift.ts';
import { factOf } from '../../workspace/facts.ts';
import { startOf } from '../../workspace/file.ts';
import { ownersOf } from '../../workspace/gitops.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { at, pairOf, pairsOf, stringOf, type YamlPair } from '../../yaml/nodes.ts';
import { addLines } from '../edits.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const drift: WorkspaceRule = {
  id: 'external-secrets/drift',
  title: 'An ExternalSecret that Argo CD will show as out of sync for ever',
  severity: 'warning',
  kinds: ['external-secret'],
  needs: 'workspace',
  why: 'External Secrets’ CRD fills in defaults inside the items of `data` and `dataFrom`. Argo CD compares list items whole, so the filled-in keys show as a difference that no sync removes. Which keys depends on the version; from 2.9.0 on there are none here. Server-side diff, `ignoreDifferences` or writing the defaults out all end it.',
  bad: `
=== apps/external-secrets.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: external-secrets, namespace: argocd}
spec:
  source: {repoURL: https://charts.example.com, chart: external-secrets, targetRevision: 1.3.2}
=== apps/dashboard.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: dashboard, namespace: argocd}
spec:
  source: {repoURL: https://git.example.com/gitops.git, path: dashboard}
=== dashboard/secret.yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: dashboard, namespace: dashboard}
spec:
  data:
    - secretKey: token
      remoteRef:
        key: /dashboard/TOKEN
`,
  good: `
=== apps/external-secrets.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: external-secrets, namespace: argocd}
spec:
  source: {repoURL: https://charts.example.com, chart: external-secrets, targetRevision: 1.3.2}
=== apps/dashboard.yaml
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: dashboard
  namespace: argocd
  annotations: {argocd.argoproj.io/compare-options: ServerSideDiff=true}
spec:
  source: {repoURL: https://git.example.com/gitops.git, path: dashboard}
=== dashboard/secret.yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: dashboard, namespace: dashboard}
spec:
  data:
    - secretKey: token
      remoteRef:
        key: /dashboard/TOKEN
`,
  source: 'external-secrets config/crds/bases at every tag; argo-cd docs/user-guide/diff-strategies.md',
  check(context) {
    const { document, file, workspace, report } = context;
    const secret = factOf(document.facts, 'external-secret');
    const version = externalSecretsVersion(workspace, file.folder);
    if (!secret || !version || overlooksEverywhere(workspace)) return;
    const found = driftOf(secret.data, version);
    const owner = ownersOf(workspace, file).find(
      (record) =>
        !comparesOnServer(record.fact.data) && lackingExpressions(record.fact.data, secret.name, found).length > 0,
    );
    if (!owner) return;
    for (const list of driftingLists(context, found)) {
      const fields = found
        .filter((item) => item.place.startsWith(`${list.key.value}[`))
        .flatMap((item) => item.missing.map(({ field }) => `\`${field}\``));
      report({
        at: list.key.span,
        message: `External Secrets ${version.major}.${version.minor} fills in ${[...new Set(fields)].join(', ')} here, so Argo CD shows Application \`${owner.fact.name}\` as OutOfSync for ever. Let the Application overlook these fields, or write them out.`,
        fixes: [...ignoreFix(owner, secret.name, found), ...spellOutFix(context, list, found)],
        related: [{ record: owner, message: `Application \`${owner.fact.name}\` applies this ExternalSecret.` }],
      });
    }
  },
};

function driftingLists({ document }: WorkspaceContext, found: readonly Drift[]): readonly YamlPair[] {
  const places = new Set(found.map((item) => item.place));
  return [
    ...new Set(
      listItemsOf(document.yaml.root)
        .filter((item) => places.has(item.place))
        .map((item) => item.list),
    ),
  ];
}

/** Writes the missing defaults into every item of the list. */
function spellOutFix({ document }: WorkspaceContext, list: YamlPair, found: readonly Drift[]): readonly Fix[] {
  const edits = listItemsOf(document.yaml.root).flatMap((item) => {
    const missing = found.find((drifting) => drifting.place === item.place)?.missing ?? [];
    const lines = missing
      .filter(({ field }) => item.list === list && !pairOf(item.map, field))
      .map(({ field, value }) => `${field}: ${value}`);
    return lines.length === 0 ? [] : [addLines(document.text, item.map, lines)];
  });
  const safe = edits.flatMap((edit) => edit ?? []);
  return safe.length === edits.length && safe.length > 0 ? [{ title: 'Write the defaults out', edits: safe }] : [];
}

/** Adds what is lacking to the owning Application's `ignoreDifferences`. */
function ignoreFix(owner: FactRecord<'application'>, name: string, found: readonly Drift[]): readonly Fix[] {
  const { text, yaml } = owner.document;
  const spec = at(yaml.root, 'spec');
  const expressions = lackingExpressions(owner.fact.data, name, found);
  if (
    spec?.type !== 'map' ||
    entriesFor(owner.fact.data, name).length > 0 ||
    pairsOf(spec).some((pair) => stringOf(pair.key) === 'ignoreDifferences')
  )
    return [];
  const edit = addLines(text, spec, [
    'ignoreDifferences:',
    '  - group: external-secrets.io',
    '    kind: ExternalSecret',
    '    jqPathExpressions:',
    ...expressions.map((expression) => `      - ${expression}`),
  ]);
  if (!edit) return [];
  const start = startOf(owner.file, owner.document);
  const moved = { span: { start: edit.span.start + start, end: edit.span.end + start }, newText: edit.newText };
  return [
    {
      title: `Let Application \`${owner.fact.name}\` overlook these fields`,
      edits: [],
      elsewhere: [{ uri: owner.file.uri, edits: [moved] }],
    },
  ];
}
