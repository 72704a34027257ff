import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { isKustomized } from '../../workspace/objects.ts';
import { permitsNamespace, projectsOf } from '../../workspace/projects.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { inCluster } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const applicationNamespace: WorkspaceRule = {
  id: 'live/application-namespace',
  title: 'An Application in a namespace that its project in the cluster does not permit',
  severity: 'warning',
  kinds: ['application'],
  needs: 'live',
  why: 'An Application outside of Argo CD’s own namespace is read only when its project lists that namespace in `sourceNamespaces`; otherwise nothing is synced. The rule speaks only while the cluster is connected, of files that its Argo CD applies, and of projects that no file defines; of others `argocd/application-namespace` does.',
  ...inCluster(
    'projects: [{name: default, namespace: argocd, sourceNamespaces: []}]',
    `
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki, namespace: wiki}
+metadata: {name: wiki, namespace: argocd}
 spec:
   project: default
   source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3}
   destination: {server: https://kubernetes.default.svc, namespace: wiki}
`,
  ),
  source: 'argo-cd docs/operator-manual/app-any-namespace.md; app_project_types.go (IsAppNamespacePermitted)',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application')?.data;
    const place = at(document.yaml.root, 'metadata', 'namespace');
    if (!own?.project || !isString(place) || place.value === '' || hasPlaceholder(place.value)) return;
    if (isKustomized(workspace, file) || projectsOf(workspace, file.folder, own.project).length > 0) return;
    const live = knownLive(workspace, file, 'projects') ?? [];
    // A project in the same namespace tells of a second Argo CD there.
    if (live.some(({ namespace }) => namespace === place.value)) return;
    const projects = live.filter(({ name }) => name === own.project);
    const [first] = projects;
    if (!first || projects.some((one) => permitsNamespace(one, place.value))) return;
    report({
      at: place.span,
      message: `In the connected cluster the project \`${own.project}\` lies in \`${first.namespace}\` and does not list the namespace \`${place.value}\` in its \`sourceNamespaces\`, so Argo CD does not sync this Application.`,
    });
  },
};
