import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { isNull, pairOf, stringOf } from '../../yaml/nodes.ts';
import { addLinesBefore, replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const project: WorkspaceRule = {
  id: 'argocd/project',
  title: 'An Application without a project',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'The CRD asks for `spec.project`: the Kubernetes API refuses an Application without it. An empty text it takes, and Argo CD reads it as `default`, but not in an ApplicationSet.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
+  project: default
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
   destination: {name: in-cluster}
`),
  source: 'argo-cd manifests/crds/application-crd.yaml; pkg/apis/application/v1alpha1/types.go (GetProject)',
  check({ document, file, workspace, report }) {
    const spec = applicationSpecOf(document);
    const first = spec?.map.pairs[0];
    if (!spec?.named || !first) return;
    const pair = pairOf(spec.map, 'project');
    if (pair && stringOf(pair.value) === '' && document.kind === 'application-set') {
      if (spec.whole && !isPatched(workspace, file)) {
        report({
          at: pair.value.span,
          message: 'An ApplicationSet finds no project without a name since Argo CD 2.14, and makes no Application.',
          fixes: [replaceFix(pair.value.span, 'default')],
        });
      }
      return;
    }
    if (pair && stringOf(pair.value) === '') {
      report({
        at: pair.value.span,
        message: 'An empty `project` means `default`. Name it, so that readers need not know.',
        severity: 'hint',
        fixes: [replaceFix(pair.value.span, 'default')],
      });
      return;
    }
    if ((pair && !isNull(pair.value)) || isPatched(workspace, file)) return;
    const edit = pair ? undefined : addLinesBefore(document.text, spec.map, first, ['project: default']);
    report({
      at: pair?.key.span ?? spec.pair.key.span,
      message: 'The Application names no `project`, so the Kubernetes API refuses it.',
      fixes: edit ? [{ title: 'Add `project: default`', edits: [edit] }] : [],
    });
  },
};
