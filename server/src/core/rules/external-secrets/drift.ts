import { externalSpecOf, isAppliedOnServer, listItemsOf, writtenFieldsOf } from '../../kinds/external-secret.ts';
import {
  type Drift,
  defaultsInUse,
  driftOf,
  entriesFor,
  type FilledKind,
  lackingExpressions,
  overlooksEverywhere,
  showsListDefaults,
} from '../../workspace/drift.ts';
import { factOf, type IgnoredDifference } from '../../workspace/facts.ts';
import { ownersOf } from '../../workspace/gitops.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import type { FactRecord } from '../../workspace/view.ts';
import { at, pairOf, type YamlNode, type YamlPair } from '../../yaml/nodes.ts';
import { addItem, addLines } from '../edits.ts';
import { addBelow, elsewhereFix, mapAt } from '../elsewhere.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const drift: WorkspaceRule = {
  id: 'external-secrets/drift',
  title: 'An ExternalSecret that Argo CD will show as out of sync for ever',
  severity: 'warning',
  kinds: ['external-secret', 'cluster-external-secret'],
  needs: 'workspace',
  why: 'External Secrets’ CRD fills in defaults inside the items of `data` and `dataFrom`. For objects that are applied on the server (`ServerSideApply=true`), Argo CD 2.5 to 3.5 compares a list as one value, so the filled-in keys show as a difference that no sync removes. Without that option, and from 3.6 on, they show as none. Which keys are filled in depends on the version of External Secrets; from 2.9.0 on there are none here. Server-side diff, `ignoreDifferences` or writing the defaults out all end it. The rule speaks only where that version is known and nothing of this is written; where nobody says which Argo CD runs, it is a piece of information.',
  ...diff(`
 === apps/external-secrets.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: external-secrets, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: external-secrets, targetRevision: 1.3.2}
 === apps/dashboard.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: dashboard, namespace: argocd}
+metadata:
+  name: dashboard
+  namespace: argocd
+  annotations: {argocd.argoproj.io/compare-options: ServerSideDiff=true}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: dashboard}
   syncPolicy: {syncOptions: [ServerSideApply=true]}
 === dashboard/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   data:
     - secretKey: token
       remoteRef:
         key: /dashboard/TOKEN
`),
  source:
    'external-secrets config/crds/bases at every tag; argo-cd gitops-engine/pkg/diff/diff.go and docs/user-guide/diff-strategies.md at the tags v2.5 to v3.6',
  check(context) {
    const { document, file, workspace, report } = context;
    const secret = factOf(document.facts, 'manifest');
    const kind = document.kind === 'external-secret' ? 'ExternalSecret' : 'ClusterExternalSecret';
    const spec = externalSpecOf(document.kind, document.yaml.root)?.value;
    const defaults = defaultsInUse(workspace, file);
    if (!secret || !defaults || overlooksEverywhere(workspace, file, kind)) return;
    const found = driftOf({ written: writtenFieldsOf(spec) }, defaults);
    const applied = { serverSideApply: isAppliedOnServer(document.yaml.root) };
    const owner = ownersOf(workspace, file).find(
      (record) =>
        showsListDefaults(workspace, file, record.fact.data, applied) &&
        !isPatched(workspace, record.file) &&
        lackingExpressions(record.fact.data, secret.name, found, kind).length > 0,
    );
    // An Application that overlooks some of it already is told at its own list (external-secrets/ignore-incomplete).
    if (!owner || entriesFor(owner.fact.data, secret.name, kind).some(overlooksSomething)) return;
    const isCertain = showsListDefaults(workspace, file, owner.fact.data, applied) === 'certain';
    for (const [list, drifting] of driftingLists(spec, found)) {
      const fields = new Set(drifting.flatMap((item) => item.missing.map(({ field }) => `\`${field}\``)));
      report({
        at: list.key.span,
        message: `${defaults.said} fills in ${[...fields].join(', ')} here. With \`ServerSideApply=true\` Argo CD${isCertain ? '' : ' before 3.6'} compares the list as one value, so it shows Application \`${owner.fact.name}\` as OutOfSync for ever. Let the Application overlook these fields or compare on the server, or write them out.`,
        ...(isCertain ? {} : { severity: 'information' }),
        fixes: [
          ...ignoreFix(owner, kind, lackingExpressions(owner.fact.data, secret.name, found, kind)),
          ...serverDiffFix(owner),
          ...spellOutFix(document.text, spec, list, found),
        ],
        related: [{ record: owner, message: `Application \`${owner.fact.name}\` applies this ${kind}.` }],
      });
    }
  },
};

function overlooksSomething(entry: IgnoredDifference): boolean {
  return entry.expressions.length > 0 || entry.pointers.length > 0;
}

/** The lists that hold a drifting place, with what drifts in each. */
function driftingLists(spec: YamlNode | undefined, found: readonly Drift[]): ReadonlyMap<YamlPair, readonly Drift[]> {
  const lists = new Map<YamlPair, Drift[]>();
  for (const { place, list } of listItemsOf(spec)) {
    const drifting = found.find((item) => item.place === place);
    if (!drifting) continue;
    const known = lists.get(list) ?? [];
    if (!known.includes(drifting)) known.push(drifting);
    lists.set(list, known);
  }
  return lists;
}

/** Writes the missing defaults into every item of the list. */
function spellOutFix(
  text: string,
  spec: YamlNode | undefined,
  list: YamlPair,
  found: readonly Drift[],
): readonly Fix[] {
  // What lies deeper comes first: both may be added at one place.
  const edits = [...listItemsOf(spec)].reverse().flatMap((item) => {
    const missing = found.find((drifting) => drifting.place === item.place)?.missing ?? [];
    const lines = missing
      .filter(({ field }) => item.list === list && !pairOf(item.map, field))
      .map(({ field, value }) => `${field}: ${value}`);
    return lines.length === 0 ? [] : [addLines(text, item.map, lines)];
  });
  const safe = edits.flatMap((edit) => edit ?? []);
  return safe.length === edits.length && safe.length > 0 ? [{ title: 'Write the defaults out', edits: safe }] : [];
}

/** Tells Argo CD to compare this Application by asking the API server, which fills in the same defaults. */
function serverDiffFix(owner: FactRecord<'application'>): readonly Fix[] {
  if (owner.fact.data.compareOptions.length > 0) return [];
  const { text, yaml } = owner.document;
  const edit = addBelow(
    text,
    yaml.root,
    ['metadata', 'annotations'],
    ['argocd.argoproj.io/compare-options: ServerSideDiff=true'],
  );
  return elsewhereFix(`Let Application \`${owner.fact.name}\` compare on the server`, owner, [edit]);
}

/** Adds the expressions to the owning Application's `ignoreDifferences`. */
function ignoreFix(owner: FactRecord<'application'>, kind: FilledKind, lacking: readonly string[]): readonly Fix[] {
  const { text, yaml } = owner.document;
  const spec = mapAt(yaml.root, 'spec');
  const entry = [
    'group: external-secrets.io',
    `  kind: ${kind}`,
    '  jqPathExpressions:',
    ...lacking.map((expression) => `    - ${expression}`),
  ];
  const list = at(spec, 'ignoreDifferences');
  const title = `Let Application \`${owner.fact.name}\` overlook these fields`;
  if (list?.type === 'seq') return elsewhereFix(title, owner, [addItem(text, list, entry)]);
  if (!spec || list) return [];
  const [first = '', ...rest] = entry;
  const lines = ['ignoreDifferences:', `  - ${first}`, ...rest.map((line) => `  ${line}`)];
  return elsewhereFix(title, owner, [addLines(text, spec, lines)]);
}
