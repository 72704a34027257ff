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
    for (const problem of document.yaml.problems) {
      if (problem.code === 'duplicate-key') report({ at: problem.span, message: problem.message });
    }
  },
};
