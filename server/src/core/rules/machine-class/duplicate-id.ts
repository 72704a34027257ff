import { factOf } from '../../workspace/facts.ts';
import { classSelecting } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const duplicateId: WorkspaceRule = {
  id: 'machine-class/duplicate-id',
  title: 'Two machine classes with one id',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: '`omnictl apply` writes a class over the one of the same id, so which of the two is in force depends on the order of the files. In different folders, as for two Omni servers, it may be meant, and is a warning.',
  bad: `=== machine-classes/a.yaml${classSelecting('omni.sidero.dev/available')}=== machine-classes/b.yaml${classSelecting('omni.sidero.dev/connected')}`,
  good: `=== machine-classes/a.yaml${classSelecting('omni.sidero.dev/available')}=== machine-classes/b.yaml${classSelecting('omni.sidero.dev/connected').replace('id: bare-metal', 'id: connected')}`,
  source: 'omni client/pkg/omnictl/apply.go',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'machine-class');
    if (!own) return;
    const others = workspace
      .named('machine-class', own.name)
      .filter((each) => each.document !== document && each.file.folder === file.folder);
    const beside = others.find((each) => directoryOf(each.file.path) === directoryOf(file.path));
    const other = beside ?? others[0];
    if (!other) return;
    const where = other.file.uri === file.uri ? 'another document of this file' : `\`${other.file.path}\``;
    report({
      at: own.span,
      message: `The class \`${own.name}\` is in ${where} too; \`omnictl apply\` writes one over the other, and the later one wins.`,
      severity: beside ? 'error' : 'warning',
      related: others.map((record) => ({ record, message: `This is class \`${own.name}\` too.` })),
    });
  },
};

function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
