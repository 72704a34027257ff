import { machineClassNameOf } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/recognise.ts';
import { nearest } from '../../text/names.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const classMissing: WorkspaceRule = {
  id: 'cluster-template/class-missing',
  title: 'A machine set that names a machine class which no file defines',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'workspace',
  why: 'omnictl does not look classes up; the server refuses the machine set when the template is synced, so half of the change may be applied by then. A name that is nearly that of a class is an error; any other is a warning, as its class may be on the server only. Where no machine class is in the workspace at all, the rule says nothing.',
  ...diff(`
 === machine-classes/lab-worker.yaml
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}
 spec: {matchlabels: [omni.sidero.dev/platform = metal]}
 === clusters/lab.yaml
 kind: Workers
-machineClass: {name: lab-workr, size: 1}
+machineClass: {name: lab-worker, size: 1}
`),
  source: 'omni internal/backend/runtime/omni/validations/machine_set.go',
  check({ document, workspace, report }) {
    const name = machineClassNameOf(document.yaml.root);
    if (!name || name.value === '' || hasPlaceholder(name.value)) return;
    const known = new Set(workspace.facts('machine-class').map((record) => record.fact.name));
    if (known.size === 0 || known.has(name.value) || workspace.live('machineClasses')?.includes(name.value)) return;
    const near = nearest(name.value, known);
    report({
      at: name.span,
      message: near
        ? `No file defines the machine class \`${name.value}\`, so Omni refuses the machine set. Did you mean \`${near}\`?`
        : `No file defines the machine class \`${name.value}\`. Omni refuses the machine set unless the class exists on the server.`,
      severity: near ? 'error' : 'warning',
      fixes: near ? [replaceFix(name.span, near)] : [],
    });
  },
};
