import { goKinds } from '../../kinds/kind.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const duplicateKey: DocumentRule = {
  id: 'yaml/duplicate-key',
  title: 'A key that stands twice in one mapping',
  severity: 'error',
  kinds: 'any',
  needs: 'document',
  why: 'omnictl and the provider refuse the file (yaml.v3 reports a mapping key already defined); tools that accept it keep one of the two values and drop the other.',
  ...diff(`
 === clusters/lab.yaml
 kind: Workers
 machineClass: {name: lab-worker}
-systemExtensions: []
 systemExtensions: [siderolabs/iscsi-tools]
`),
  source: 'YAML 1.2.2, 3.2.1.1; gopkg.in/yaml.v3 decode.go',
  check({ document, report }) {
    if (document.kind === 'opaque' || document.kind === 'unknown') return;
    for (const { code, span, message } of document.yaml.problems) {
      // go-yaml compares keys as they are written: to it `1` and `"1"` are the same, `1.0` and `1.00` are not.
      const same = goKinds.includes(document.kind) ? 'same-key' : 'same-value';
      if (code === 'duplicate-key' || code === same) report({ at: span, message });
    }
  },
};
