import { machineClassNameOf } from '../../kinds/cluster-template.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const classMissing: WorkspaceRule = {
  id: 'cluster-template/class-missing',
  title: 'A machine set that names a machine class which no file defines',
  severity: 'error',
  kinds: ['template-control-plane', 'template-workers'],
  needs: 'workspace',
  why: 'omnictl does not look classes up; the server refuses the machine set when the template is synced, so half of the change may be applied by then. A name that is nearly that of a class is an error, and so is one that a connected Omni does not have; any other is a warning, as its class may be on the server only. Where no class is in the workspace and no Omni is connected, the rule says nothing.',
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
  check({ document, file, workspace, report }) {
    const name = machineClassNameOf(document.yaml.root);
    if (!name || name.value === '' || hasPlaceholder(name.value)) return;
    const known = new Set(workspace.facts('machine-class').map((record) => record.fact.name));
    const live = workspace.live('machineClasses');
    if (known.has(name.value) || live?.includes(name.value)) return;
    const isCertain = live !== undefined && belongsToLiveOmni(workspace, file.folder);
    if (known.size === 0 && !isCertain) return;
    const near = nearest(name.value, isCertain ? [...known, ...live] : known);
    const missing = isCertain
      ? `Neither a file nor the Omni that is connected has a machine class \`${name.value}\``
      : `No file defines the machine class \`${name.value}\``;
    const hint = near ? ` Did you mean \`${near}\`?` : '';
    report({
      at: name.span,
      message:
        near || isCertain
          ? `${missing}, so Omni refuses the machine set.${hint}`
          : `${missing}. Omni refuses the machine set unless the class exists on the server.`,
      severity: near || isCertain ? 'error' : 'warning',
      fixes: near ? [replaceFix(name.span, near)] : [],
    });
  },
};
