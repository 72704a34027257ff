import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { classWith } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

const live = '=== live\nproviders: [rack-provider]\nmachineClasses: [lab-worker]\n';

export const provider: WorkspaceRule = {
  id: 'live/provider',
  title: 'A machine class for a provider that Omni does not know',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'live',
  why: 'Omni refuses a class whose `providerid` is none of its infrastructure providers. The id equals, letter by letter, the `--id` that the provider was started with. The rule speaks only while Omni is connected, and of folders whose classes or clusters that Omni has.',
  bad: `${live}=== machine-classes/lab-worker.yaml${classWith().replace('rack-provider', 'Proxmox')}`,
  good: `${live}=== machine-classes/lab-worker.yaml${classWith()}`,
  source: 'omni internal/backend/runtime/omni/validations/machine_class.go',
  check({ document, file, workspace, report }) {
    const providers = workspace.live('providers');
    const id = at(document.yaml.root, 'spec', 'autoprovision', 'providerid');
    if (!providers || !isString(id) || id.value === '' || hasPlaceholder(id.value) || providers.includes(id.value))
      return;
    if (!belongsToLiveOmni(workspace, file.folder)) return;
    const near = nearest(id.value, providers) ?? (providers.length === 1 ? providers[0] : undefined);
    const known = providers.length > 0 ? ` It knows ${providers.map((each) => `\`${each}\``).join(', ')}.` : '';
    report({
      at: id.span,
      message: `Omni has no provider \`${id.value}\`, so it refuses the class.${known}`,
      fixes: near ? [replaceFix(id.span, near)] : [],
    });
  },
};
