import { nearest } from '../../text/names.ts';
import { isWhollyDeployed, liveSecretsIn } from '../../workspace/live-cluster.ts';
import { replaceFix } from '../edits.ts';
import { inCluster } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';
import { knownSecretsFor, secretNamesIn } from '../secret-names.ts';

export const secret: WorkspaceRule = {
  id: 'live/secret',
  title: 'A Secret that the cluster does not have',
  severity: 'information',
  kinds: ['manifest', 'application'],
  needs: 'live',
  why: 'A pod that names a Secret which does not exist never starts. The rule speaks only while the cluster is connected, of files that its Argo CD applies, where no file makes the Secret, and in namespaces to which every Application of the folder has been deployed. It knows the names of Secrets and nothing else of them.',
  ...inCluster(
    'secrets: [{namespace: web, names: [dashboard-oauth]}]',
    `
 === apps/deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: dashboard, namespace: web}
-spec: {template: {spec: {containers: [{name: web, envFrom: [{secretRef: {name: dashboard-oath}}]}]}}}
+spec: {template: {spec: {containers: [{name: web, envFrom: [{secretRef: {name: dashboard-oauth}}]}]}}}
`,
  ),
  source: 'kubernetes pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables)',
  check(context) {
    const { document, file, workspace, report } = context;
    const names = secretNamesIn(document);
    const known = names.length > 0 ? knownSecretsFor(context) : undefined;
    const live = known && liveSecretsIn(workspace, file, known.namespace);
    if (!known || !live || !isWhollyDeployed(workspace, file.folder, known.namespace)) return;
    for (const name of names) {
      if (live.includes(name.value) || workspace.named('secret', name.value).length > 0) continue;
      // A misspelt one is for external-secrets/secret-unknown.
      if (nearest(name.value, known.byName.keys()) !== undefined) continue;
      const near = nearest(name.value, live);
      report({
        at: name.span,
        message: `The connected cluster has no Secret \`${name.value}\` in namespace \`${known.namespace}\` and no file makes it. Unless somebody makes it meanwhile, the pod does not start.${near ? ` Did you mean \`${near}\`?` : ''}`,
        fixes: near ? [replaceFix(name.span, near)] : [],
      });
    }
  },
};
