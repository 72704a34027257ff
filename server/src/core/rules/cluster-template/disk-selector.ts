import { diskSelectorEnvironment, diskSelectorKnows } from '../../cel/index.ts';
import { hasPlaceholder } from '../../kinds/placeholders.ts';
import { at, isString } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';
import { selectorFault } from '../selector-fault.ts';

export const diskSelector: DocumentRule = {
  id: 'cluster-template/disk-selector',
  title: 'A disk selector that omnictl cannot compile',
  severity: 'error',
  kinds: ['template-machine'],
  needs: 'document',
  why: '`install.diskSelector` is a CEL expression that is true for the disk to install to. It knows `disk` with its fields, `system_disk`, `glob(pattern, text)` and units such as `GiB`, which are unsigned numbers: `disk.size > 100u * GiB`. omnictl compiles it and refuses the template when that fails.',
  ...diff(`
 kind: Machine
 name: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11
-install: {diskSelector: disk.transport = "nvme"}
+install: {diskSelector: disk.transport == "nvme"}
`),
  source:
    'talos pkg/machinery/cel/celenv/celenv.go (DiskLocator) and api/resource/definitions/block/block.proto (DiskSpec); omni client/pkg/template/internal/models/machine.go',
  check(context) {
    const selector = at(context.document.yaml.root, 'install', 'diskSelector');
    if (!isString(selector) || selector.value === '' || hasPlaceholder(selector.value)) return;
    const fault = selectorFault(selector, diskSelectorEnvironment, diskSelectorKnows);
    if (fault) context.report({ at: fault.at, message: `${fault.message} omnictl refuses the template.` });
  },
};
