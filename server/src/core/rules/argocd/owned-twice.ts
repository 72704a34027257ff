import { kubernetesKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { factOf } from '../../workspace/facts.ts';
import { reachOf } from '../../workspace/gitops.ts';
import { identityOf, plainOwners } from '../../workspace/manifests.ts';
import type { Derivation } from '../../workspace/view.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const ownedTwice: WorkspaceRule = {
  id: 'argocd/owned-twice',
  title: 'An object that two Applications apply',
  severity: 'warning',
  kinds: kubernetesKinds,
  needs: 'workspace',
  why: 'Each of the two writes its own mark onto the object, so both show it as changed in turn (SharedResourceWarning), and when one is deleted or prunes, the other loses the object. With `FailOnSharedResource=true` the second sync fails.',
  ...diff(`
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
   destination: {server: https://kubernetes.default.svc, namespace: wiki}
-=== apps/everything.yaml
+=== apps/copy.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: everything, namespace: argocd}
+metadata: {name: wiki-copy, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
-  destination: {server: https://kubernetes.default.svc, namespace: wiki}
+  destination: {server: https://kubernetes.default.svc, namespace: wiki-copy}
 === wiki/config.yaml
 apiVersion: v1
 kind: ConfigMap
 metadata: {name: wiki}
`),
  source: 'argo-cd controller/state.go (SharedResourceWarning)',
  check({ document, file, workspace, report }) {
    const object = factOf(document.facts, 'manifest');
    if (!object || hasPlaceholder(object.name) || reachOf(workspace, file).some(({ by }) => by === 'kustomize')) return;
    for (const { application, record } of plainOwners(workspace, file)) {
      const key = keyIn(record.fact.data, { ...object.data, name: object.name });
      const other =
        key === undefined
          ? undefined
          : (workspace.derive(appliers).get(key) ?? []).find((index) => index !== application);
      const another = other === undefined ? undefined : workspace.facts('application')[other];
      if (!another || another.fact.name === record.fact.name) continue;
      report({
        at: object.span,
        message: `Application \`${another.fact.name}\` applies ${object.data.kind} \`${object.name}\` too, beside \`${record.fact.name}\`. The two take it from each other, and pruning or deleting one removes it for both.`,
        related: [
          { record, message: 'One of them.' },
          { record: another, message: 'The other one.' },
        ],
      });
      return;
    }
  },
};

interface Aim {
  readonly destination?: string;
  readonly destinationNamespace?: string;
}

/** An object in its cluster; undefined where either cannot be told. */
function keyIn(app: Aim, object: Parameters<typeof identityOf>[0]): string | undefined {
  const identity = identityOf(object, app.destinationNamespace);
  if (!app.destination || identity === undefined || hasPlaceholder(app.destination + identity)) return undefined;
  return `${app.destination}\n${identity}`;
}

/** The Applications by what they apply, of one workspace folder and another alike. */
const appliers: Derivation<ReadonlyMap<string, readonly number[]>> = {
  name: 'applications-by-object',
  compute(view) {
    const found = new Map<string, number[]>();
    for (const { file, fact } of view.facts('manifest')) {
      for (const { application, record } of plainOwners(view, file)) {
        const key = keyIn(record.fact.data, { ...fact.data, name: fact.name });
        if (key === undefined) continue;
        const list = found.get(key) ?? [];
        if (!list.includes(application)) list.push(application);
        found.set(key, list);
      }
    }
    return found;
  },
};
