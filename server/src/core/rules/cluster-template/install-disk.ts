import { isSet, textAt } from '../../kinds/cluster-template.ts';
import { at, pairOf } from '../../yaml/nodes.ts';
import { removeFixes } from '../edits.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const installDisk: DocumentRule = {
  id: 'cluster-template/install-disk',
  title: 'A machine with both `install.disk` and `install.diskSelector`',
  severity: 'error',
  kinds: ['template-machine'],
  needs: 'document',
  why: 'Talos is installed to the disk that is named, or to the one that the selector finds. omnictl refuses a template that says both.',
  ...diff(`
 kind: Machine
 name: 4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11
-install: {disk: /dev/sda, diskSelector: disk.size > 100u * GiB}
+install: {disk: /dev/sda}
`),
  source: 'omni client/pkg/template/internal/models/machine.go (MachineInstall.Validate)',
  check({ document, report }) {
    const install = at(document.yaml.root, 'install');
    const selector = pairOf(install, 'diskSelector');
    if (!isSet(selector) || textAt(install, 'diskSelector') === '' || textAt(install, 'disk') === '') return;
    const disk = pairOf(install, 'disk');
    report({
      at: selector.key.span,
      message: '`disk` names the disk already, and omnictl refuses a template that also selects one.',
      fixes: [
        ...removeFixes(document.text, selector, 'Remove `diskSelector`'),
        ...(disk ? removeFixes(document.text, disk, 'Remove `disk`') : []),
      ],
    });
  },
};
