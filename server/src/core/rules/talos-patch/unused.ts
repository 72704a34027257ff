import { documentSpan, talosDocuments } from '../../kinds/talos-patch.ts';
import type { FileIdentity } from '../../workspace/file.ts';
import { patchScope } from '../../workspace/patch-scope.ts';
import { patchUses } from '../../workspace/templates.ts';
import type { WorkspaceView } from '../../workspace/view.ts';
import type { WorkspaceRule } from '../rule.ts';

export const unused: WorkspaceRule = {
  id: 'talos-patch/unused',
  title: 'A patch file that no cluster template names',
  severity: 'hint',
  kinds: ['talos-patch'],
  needs: 'workspace',
  why: 'It has no effect on any cluster. It is only a hint, because it may be kept for later or given to `talosctl` by hand; it is given for files in folders from which templates do take patches.',
  bad: `
=== clusters/lab.yaml
kind: Workers
patches:
  - file: patches/sysctls.yaml
=== clusters/patches/sysctls.yaml
machine: {sysctls: {net.core.somaxconn: "4096"}}
=== clusters/patches/sysctl.yaml
machine: {sysctls: {net.core.somaxconn: "8192"}}
`,
  good: `
=== clusters/lab.yaml
kind: Workers
patches:
  - file: patches/sysctls.yaml
=== clusters/patches/sysctls.yaml
machine: {sysctls: {net.core.somaxconn: "4096"}}
`,
  source: 'omni client/pkg/template/internal/models/patch.go',
  check(context) {
    const { document, file, workspace, report } = context;
    if (patchScope(context).reaches.length > 0 || !isPatchFolder(workspace, file)) return;
    const [first] = talosDocuments(document);
    // A file of several documents is told once, at its first one.
    const start = document.yaml.root?.span.start ?? 0;
    if (!first || /^---/m.test(document.text.slice(0, start))) return;
    report({
      at: documentSpan(first),
      message: 'No cluster template names this file, so the patch has no effect.',
      tag: 'unnecessary',
    });
  },
};

/** True for a folder from which some template takes a patch. */
function isPatchFolder(workspace: WorkspaceView, { folder, path }: FileIdentity): boolean {
  const own = parentOf(path);
  return patchUses(workspace).some((use) => use.folder === folder && parentOf(use.path) === own);
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
