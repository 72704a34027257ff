import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { nearest } from '../../text/names.ts';
import { belongsToLiveOmni } from '../../workspace/live-scope.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { replaceFix } from '../edits.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const providerUnknown: WorkspaceRule = {
  id: 'machine-class/provider-unknown',
  title: 'A machine class for a provider that no compose file runs',
  severity: 'warning',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: '`providerid` equals, letter by letter, the `--id` that the provider was started with. Omni refuses a class for a provider it has never seen, and one for a provider that is gone waits for machines for ever. Where no compose file of the folder runs a provider, or one takes its id from the environment, the rule says nothing. While Omni is connected, it tells its providers itself.',
  ...diff(`
 === proxmox-provider/compose.yml
 services:
   provider:
     image: ghcr.io/siderolabs/omni-infra-provider-proxmox@sha256:0
     command: [--omni-api-endpoint=https://omni.example.com, --id=rack-provider]
 === machine-classes/lab-worker.yaml
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}
-spec: {autoprovision: {providerid: Proxmox, providerdata: "cores: 4"}}
+spec: {autoprovision: {providerid: rack-provider, providerdata: "cores: 4"}}
`),
  source:
    'omni internal/backend/runtime/omni/validations/machine_class.go; omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/main.go (--id)',
  check({ document, file, workspace, report }) {
    const id = at(document.yaml.root, 'spec', 'autoprovision', 'providerid');
    if (!isString(id) || id.value === '' || hasPlaceholder(id.value)) return;
    const running = workspace.facts('infra-provider').filter((record) => record.file.folder === file.folder);
    const ids = [...new Set(running.map((record) => record.fact.name))];
    const [only] = running;
    if (!only || ids.includes('') || ids.includes(id.value)) return;
    // `live/provider` says of a folder of the connected Omni what that does not know.
    const live = workspace.live('providers');
    if (live && (live.includes(id.value) || belongsToLiveOmni(workspace, file.folder))) return;
    const near = nearest(id.value, ids);
    const known = ids.map((each) => `\`${each}\``).join(', ');
    report({
      at: id.span,
      message: `No compose file here runs a provider with the id \`${id.value}\`, only ${known}. Unless one runs elsewhere, Omni refuses the class or nobody creates its machines.`,
      fixes: near ? [replaceFix(id.span, near)] : ids.length === 1 ? [replaceFix(id.span, only.fact.name)] : [],
      related: running.map((record) => ({ record, message: `This provider has the id \`${record.fact.name}\`.` })),
    });
  },
};
