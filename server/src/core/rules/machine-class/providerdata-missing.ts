import { providerDataOf } from '../../kinds/machine-class.ts';
import type { FactRecord, WorkspaceView } from '../../workspace/view.ts';
import { at, isNull, isString, pairOf, stringOf } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { WorkspaceRule } from '../rule.ts';

export const providerdataMissing: WorkspaceRule = {
  id: 'machine-class/providerdata-missing',
  title: 'A machine class without data for the Proxmox provider',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'workspace',
  why: 'Omni reads an absent or empty `providerdata` as data without keys and checks it against the schema of the provider, which asks for four. The rule speaks where the provider is known to be that of Proxmox: by its id, by the Compose file that runs it, or by another class that it has.',
  ...diff(`
 metadata: {namespace: default, type: MachineClasses.omni.sidero.dev, id: lab-worker}
 spec:
   autoprovision:
     providerid: rack-proxmox
+    providerdata: |
+      cores: 4
+      sockets: 1
+      memory: 8192
+      disk_size: 40
+      storage_selector: name == "local-lvm"
`),
  source:
    'omni internal/backend/runtime/omni/validations/machine_class.go and internal/pkg/jsonschema; omni-infra-provider-proxmox cmd/omni-infra-provider-proxmox/data/schema.json',
  check({ document, file, workspace, report }) {
    const autoprovision = pairOf(at(document.yaml.root, 'spec'), 'autoprovision');
    const provider = stringOf(at(autoprovision?.value, 'providerid')) ?? '';
    if (!autoprovision || !isProxmox(workspace, file.folder, provider)) return;
    const data = providerDataOf(document.yaml.root);
    if (data && !isEmpty(data)) return;
    const misspelt =
      autoprovision.value.type === 'map' &&
      autoprovision.value.pairs.some(({ key }) => /^provider_?data$/i.test(stringOf(key) ?? ''));
    if (!data && misspelt) return;
    report({
      at: data?.pair.key.span ?? autoprovision.key.span,
      message: `The class has no \`providerdata\`, so Omni refuses it. Write at least ${asked} there, and \`sockets\`.`,
    });
  },
};

const asked = '`cores`, `memory`, `disk_size` and `storage_selector`';

function isEmpty({ pair, documents }: NonNullable<ReturnType<typeof providerDataOf>>): boolean {
  if (!isString(pair.value)) return isNull(pair.value);
  return documents.every(({ root, problems }) => isNull(root) && problems.length === 0);
}

function isProxmox(view: WorkspaceView, folder: string, provider: string): boolean {
  if (provider === '') return false;
  if (/proxmox/i.test(provider)) return true;
  const here = ({ file }: FactRecord): boolean => file.folder === folder;
  return (
    view
      .facts('machine-class')
      .some((one) => here(one) && one.fact.data.proxmox && one.fact.data.provider === provider) ||
    view.facts('infra-provider').some((one) => here(one) && one.fact.data.proxmox && one.fact.name === provider)
  );
}
