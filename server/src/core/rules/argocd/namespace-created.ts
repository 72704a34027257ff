import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { belongsToFolder, cleanPath, isChartFolder, kustomizationAt } from '../../workspace/gitops.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { knownLive, ownCluster } from '../../workspace/live-cluster.ts';
import type { Derivation } from '../../workspace/view.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';
import { syncOptionFixes } from '../sync-option-fixes.ts';

export const namespaceCreated: WorkspaceRule = {
  id: 'argocd/namespace-created',
  title: 'A destination namespace that nothing here creates',
  severity: 'information',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Argo CD does not create the namespace of a destination unless `CreateNamespace=true` says so. On a new cluster the first sync fails with “namespaces not found”. The rule cannot see a namespace that was made by hand, except in the cluster that is connected.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3}
   destination: {server: https://kubernetes.default.svc, namespace: wiki}
+  syncPolicy:
+    syncOptions: [CreateNamespace=true]
`),
  source: 'argo-cd docs/user-guide/sync-options.md; controller/sync.go',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application');
    const place = at(document.yaml.root, 'spec', 'destination', 'namespace');
    if (!own || !isString(place) || place.value === '' || hasPlaceholder(place.value)) return;
    if (own.data.syncOptions.includes('CreateNamespace=true') || own.data.sources.length === 0) return;
    if (
      place.value === 'default' ||
      place.value.startsWith('kube-') ||
      place.value === (own.data.namespace ?? 'argocd')
    )
      return;
    if (place.value === 'argocd' || workspace.derive(createdNamespaces).has(place.value)) return;
    // What a kustomization or another repository brings may hold the namespace.
    const isSeen = own.data.sources.every(
      (source) =>
        source.chart !== undefined ||
        source.path === undefined ||
        (!source.tool &&
          belongsToFolder(workspace, source, file.folder) &&
          !kustomizationAt(workspace, file.folder, cleanPath(source.path)) &&
          !isChartFolder(workspace, file.folder, cleanPath(source.path))),
    );
    if (!isSeen || isPatched(workspace, file)) return;
    const live = own.data.destination === ownCluster ? knownLive(workspace, file, 'namespaces') : undefined;
    if (live?.includes(place.value)) return;
    report({
      at: place.span,
      message: live
        ? `The connected cluster has no namespace \`${place.value}\` and nothing in this workspace creates it, so the sync fails. \`CreateNamespace=true\` lets Argo CD create it.`
        : `Nothing in this workspace creates the namespace \`${place.value}\`, so on a new cluster the first sync fails. \`CreateNamespace=true\` lets Argo CD create it.`,
      severity: live ? 'warning' : 'information',
      fixes: syncOptionFixes(
        document.text,
        at(document.yaml.root, 'spec'),
        'CreateNamespace=true',
        'Let Argo CD create the namespace',
      ),
    });
  },
};

/** Namespaces that a manifest or some Application creates. */
const createdNamespaces: Derivation<ReadonlySet<string>> = {
  name: 'created-namespaces',
  compute(view) {
    const made = view.facts('manifest').flatMap(({ fact }) => (fact.data.kind === 'Namespace' ? fact.name : []));
    const asked = view
      .facts('application')
      .flatMap(({ fact }) =>
        fact.data.syncOptions.includes('CreateNamespace=true') ? (fact.data.destinationNamespace ?? []) : [],
      );
    return new Set([...made, ...asked]);
  },
};
