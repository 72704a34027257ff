import { factOf } from '../../workspace/facts.ts';
import { classSelecting } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const template = (name: string): string => `=== clusters/lab.yaml
kind: Workers
machineClass:
  name: ${name}
  size: 1
`;

export const unused: WorkspaceRule = {
  id: 'machine-class/unused',
  title: 'A machine class that no cluster template uses',
  severity: 'hint',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'A class nobody uses is work to keep up to date for nothing, or the template meant to use it names another. Where the folder has no template that uses any class, the rule says nothing; nor of a class that a machine set of the connected Omni uses.',
  bad: `=== machine-classes/bare-metal.yaml${classSelecting('omni.sidero.dev/available')}${template('another')}`,
  good: `=== machine-classes/bare-metal.yaml${classSelecting('omni.sidero.dev/available')}${template('bare-metal')}`,
  source: 'omni client/pkg/template/internal/models/machineset.go (machineClass.name)',
  check({ document, file, workspace, report }) {
    const own = factOf(document.facts, 'machine-class');
    const uses = workspace.facts('machine-class-use');
    if (!own || workspace.named('machine-class-use', own.name).length > 0) return;
    if (!uses.some((use) => use.file.folder === file.folder)) return;
    // A cluster whose template is elsewhere, or that was made by hand.
    if (workspace.live('usedClasses')?.includes(own.name)) return;
    report({
      at: own.span,
      message: `No cluster template in the workspace uses the class \`${own.name}\`.`,
      tag: 'unnecessary',
    });
  },
};
