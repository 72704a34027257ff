import { podSecurityPrefix } from '../../kinds/pods.ts';
import { factOf } from '../../workspace/facts.ts';
import { isWhollyKnown, servicesIn, workloadsIn } from '../../workspace/objects.ts';
import { at, stringOf } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const unneeded: WorkspaceRule = {
  id: 'pod-security/unneeded',
  title: 'A privileged namespace whose pods do not need it',
  severity: 'information',
  kinds: ['namespace'],
  needs: 'workspace',
  why: 'A privileged namespace lets a pod take over its node. The rule speaks only where everything in the namespace is written in this folder and keeps to the baseline level; `privilegedNamespaces` in `omni-scale.yaml` names those that are meant to be.',
  ...diff(`
 === apps/web.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: web, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: web}
   destination: {namespace: web}
 === web/namespace.yaml
 apiVersion: v1
 kind: Namespace
-metadata: {name: web, labels: {pod-security.kubernetes.io/enforce: privileged}}
+metadata: {name: web, labels: {pod-security.kubernetes.io/enforce: baseline}}
 === web/deployment.yaml
 apiVersion: apps/v1
 kind: Deployment
 metadata: {name: web}
 spec: {template: {spec: {containers: [{name: web}]}}}
`),
  source: 'kubernetes documentation, Pod Security Standards',
  check({ document, file, workspace, conventions, report }) {
    const level = at(document.yaml.root, 'metadata', 'labels', `${podSecurityPrefix}enforce`);
    const name = factOf(document.facts, 'pod-security')?.name;
    if (!level || stringOf(level) !== 'privileged' || name === undefined) return;
    if (conventions.privilegedNamespaces.includes(name) || !isWhollyKnown(workspace, file.folder, name)) return;
    const workloads = workloadsIn(workspace, file.folder, name);
    if (workloads.length === 0 || workloads.some(({ forbidden }) => forbidden.length > 0)) return;
    if (servicesIn(workspace, file.folder, name).some((service) => service.egress)) return;
    report({
      at: level.span,
      message: `All pods in \`${name}\` keep to the baseline level, so \`privileged\` only opens the nodes to whatever is added later.`,
      fixes: [replaceFix(level.span, 'baseline')],
    });
  },
};
