import { factOf } from '../../workspace/facts.ts';
import { ownersOf } from '../../workspace/gitops.ts';
import { indexOf, objectsOf } from '../../workspace/manifests.ts';
import { isKustomized } from '../../workspace/objects.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const waveWithoutOwner: WorkspaceRule = {
  id: 'argocd/wave-without-owner',
  title: 'A wave on an Application that no Application applies',
  severity: 'hint',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Waves order what one sync applies. A root that is applied by hand is part of no sync, so its own wave has no effect.',
  ...diff(`
 === bootstrap/root.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata:
-  name: root
-  annotations:
-    argocd.argoproj.io/sync-wave: "2"
+metadata: {name: root}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: apps}
 === apps/wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki}
+metadata: {name: wiki, annotations: {argocd.argoproj.io/sync-wave: "2"}}
`),
  source: 'argo-cd docs/user-guide/sync-waves.md',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'application');
    const annotations = at(document.yaml.root, 'metadata', 'annotations');
    const pair = pairOf(annotations, 'argocd.argoproj.io/sync-wave');
    if (!own || !pair || annotations?.type !== 'map') return;
    if (ownersOf(workspace, file).length > 0 || isKustomized(workspace, file)) return;
    // Only a root: anything else may be applied by something that is not seen here.
    const children = objectsOf(workspace, indexOf(workspace, file.uri, own.name));
    if (!children.some(({ kind }) => kind === 'Application')) return;
    const makers = workspace.facts('manifest').some(({ fact }) => fact.data.kind === 'ApplicationSet');
    if (makers) return;
    report({
      at: pair.value.span,
      message: 'No Application applies this one, so its wave has no effect.',
      tag: 'unnecessary',
      fixes: annotations.pairs.length > 1 ? removeFixes(document.text, pair, 'Remove the wave') : [],
    });
  },
};
