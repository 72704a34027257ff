import { sourcesOf } from '../../kinds/argocd.ts';
import { applicationsWait } from '../../workspace/application-waves.ts';
import { factOf } from '../../workspace/facts.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { indexOf, objectsOf } from '../../workspace/manifests.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { healthCheckFixes } from '../health-check-fix.ts';
import type { WorkspaceRule } from '../rule.ts';

export const wavesNotGated: WorkspaceRule = {
  id: 'argocd/waves-not-gated',
  title: 'Waves of child Applications that do not wait for each other',
  severity: 'information',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Since 1.8 Argo CD has no health check for Applications, so a child counts as done the moment it is created and the next wave follows about two seconds later. Waves between Applications wait only with `resource.customizations.health.argoproj.io_Application` in `argocd-cm` (`configs.cm` of the chart). The rule sees a setting made in the cluster only while that is connected.',
  ...diff(`
 === root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: root, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: apps}
 === apps/operator.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: operator, annotations: {argocd.argoproj.io/sync-wave: "1"}}
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, annotations: {argocd.argoproj.io/sync-wave: "2"}}
+=== argocd/config.yaml
+apiVersion: v1
+kind: ConfigMap
+metadata: {name: argocd-cm, namespace: argocd}
+data:
+  resource.customizations.health.argoproj.io_Application: |
+    return obj.status.health
`),
  source: 'argo-cd docs/operator-manual/health.md; gitops-engine pkg/health/health.go and pkg/sync/sync_context.go',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application');
    if (!own || applicationsWait(workspace)) return;
    const children = objectsOf(workspace, indexOf(workspace, file.uri, own.name)).filter(
      ({ kind, apiVersion, hook }) => kind === 'Application' && apiVersion.startsWith('argoproj.io/') && !hook,
    );
    const waves = new Set(children.map(({ wave = 0 }) => wave));
    const written = children.filter(({ wave }) => wave !== undefined);
    if (written.length < 2 || waves.size < 2) return;
    const waits = knownLive(workspace, file, 'argocd')?.applicationsWait;
    if (waits === true) return;
    const source = sourcesOf(at(document.yaml.root, 'spec')).find((one) => isString(at(one, 'path')));
    report({
      at: at(source, 'path')?.span ?? own.span,
      message: `${children.length} Applications below this path have waves, but Argo CD takes a child Application for healthy as soon as it exists, so all start within seconds. Waves wait only with a health check for Applications in \`argocd-cm\`, and ${waits === false ? 'neither a file here nor the connected cluster' : 'no file here'} has one.`,
      severity: waits === false ? 'warning' : 'information',
      fixes: healthCheckFixes(workspace, file.folder),
    });
  },
};
