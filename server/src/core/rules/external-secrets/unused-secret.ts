import { factOf } from '../../workspace/facts.ts';
import { isWhollyKnown, namespaceOf, workloadsIn } from '../../workspace/objects.ts';
import type { Derivation, WorkspaceView } from '../../workspace/view.ts';
import { at } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const unusedSecret: WorkspaceRule = {
  id: 'external-secrets/unused-secret',
  title: 'An ExternalSecret whose Secret nothing names',
  severity: 'information',
  kinds: ['external-secret'],
  needs: 'workspace',
  why: 'A Secret that nothing reads is usually left over, or its reader was meant to name it and does not. The rule speaks only where everything in the namespace is written in this folder, and where the Secret carries no label or annotation by which somebody could find it.',
  ...diff(`
 === apps/dashboard.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: dashboard}
   destination: {namespace: dashboard}
 === dashboard/secret.yaml
 apiVersion: external-secrets.io/v1
 kind: ExternalSecret
 metadata: {name: dashboard}
 spec: {data: [{secretKey: TOKEN, remoteRef: {key: a}}]}
 === dashboard/deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: dashboard}
-spec: {template: {spec: {containers: [{name: web}]}}}
+spec: {template: {spec: {containers: [{name: web, envFrom: [{secretRef: {name: dashboard}}]}]}}}
`),
  source: 'an observation across files; nothing upstream refuses it',
  check({ document, file, workspace, report }) {
    const secret = factOf(document.facts, 'secret');
    const target = at(document.yaml.root, 'spec', 'target');
    if (!secret?.data.creates || at(target, 'manifest') || at(target, 'template', 'metadata')) return;
    const namespace = namespaceOf(workspace, file, secret.data.namespace);
    if (namespace === undefined || !isWhollyKnown(workspace, file.folder, namespace)) return;
    if (workloadsIn(workspace, file.folder, namespace).length === 0 || namedSecrets(workspace).has(secret.name)) return;
    report({
      at: secret.span,
      message: `Nothing in namespace \`${namespace}\` names the Secret \`${secret.name}\`, so it is fetched for nobody.`,
      tag: 'unnecessary',
    });
  },
};

const names: Derivation<ReadonlySet<string>> = {
  name: 'named-secrets',
  compute: (view) => new Set(view.facts('secret-use').map((record) => record.fact.name)),
};

function namedSecrets(view: WorkspaceView): ReadonlySet<string> {
  return view.derive(names);
}
