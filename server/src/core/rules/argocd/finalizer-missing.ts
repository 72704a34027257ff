import { applicationSpecOf } from '../../kinds/argocd-specs.ts';
import { isPatched } from '../../workspace/kustomized.ts';
import { at, isString, itemsOf, pairOf } from '../../yaml/nodes.ts';
import { addItem, addLines } from '../edits.ts';
import { diff } from '../examples.ts';
import type { Fix, WorkspaceRule } from '../rule.ts';

export const finalizerMissing: WorkspaceRule = {
  id: 'argocd/finalizer-missing',
  title: 'An Application that leaves its resources behind',
  severity: 'hint',
  onlyWhenAsked: true,
  // The controller gives the Applications of a set their finalizer.
  kinds: ['application'],
  needs: 'workspace',
  why: 'Deleting an Application without a cascading finalizer removes the Application and leaves all it applied in the cluster. That is a choice, often a wise one, so the rule is off until it is asked for.',
  ...diff(`
 === omni-scale.yaml
 rules: {argocd/finalizer-missing: hint}
 === wiki.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
-metadata: {name: wiki}
+metadata: {name: wiki, finalizers: [resources-finalizer.argocd.argoproj.io]}
 spec: {project: default, source: {repoURL: https://git.example.com/gitops.git, path: wiki}}
`),
  source: 'argo-cd docs/user-guide/app_deletion.md',
  check({ document, file, workspace, report }) {
    if (!applicationSpecOf(document)?.whole || isPatched(workspace, file)) return;
    const metadata = pairOf(document.yaml.root, 'metadata');
    const finalizers = pairOf(metadata?.value, 'finalizers');
    const items = itemsOf(finalizers?.value);
    if (!metadata || items.some((item) => !isString(item) || item.value.startsWith(cascade))) return;
    const edit =
      finalizers?.value.type === 'seq'
        ? addItem(document.text, finalizers.value, [cascade])
        : finalizers || metadata.value.type !== 'map'
          ? undefined
          : addLines(document.text, metadata.value, ['finalizers:', `  - ${cascade}`]);
    const fixes: readonly Fix[] = edit ? [{ title: 'Delete its resources with it', edits: [edit] }] : [];
    report({
      at: finalizers?.key.span ?? at(metadata.value, 'name')?.span ?? metadata.key.span,
      message: `Deleting this Application leaves its resources in the cluster, for it has no \`${cascade}\`.`,
      fixes,
    });
  },
};

const cascade = 'resources-finalizer.argocd.argoproj.io';
