import { isExamplePath } from '../../kinds/example-path.ts';
import { isForeign, isForTryingOut } from '../../kinds/foreign.ts';
import { innerTrees } from '../../kinds/inner-trees.ts';
import type { SensitiveKind } from '../../kinds/secret-words.ts';
import { sensitiveLines, sensitiveValues } from '../../kinds/sensitive.ts';
import { diff } from '../examples.ts';
import type { DocumentRule } from '../rule.ts';

export const literal: DocumentRule = {
  id: 'secret/literal',
  title: 'A password or key written into values or a manifest',
  severity: 'warning',
  kinds: [
    'application',
    'application-set',
    'manifest',
    'service',
    'ingress',
    'compose',
    'kustomization',
    'script',
    'unknown',
  ],
  needs: 'document',
  why: 'A value under a key such as `password` or `clientSecret` is readable for everybody who can read the repository, and stays in its history. Charts take the name of a Secret in its place (`existingSecret`), and External Secrets writes that Secret.',
  ...diff(`
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd}
 spec:
   source:
     chart: wiki
     helm:
       valuesObject:
         postgresql:
-          auth: {password: Otter-4711-lake}
+          auth: {existingSecret: wiki-database}
`),
  source:
    'the controls measured on public GitOps repositories: names, references, templates and encrypted text are no secrets',
  check({ document, file, report }) {
    if (isExamplePath(file.path)) return;
    const values =
      document.kind === 'script'
        ? sensitiveLines(document.text)
        : [document.yaml.root, ...innerTrees(document)].flatMap(sensitiveValues);
    const foreign = isForeign(document.kind, document.yaml.root, file.path);
    const seen = new Set<number>();
    for (const { key, span, value, kind } of values) {
      if (kind === 'placeholder' || seen.has(span.start) || (foreign && isForTryingOut(value))) continue;
      seen.add(span.start);
      report({
        at: span,
        message: messages[kind](key),
        secrets: [value],
        severity: kind === 'hash' ? 'information' : 'warning',
      });
    }
  },
};

const messages: Readonly<Record<Exclude<SensitiveKind, 'placeholder'>, (key: string) => string>> = {
  literal: (key) => `\`${key}\` holds its value in plain text, ${whoReads} ${outside}`,
  'in-url': () => `This URL holds its password in plain text, ${whoReads} ${outside}`,
  hash: (key) =>
    `\`${key}\` is a hash of a password. Whoever can read the repository can try passwords against it at leisure.`,
};
const whoReads = 'readable for everybody who can read the repository.';
const outside = 'A Secret that External Secrets writes keeps it out.';
