import { nearest } from '../../text/names.ts';
import { liveSecretsIn } from '../../workspace/live-cluster.ts';
import { isWhollyKnown } from '../../workspace/objects.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';
import { knownSecretsFor, secretNamesIn } from '../secret-names.ts';

export const secretUnknown: WorkspaceRule = {
  id: 'external-secrets/secret-unknown',
  title: 'A misspelt name of a Secret',
  severity: 'warning',
  kinds: ['manifest', 'application'],
  needs: 'workspace',
  why: 'A pod that names a Secret which does not exist never starts. Many Secrets are made by charts, operators or by hand, so the rule speaks only where a Secret of nearly that name is made right beside it.',
  ...diff(`
 === dashboard/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec: {data: [{secretKey: TOKEN, remoteRef: {key: a}}]}
 === dashboard/deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: dashboard, namespace: dashboard}
-spec: {template: {spec: {containers: [{name: web, envFrom: [{secretRef: {name: dashbaord}}]}]}}}
+spec: {template: {spec: {containers: [{name: web, envFrom: [{secretRef: {name: dashboard}}]}]}}}
`),
  source: 'kubernetes pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables)',
  check(context) {
    const { file, workspace, report } = context;
    const names = secretNamesIn(context.document);
    const known = names.length > 0 ? knownSecretsFor(context) : undefined;
    if (!known || known.byName.size === 0) return;
    for (const name of names) {
      if (known.byName.has(name.value)) continue;
      const near = nearest(name.value, known.byName.keys());
      if (near === undefined || withoutDigits(near) === withoutDigits(name.value)) continue;
      const beside = known.byName.get(near)?.some((maker) => folderOf(maker.uri) === folderOf(file.uri));
      if (!beside && !isWhollyKnown(workspace, file.folder, known.namespace)) continue;
      // The same name elsewhere may be copied here by a reflector.
      if (workspace.named('secret', name.value).length > 0) continue;
      if (liveSecretsIn(workspace, file, known.namespace)?.includes(name.value)) continue;
      report({
        at: name.span,
        message: `Nothing here makes a Secret \`${name.value}\`, so the pod does not start. Did you mean \`${near}\`?`,
        fixes: [replaceFix(name.span, near)],
      });
    }
  },
};

/** Names that differ in a number only are counted on purpose. */
function withoutDigits(name: string): string {
  return name.replaceAll(/\d+/g, '#');
}

function folderOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf('/') + 1);
}
