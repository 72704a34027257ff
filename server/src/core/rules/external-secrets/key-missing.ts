import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { podSpecOf, secretReferencesOf } from '../../kinds/pods.ts';
import { nearest } from '../../text/names.ts';
import { keysOf, knownSecrets } from '../../workspace/secret-references.ts';
import { at, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const keyMissing: WorkspaceRule = {
  id: 'external-secrets/key-missing',
  title: 'A pod that asks for a key its Secret will not have',
  severity: 'warning',
  kinds: ['manifest'],
  needs: 'workspace',
  why: 'Kubernetes does not start a container whose `secretKeyRef` names a key the Secret lacks; the pod stays in `CreateContainerConfigError`. The rule knows a Secret’s keys only where `data` of an ExternalSecret or a Secret lists all of them.',
  ...diff(`
 === dashboard/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard, namespace: dashboard}
 spec: {data: [{secretKey: API_TOKEN, remoteRef: {key: a}}]}
 === dashboard/deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: dashboard, namespace: dashboard}
 spec:
   template:
     spec:
       containers:
         - name: web
-          env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: dashboard, key: API_TOKN}}}]
+          env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: dashboard, key: API_TOKEN}}}]
`),
  source: 'kubernetes pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables)',
  check({ document, file, workspace, report }) {
    const { root } = document.yaml;
    const references = secretReferencesOf(podSpecOf(root)).filter((reference) => !reference.optional && reference.key);
    if (references.length === 0) return;
    const known = knownSecrets(workspace, file, stringOf(at(root, 'metadata', 'namespace')));
    for (const { name, key } of references) {
      const keys = keysOf(known?.byName.get(name.value) ?? []);
      if (!key || !keys || keys.includes(key.value) || key.value === '' || hasPlaceholder(key.value)) continue;
      const near = nearest(key.value, keys);
      report({
        at: key.span,
        message: `The Secret \`${name.value}\` gets no key \`${key.value}\`, so the pod does not start. ${near ? `Did you mean \`${near}\`?` : `It gets ${listed(keys)}.`}`,
        fixes: near ? [replaceFix(key.span, near)] : [],
      });
    }
  },
};

function listed(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).map((key) => `\`${key}\``);
  return keys.length > 5 ? `${shown.join(', ')} and ${keys.length - 5} more` : shown.join(', ');
}
