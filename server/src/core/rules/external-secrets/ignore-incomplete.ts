import {
  defaultsInUse,
  driftOf,
  entriesFor,
  externalSecretsOf,
  lackingExpressions,
  overlooksEverywhere,
  showsListDefaults,
} from '../../workspace/drift.ts';
import { factOf, type IgnoredDifference } from '../../workspace/facts.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { at, itemsOf, pairOf, stringOf, type YamlPair } from '../../yaml/nodes.ts';
import { addItems, addLines } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const ignoreIncomplete: WorkspaceRule = {
  id: 'external-secrets/ignore-incomplete',
  title: 'A list of ignored differences that misses fields External Secrets fills in',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'External Secrets’ CRD fills in defaults inside list items, and which ones depends on its version: `nullBytePolicy` came with 2.3 and went with 2.7, `find` has no `metadataPolicy`, and `templateFrom` has defaults of its own. For objects that are applied on the server, Argo CD 2.5 to 3.5 compares a list as one value; one line missing in `jqPathExpressions` is then enough to show the Application as OutOfSync for ever.',
  ...diff(`
 === apps/external-secrets.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: external-secrets, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: external-secrets, targetRevision: 2.4.0}
 === apps/dashboard.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: dashboard}
   syncPolicy: {syncOptions: [ServerSideApply=true]}
   ignoreDifferences:
     - group: external-secrets.io
       kind: ExternalSecret
       jqPathExpressions:
         - .spec.data[]?.remoteRef.conversionStrategy
         - .spec.data[]?.remoteRef.decodingStrategy
         - .spec.data[]?.remoteRef.metadataPolicy
+        - .spec.data[]?.remoteRef.nullBytePolicy
 === dashboard/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   data:
     - secretKey: token
       remoteRef: {key: /dashboard/TOKEN}
`),
  source:
    'external-secrets config/crds/bases at every tag; argo-cd docs/user-guide/diffing.md; argo-cd gitops-engine/pkg/diff/diff.go',
  check(context) {
    const { document, file, workspace, report } = context;
    const app = factOf(document.facts, 'application');
    const defaults = defaultsInUse(workspace, file);
    if (!app || !defaults || overlooksEverywhere(workspace, file)) return;
    const places = entryLists(context);
    if (places.length === 0 || isPatched(workspace, file)) return;
    const lacking = new Map<IgnoredDifference, { readonly names: string[]; readonly lines: Set<string> }>();
    let isCertain = false;
    for (const secret of externalSecretsOf(workspace, file.uri, app.name)) {
      const shows = showsListDefaults(workspace, file, app.data, secret);
      if (!shows) continue;
      isCertain = shows === 'certain';
      const [entry] = entriesFor(app.data, secret.name).filter((one) => places.some((place) => place.entry === one));
      const lines = lackingExpressions(app.data, secret.name, driftOf(secret, defaults));
      if (!entry || lines.length === 0) continue;
      const known = lacking.get(entry) ?? { names: [], lines: new Set() };
      known.names.push(secret.name);
      for (const line of lines) known.lines.add(line);
      lacking.set(entry, known);
    }
    for (const { entry, list, owner } of places) {
      const found = lacking.get(entry);
      if (!found) continue;
      const lines = [...found.lines];
      const names = [...new Set(found.names)].map((name) => `\`${name}\``);
      report({
        at: list.key.span,
        message: `${defaults.said} also fills in ${lines.map((line) => `\`${line}\``).join(', ')} in ${names.join(', ')}. Without it here, Argo CD${isCertain ? '' : ' before 3.6'} shows the Application as OutOfSync for ever.`,
        ...(isCertain ? {} : { severity: 'information' }),
        fixes: fixesFor(document.text, list, owner, lines),
      });
    }
  },
};

interface EntryList {
  readonly entry: IgnoredDifference;
  /** The list of expressions, or that of pointers where there is none. */
  readonly list: YamlPair;
  readonly owner: YamlPair['value'];
}

/** The entries about ExternalSecrets that overlook something, with their lists. */
function entryLists({ document }: WorkspaceContext): readonly EntryList[] {
  const app = factOf(document.facts, 'application');
  const items = itemsOf(at(document.yaml.root, 'spec', 'ignoreDifferences'));
  return items.flatMap((owner, i) => {
    const entry = app?.data.ignoreDifferences[i];
    const list = pairOf(owner, 'jqPathExpressions') ?? pairOf(owner, 'jsonPointers');
    if (!entry || !list || stringOf(at(owner, 'group')) !== 'external-secrets.io') return [];
    return [{ entry, list, owner }];
  });
}

function fixesFor(text: string, list: YamlPair, owner: EntryList['owner'], lines: readonly string[]): readonly Fix[] {
  const { value } = list;
  const edit =
    list.key.value === 'jqPathExpressions'
      ? value.type === 'seq'
        ? addItems(text, value, lines)
        : undefined
      : owner.type === 'map'
        ? addLines(text, owner, ['jqPathExpressions:', ...lines.map((line) => `  - ${line}`)])
        : undefined;
  return edit ? [{ title: lines.length === 1 ? 'Add the missing line' : 'Add the missing lines', edits: [edit] }] : [];
}
