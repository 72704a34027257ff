import { goKinds } from '../../kinds/kind.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const keyType: DocumentRule = {
  id: 'yaml/key-type',
  title: 'A key that is a list or a mapping',
  severity: 'error',
  kinds: goKinds,
  needs: 'document',
  why: 'YAML allows any value as a key; omnictl and Talos read keys as words and refuse the file. Most often a bracket, a brace or a `?` stands in the wrong place.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker}
-[labels]: {team: platform}
+labels: {team: platform}
`),
  source: 'YAML 1.2.2, 3.2.1.1; gopkg.in/yaml.v3 decode.go (mappingStruct)',
  check({ document, report }) {
    for (const { code, span, message } of document.yaml.problems) {
      if (code === 'key-type') report({ at: span, message });
    }
  },
};
