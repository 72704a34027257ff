import { at, isString, itemsOf, scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const projectOpen: DocumentRule = {
  id: 'argocd/project-open',
  title: 'An AppProject that permits everything',
  severity: 'hint',
  onlyWhenAsked: true,
  kinds: ['app-project'],
  needs: 'document',
  why: 'A project of stars for repositories, destinations and cluster-wide kinds restricts nothing: whoever may change an Application of it may change the cluster. Where one team owns all, as in most small repositories, that is fine, so the rule is off until it is asked for.',
  ...diff(`
 === omni-scale.yaml
 rules: {argocd/project-open: hint}
 === project.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: AppProject
 metadata: {name: infra}
 spec:
-  sourceRepos: ['*']
+  sourceRepos: [https://git.example.com/gitops.git]
   destinations: [{server: '*', namespace: '*'}]
   clusterResourceWhitelist: [{group: '*', kind: '*'}]
`),
  source: 'argo-cd docs/user-guide/projects.md; pkg/apis/application/v1alpha1/app_project_types.go',
  check({ document, report }) {
    const { root } = document.yaml;
    const spec = at(root, 'spec');
    const name = at(root, 'metadata', 'name');
    const repositories = itemsOf(at(spec, 'sourceRepos')).map(scalarText);
    if (!isString(name) || !repositories.includes('*') || repositories.some((one) => one?.startsWith('!'))) return;
    const targets = itemsOf(at(spec, 'destinations'));
    const denies = targets.some((item) =>
      ['server', 'name', 'namespace'].some((key) => scalarText(at(item, key))?.startsWith('!')),
    );
    if (
      denies ||
      !targets.some((item) => isStar(item, 'namespace') && (isStar(item, 'server') || isStar(item, 'name')))
    )
      return;
    const lists = ['clusterResourceBlacklist', 'namespaceResourceBlacklist', 'namespaceResourceWhitelist'];
    if (lists.some((key) => itemsOf(at(spec, key)).length > 0)) return;
    if (!itemsOf(at(spec, 'clusterResourceWhitelist')).some((item) => isStar(item, 'group') && isStar(item, 'kind')))
      return;
    report({
      at: name.span,
      message: `The project \`${name.value}\` permits every repository, destination and kind, so it restricts nothing.`,
    });
  },
};

function isStar(item: YamlNode, key: string): boolean {
  return scalarText(at(item, key)) === '*';
}
