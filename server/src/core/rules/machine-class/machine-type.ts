import { providerDataOf } from '../../kinds/machine-class.ts';
import { pairOf, stringOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import type { DocumentRule } from '../rule.ts';

export const machineType: DocumentRule = {
  id: 'machine-class/machine-type',
  title: '`machine_type: i440fx`, which Proxmox does not know',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'The provider’s schema allows `i440fx`, but Proxmox knows the machine as `pc` and refuses the name. Leave the key out to get i440fx, which is what Proxmox takes by itself.',
  bad: `
metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: lab-worker
spec:
  autoprovision:
    providerid: rack-provider
    providerdata: |
      cores: 4
      sockets: 1
      memory: 8192
      disk_size: 40
      storage_selector: name == "local-lvm"
      machine_type: i440fx
`,
  good: `
metadata:
  namespace: default
  type: MachineClasses.omni.sidero.dev
  id: lab-worker
spec:
  autoprovision:
    providerid: rack-provider
    providerdata: |
      cores: 4
      sockets: 1
      memory: 8192
      disk_size: 40
      storage_selector: name == "local-lvm"
`,
  source: 'Proxmox qemu-server PVE/QemuServer/Machine.pm',
  check({ document, report }) {
    const pair = pairOf(providerDataOf(document.yaml.root)?.map, 'machine_type');
    if (!pair || stringOf(pair.value) !== 'i440fx') return;
    report({
      at: pair.value.span,
      message:
        'Proxmox does not know the machine type `i440fx` and refuses to create the machine. Leave `machine_type` out to get it.',
      fixes: removeFixes(document.text, pair, 'Remove `machine_type`'),
    });
  },
};
