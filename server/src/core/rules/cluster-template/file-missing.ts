import { templateKinds } from '../../kinds/kind.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { filesOf } from '../../kinds/template-entries.ts';
import { nearest } from '../../text/names.ts';
import { omniInUse } from '../../workspace/omni-in-use.ts';
import { countsFromTemplate, isAllowed, isFolder, pathBelow } from '../../workspace/template-paths.ts';
import { scalarText, type YamlNode } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceContext, WorkspaceRule } from '../rule.ts';

export const fileMissing: WorkspaceRule = {
  id: 'cluster-template/file-missing',
  title: 'A file that is not there',
  severity: 'error',
  kinds: templateKinds,
  needs: 'workspace',
  why: 'omnictl reads the files of patches, manifests and health checks while it checks the template, and refuses it when one is not there. Paths count from the folder of the template; before Omni 1.8 they counted from where omnictl ran.',
  ...diff(`
 === clusters/lab.yaml
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
 patches:
-  - file: patches/longhron.yaml
+  - file: patches/longhorn.yaml
 === clusters/patches/longhorn.yaml
 machine: {sysctls: {vm.nr_hugepages: "1024"}}
`),
  source:
    'omni client/pkg/template/internal/models/patch.go, kubernetes_manifest.go, kubernetes_healthcheck.go, models.go',
  check(context) {
    const { document, file, workspace, conventions, report } = context;
    for (const { what, node } of filesOf(document.yaml.root)) {
      const written = scalarText(node);
      if (!written || hasPlaceholder(written)) continue;
      const path = pathBelow(file, written);
      if (path === undefined || !isAllowed(file, path, conventions.allowedDir)) continue;
      if (isFolder(workspace, file.folder, path)) {
        report({
          at: node.span,
          // Other files are only asked for while the template is checked, and read when it is sent.
          message: `\`${written}\` is a folder; omnictl takes one file for a ${what} and refuses ${what === 'patch' ? '' : 'to sync '}the template.`,
        });
        continue;
      }
      if (workspace.exists(file.folder, path) !== false || workspace.isIgnored(file.folder, path)) continue;
      const omni = omniInUse(context);
      if (isAtTop(context, written)) {
        // Who has an Omni before 1.8 may well run omnictl at the top of the folder.
        if (!omni) tellOfTop(context, { what, node }, written, path);
        if (!omni || !countsFromTemplate(omni)) continue;
      }
      const near = neighbour(context, written, path);
      report({
        at: node.span,
        message: near
          ? `There is no file \`${written}\`, so omnictl refuses the template. Did you mean \`${near}\`?`
          : `There is no file \`${path}\` for this ${what}, so omnictl refuses the template.`,
        fixes: near ? [replaceFix(node.span, near)] : [],
      });
    }
  },
};

/** True for a path that is there, or may be, when it counts from the top of the folder. */
function isAtTop({ file, workspace }: WorkspaceContext, written: string): boolean {
  return workspace.exists(file.folder, written.replace(/^(?:\.\/)+/, '')) !== false;
}

/** Where nobody says which Omni reads the template, such a path is right for one and wrong for another. */
function tellOfTop(
  { file, report }: WorkspaceContext,
  { what, node }: { readonly what: string; readonly node: YamlNode },
  written: string,
  path: string,
): void {
  const directory = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const inside = written.replace(/^(?:\.\/)+/, '');
  const right = inside.startsWith(directory) ? inside.slice(directory.length) : undefined;
  report({
    at: node.span,
    severity: 'information',
    message: `There is no file \`${path}\` for this ${what}. Since Omni 1.8 paths count from the folder of the template; before, they counted from where omnictl ran.`,
    fixes: right ? [replaceFix(node.span, right)] : [],
  });
}

/** The file beside the missing one whose name is nearest, written as the missing one was. */
function neighbour({ file, workspace }: WorkspaceContext, written: string, path: string): string | undefined {
  const slash = path.lastIndexOf('/') + 1;
  const parent = path.slice(0, slash);
  const beside = workspace
    .paths(file.folder)
    .filter((other) => other.startsWith(parent) && !other.includes('/', slash) && /\.[^/]+$/.test(other))
    .map((other) => other.slice(slash));
  const near = nearest(path.slice(slash), beside);
  return near === undefined ? undefined : written.slice(0, written.lastIndexOf('/') + 1) + near;
}
