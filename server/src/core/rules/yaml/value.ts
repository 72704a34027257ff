import { isDecoded } from '../../kinds/go-decoded.ts';
import { goKinds } from '../../kinds/kind.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const value: DocumentRule = {
  id: 'yaml/value',
  title: 'A tag that does not fit its value, or an escape that is no character',
  severity: 'error',
  kinds: goKinds,
  needs: 'document',
  why: 'A tag such as `!!int` says what a value is. omnictl and Talos refuse the whole file where the value cannot be that, also where they ask for text, and where an escape such as `\\ud83d` stands for half a character.',
  ...diff(`
 kind: Workers
 machineClass: {name: lab-worker, size: 1}
-labels: {rack: !!int north}
+labels: {rack: north}
`),
  source: 'YAML 1.2.2, 10.3; go-yaml v4 internal/libyaml/resolver.go (resolve), scanner.go',
  check({ document, report }) {
    for (const { code, span, message } of document.yaml.problems) {
      if (code === 'escape') report({ at: span, message });
      if (code !== 'tag' || !isDecoded(document, span)) continue;
      const after = /^[ \t]*/.exec(document.text.slice(span.end))?.[0] ?? '';
      const edit = { span: { start: span.start, end: span.end + after.length }, newText: '' };
      report({ at: span, message, fixes: [{ title: 'Remove the tag', edits: [edit] }] });
    }
  },
};
