import { at, isNull, keyText, pairOf, scalarText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const providerId: DocumentRule = {
  id: 'machine-class/provider-id',
  title: 'A machine class that names no infrastructure provider',
  severity: 'error',
  kinds: ['machine-class'],
  needs: 'document',
  why: 'Omni refuses a class with `autoprovision` whose `providerid` is missing or empty: nobody would create its machines.',
  ...diff(`
 metadata:
   namespace: default
   type: MachineClasses.omni.sidero.dev
   id: lab-worker
 spec:
   autoprovision:
+    providerid: rack-provider
     providerdata: |
       cores: 4
`),
  source: 'omni internal/backend/runtime/omni/validations/machine_class.go',
  check({ document, report }) {
    const autoprovision = pairOf(at(document.yaml.root, 'spec'), 'autoprovision');
    if (autoprovision?.value.type !== 'map') return;
    const pair = pairOf(autoprovision.value, 'providerid');
    if (!pair) {
      // A misspelt key is the whole story then, and `machine-class/unknown-field` tells it.
      const misspelt = autoprovision.value.pairs.some((each) => /^provider[-_]?id$/i.test(keyText(each)));
      if (misspelt) return;
      const message = '`providerid` is missing, so Omni refuses the class. It is the `--id` of the provider.';
      report({ at: autoprovision.key.span, message });
      return;
    }
    if (!isNull(pair.value) && scalarText(pair.value) !== '') return;
    report({
      at: isNull(pair.value) ? pair.key.span : pair.value.span,
      message: '`providerid` is empty, so Omni refuses the class. It is the `--id` of the provider.',
    });
  },
};
