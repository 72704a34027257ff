import {
  type CelEnvironment,
  diskSelectorEnvironment,
  diskSelectorKnows,
  volumeSelectorEnvironment,
  volumeSelectorKnows,
} from '../../cel/index.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { documentsOfKind, isDeletion, patchKinds } from '../../kinds/talos-patch.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';
import { selectorFault } from '../selector-fault.ts';

interface Selector {
  readonly path: readonly string[];
  readonly environment: CelEnvironment;
  readonly knows: string;
}

const disks: Selector = {
  path: ['provisioning', 'diskSelector', 'match'],
  environment: diskSelectorEnvironment,
  knows: diskSelectorKnows,
};

const volumes = { environment: volumeSelectorEnvironment, knows: volumeSelectorKnows };

/** Where a selector stands, by the kind of document. */
const selectors: Readonly<Record<string, Selector>> = {
  VolumeConfig: disks,
  UserVolumeConfig: disks,
  RawVolumeConfig: disks,
  SwapVolumeConfig: disks,
  ExistingVolumeConfig: { path: ['discovery', 'volumeSelector', 'match'], ...volumes },
  LVMVolumeGroupConfig: { path: ['provisioning', 'volumeSelector', 'match'], ...volumes },
};

export const selector: DocumentRule = {
  id: 'talos-patch/selector',
  title: 'A selector of disks or volumes that Talos cannot compile',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'The `match` of a disk selector is a CEL expression over `disk`, `system_disk` and `glob(pattern, text)`, that of a volume selector one over `volume` and `disk`; units such as `GiB` are unsigned numbers: `disk.size > 100u * GiB`. Omni takes any text. Talos compiles it when a machine gets its configuration, and the machine then refuses it as a whole.',
  ...diff(`
 apiVersion: v1alpha1
 kind: UserVolumeConfig
 name: data
 provisioning:
   diskSelector:
-    match: disk.transport = "nvme" && !system_disk
+    match: disk.transport == "nvme" && !system_disk
   minSize: 100GiB
`),
  source:
    'talos pkg/machinery/cel/celenv/celenv.go (DiskLocator, VolumeLocator); config/types/block volume_config.go and existing_volume_config.go, config/types/storage lvm_volume_group_config.go (Validate)',
  check({ document, report }) {
    for (const [kind, { path, environment, knows }] of Object.entries(selectors)) {
      for (const { root } of documentsOfKind(document, kind)) {
        const match = at(root, ...path);
        if (isDeletion(root) || !isString(match) || match.value === '' || hasPlaceholder(match.value)) continue;
        const fault = selectorFault(match, environment, knows);
        if (fault) report({ at: fault.at, message: `${fault.message} Machines refuse a configuration with it.` });
      }
    }
  },
};
