import { machineClassNameOf } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const files = `=== machine-classes/lab-worker.yaml${classWith()}=== clusters/lab.yaml
kind: Cluster
name: lab
kubernetes: {version: v1.36.2}
talos: {version: v1.13.6}
---
kind: Workers
machineClass: {name: lab-worker, size: 1}
`;

export const machineClass: WorkspaceRule = {
  id: 'live/machine-class',
  title: 'A machine set whose machine class was not applied yet',
  severity: 'warning',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'live',
  why: 'The server refuses a machine set whose class it does not have, after other parts of the template are synced. Apply the class first. The rule speaks of classes that a file defines, only while Omni is connected, and only of folders whose clusters or classes that Omni has.',
  bad: `=== live\nclusters: [{name: lab, state: Running}]\nmachineClasses: []\n${files}`,
  good: `=== live\nclusters: [{name: lab, state: Running}]\nmachineClasses: [lab-worker]\n${files}`,
  source: 'omni internal/backend/runtime/omni/validations/machine_set.go',
  check({ document, file, workspace, report }) {
    const classes = workspace.live('machineClasses');
    const name = machineClassNameOf(document.yaml.root);
    if (!classes || !name || name.value === '' || hasPlaceholder(name.value) || classes.includes(name.value)) return;
    // A class that no file defines is reported without a connection too.
    const record = workspace.facts('machine-class').find(({ fact }) => fact.name === name.value);
    if (!record || !belongsToLiveOmni(workspace, file.folder)) return;
    report({
      at: name.span,
      message: `Omni does not have the machine class \`${name.value}\` yet and refuses the machine set at sync. Apply it first: \`omnictl apply -f ${record.file.path}\`.`,
      related: [{ record, message: 'The class is defined here.' }],
    });
  },
};
