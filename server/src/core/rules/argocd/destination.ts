import { applicationSpecOf, isCertain, isFilled } from '../../kinds/argocd-specs.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { addBelow } from '../elsewhere.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const line = 'server: https://kubernetes.default.svc';

export const destination: WorkspaceRule = {
  id: 'argocd/destination',
  title: 'An Application whose destination is named twice or not at all',
  severity: 'error',
  kinds: ['application', 'application-set'],
  needs: 'workspace',
  why: 'A destination has exactly one of `server` and `name`. With both or neither Argo CD sets the condition InvalidSpecError and syncs nothing.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
 spec:
   project: default
   source: {repoURL: https://git.example.com/gitops.git, path: apps/dashboard}
   destination:
     namespace: dashboard
+    server: https://kubernetes.default.svc
`),
  source: 'argo-cd util/argo/argo.go (GetDestinationServer)',
  check({ document, file, workspace, report }) {
    const spec = applicationSpecOf(document);
    if (!spec) return;
    const pair = pairOf(spec.map, 'destination');
    const name = pairOf(pair?.value, 'name');
    const server = pairOf(pair?.value, 'server');
    const has = (key: string): boolean => isFilled(at(pair?.value, key));
    if (pair && name && server && isCertain(name.value) && isCertain(server.value)) {
      report({
        at: pair.key.span,
        message: 'The destination has both `server` and `name`, so Argo CD refuses the Application. Keep one.',
        fixes: [
          ...removeFixes(document.text, name, 'Remove `name`'),
          ...removeFixes(document.text, server, 'Remove `server`'),
        ],
      });
    } else if (spec.named && !pair && !isPatched(workspace, file) && !spec.whole) {
      const message =
        'The Kubernetes API asks for `destination` here, also where it is filled in later: it may be empty.';
      report({ at: spec.pair.key.span, message });
    } else if (spec.whole && !has('name') && !has('server') && !isPatched(workspace, file)) {
      const edit = name || server ? undefined : addBelow(document.text, spec.map, ['destination'], [line]);
      report({
        at: pair?.key.span ?? spec.pair.key.span,
        message: 'The destination names no cluster, so Argo CD refuses the Application. Add `server` or `name`.',
        fixes: edit ? [{ title: 'Add the cluster Argo CD runs in', edits: [edit] }] : [],
      });
    }
  },
};
