import { goKinds } from '../../kinds/kind.ts';
import { breaksTree } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const syntax: DocumentRule = {
  id: 'yaml/syntax',
  title: 'A document that is not valid YAML',
  severity: 'error',
  kinds: 'any',
  needs: 'document',
  why: 'omnictl, the provider and Argo CD all refuse a file they cannot parse. Until it is mended, no other rule looks at the document.',
  ...diff(`
 === clusters/lab.yaml
 kind: Cluster
 name: lab
-  talos: {version: v1.13.6}
+talos: {version: v1.13.6}
`),
  source: 'YAML 1.2.2',
  check({ document, report }) {
    if (document.kind === 'opaque' || document.kind === 'unknown') return;
    const isGo = goKinds.includes(document.kind);
    const problems = document.yaml.problems.filter(
      (problem) => breaksTree(problem) || (isGo && problem.code === 'go-syntax'),
    );
    // Not YAML yet: a template engine writes this line. The braces of an ApplicationSet are its own.
    if (
      document.kind !== 'application-set' &&
      problems.some(({ span }) => /\{[{%]/.test(lineAt(document.text, span.start)))
    )
      return;
    // One slip often makes the parser stumble over every line after it; the first places tell enough.
    // A large document is as good as others; only nobody looked at it.
    for (const { code, span, message } of problems.slice(0, 3))
      report({ at: span, message, severity: code === 'too-large' ? 'information' : 'error' });
  },
};

function lineAt(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length : end);
}
