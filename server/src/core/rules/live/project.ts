import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { inCluster } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const project: WorkspaceRule = {
  id: 'live/project',
  title: 'An Application of a project that the cluster does not have',
  severity: 'warning',
  kinds: ['application'],
  needs: 'live',
  why: 'Argo CD refuses an Application whose project does not exist and syncs nothing. The rule speaks only while the cluster is connected, of files that its Argo CD applies, and where the folder defines no project at all; with some, `argocd/project-unknown` does.',
  ...inCluster(
    'projects: [{name: default, namespace: argocd, sourceNamespaces: []}, {name: infra, namespace: argocd, sourceNamespaces: []}]',
    `
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
-  project: infa
+  project: infra
   source: {repoURL: https://charts.example.com, chart: wiki, targetRevision: 1.2.3}
   destination: {server: https://kubernetes.default.svc, namespace: wiki}
`,
  ),
  source: 'argo-cd controller/appcontroller.go (getAppProj)',
  check({ document, file, workspace, report }) {
    const wanted = at(document.yaml.root, 'spec', 'project');
    if (!isString(wanted) || wanted.value === '' || wanted.value === 'default' || hasPlaceholder(wanted.value)) return;
    const live = knownLive(workspace, file, 'projects');
    if (!live || live.some(({ name }) => name === wanted.value)) return;
    if (workspace.facts('app-project').some((record) => record.file.folder === file.folder)) return;
    const near = nearest(
      wanted.value,
      live.map(({ name }) => name),
    );
    report({
      at: wanted.span,
      message: `The connected cluster has no project \`${wanted.value}\` and no file defines it, so Argo CD refuses the Application.${near ? ` Did you mean \`${near}\`?` : ''}`,
      fixes: near ? [replaceFix(wanted.span, near)] : [],
    });
  },
};
