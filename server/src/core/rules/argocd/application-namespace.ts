import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { isKustomized } from '../../workspace/objects.ts';
import { permitsNamespace, projectsOf } from '../../workspace/projects.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const applicationNamespace: WorkspaceRule = {
  id: 'argocd/application-namespace',
  title: 'An Application in a namespace that its project does not permit',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Projects lie in the namespace of Argo CD. An Application in any other namespace is read only when Argo CD is started with `--application-namespaces` and the project lists the namespace in `sourceNamespaces`; otherwise nothing is synced.',
  ...diff(`
 === projects.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: AppProject
 metadata: {name: infra, namespace: argocd}
 === wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki, namespace: wiki}
+metadata: {name: wiki, namespace: argocd}
 spec: {project: infra}
`),
  source: 'argo-cd docs/operator-manual/app-any-namespace.md; app_project_types.go (IsAppNamespacePermitted)',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application')?.data;
    const place = at(document.yaml.root, 'metadata', 'namespace');
    // Every Argo CD makes its own project \`default\`.
    if (!own?.project || own.project === 'default' || !isString(place)) return;
    if (place.value === '' || hasPlaceholder(place.value) || isKustomized(workspace, file)) return;
    const records = projectsOf(workspace, file.folder, own.project);
    const [first] = records;
    if (!first || records.some(({ fact }) => permitsNamespace(fact.data, place.value))) return;
    // A project in the same namespace tells of a second Argo CD there.
    if (workspace.facts('app-project').some(({ fact }) => fact.data.namespace === place.value)) return;
    if (knownLive(workspace, file, 'projects')?.some(({ namespace }) => namespace === place.value)) return;
    report({
      at: place.span,
      message: `The project \`${own.project}\` lies in \`${first.fact.data.namespace ?? ''}\` and does not list the namespace \`${place.value}\` in its \`sourceNamespaces\`, so Argo CD does not sync this Application.`,
      related: [{ record: first, message: `The project \`${own.project}\`.` }],
    });
  },
};
