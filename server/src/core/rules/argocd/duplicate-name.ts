import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { factOf } from '../../workspace/facts.ts';
import { plainOwners } from '../../workspace/manifests.ts';
import type { Derivation } from '../../workspace/view.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const duplicateName: WorkspaceRule = {
  id: 'argocd/duplicate-name',
  title: 'Two Applications of one name below one parent',
  severity: 'error',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Both files describe the same object, so the last one that Argo CD reads wins (RepeatedResourceWarning) and the other Application does not exist. The rule compares only Applications that one parent applies.',
  ...diff(`
 === root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: root, namespace: argocd}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: apps}
   destination: {server: https://kubernetes.default.svc, namespace: argocd}
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 === apps/wiki-two.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki, namespace: argocd}
+metadata: {name: wiki-two, namespace: argocd}
`),
  source: 'argo-cd controller/state.go (DeduplicateTargetObjects)',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application');
    if (!own || hasPlaceholder(own.name)) return;
    for (const { application, record } of plainOwners(workspace, file)) {
      const namespace = own.data.namespace ?? record.fact.data.destinationNamespace ?? '';
      const same = workspace.derive(children).get(`${application}\n${namespace}\n${own.name}`) ?? [];
      if (same.length < 2) continue;
      const applications = workspace.facts('application');
      const others = same.flatMap((index) => applications[index] ?? []);
      const other = others.find((candidate) => candidate.document !== document);
      if (!other) continue;
      report({
        at: own.span,
        message: `\`${record.fact.name}\` applies another Application \`${own.name}\` too. Argo CD keeps only one of them, and the other is not there.`,
        related: [{ record: other, message: 'The other one.' }],
      });
      return;
    }
  },
};

/** Applications by parent, namespace and name. */
const children: Derivation<ReadonlyMap<string, readonly number[]>> = {
  name: 'applications-by-parent-and-name',
  compute(view) {
    const found = new Map<string, number[]>();
    for (const [index, { file, fact }] of view.facts('application').entries()) {
      for (const { application, record } of plainOwners(view, file)) {
        const namespace = fact.data.namespace ?? record.fact.data.destinationNamespace ?? '';
        const key = `${application}\n${namespace}\n${fact.name}`;
        found.set(key, [...(found.get(key) ?? []), index]);
      }
    }
    return found;
  },
};
