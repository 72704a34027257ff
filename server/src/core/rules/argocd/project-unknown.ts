import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { knownLive } from '../../workspace/live-cluster.ts';
import { isOutOfUse } from '../../workspace/out-of-use.ts';
import type { Derivation } from '../../workspace/view.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const projectUnknown: WorkspaceRule = {
  id: 'argocd/project-unknown',
  title: 'An Application of a project that no file defines',
  severity: 'warning',
  kinds: ['application'],
  needs: 'workspace',
  why: 'Argo CD refuses an Application whose project does not exist and syncs nothing. The project `default` always exists. Where no AppProject is in the folder at all, or Applications name several projects that no file defines, projects are made elsewhere too and the rule says nothing.',
  ...diff(`
 === projects.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: AppProject
 metadata: {name: infra, namespace: argocd}
 === apps/dashboard.yaml
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: dashboard, namespace: argocd}
-spec: {project: infa}
+spec: {project: infra}
`),
  source: 'argo-cd controller/appcontroller.go (getAppProj)',
  check({ document, file, workspace, report }) {
    const project = at(document.yaml.root, 'spec', 'project');
    if (!isString(project) || project.value === '' || project.value === 'default') return;
    if (hasPlaceholder(project.value) || isOutOfUse(workspace, file)) return;
    const known = new Set(
      workspace.facts('app-project').flatMap((record) => (record.file.folder === file.folder ? record.fact.name : [])),
    );
    if (known.size === 0 || known.has(project.value)) return;
    const made = workspace.facts('made-project').filter((record) => record.file.folder === file.folder);
    if (made.some(({ fact }) => fact.name === '' || fact.name === project.value)) return;
    const live = knownLive(workspace, file, 'projects');
    if (live?.some(({ name }) => name === project.value)) return;
    const near = nearest(project.value, [...known, 'default']);
    if (!near && workspace.derive(undefinedProjects(file.folder)).size > otherwiseMade) return;
    report({
      at: project.span,
      message: near
        ? `No file defines the project \`${project.value}\`, so Argo CD refuses the Application. Did you mean \`${near}\`?`
        : live
          ? `No file defines the project \`${project.value}\` and the connected cluster does not have it, so Argo CD refuses the Application.`
          : `No file defines the project \`${project.value}\`. Argo CD refuses the Application unless the project exists in the cluster.`,
      fixes: near ? [replaceFix(project.span, near)] : [],
    });
  },
};

/** One project or two may have been forgotten; more are made by hand, by Terraform or in another repository. */
const otherwiseMade = 2;

/** The projects that Applications of a folder name and no file of it defines. */
function undefinedProjects(folder: string): Derivation<ReadonlySet<string>> {
  return {
    name: `undefined projects in ${folder}`,
    compute(view) {
      const here = <T extends { file: { folder: string } }>(records: readonly T[]): readonly T[] =>
        records.filter(({ file }) => file.folder === folder);
      const defined = new Set(here(view.facts('app-project')).map(({ fact }) => fact.name));
      const named = here(view.facts('application')).flatMap(({ fact }) => fact.data.project ?? []);
      return new Set(
        named.filter((name) => !['', 'default'].includes(name) && !hasPlaceholder(name) && !defined.has(name)),
      );
    },
  };
}
