import { wavesInComments } from '../../kinds/wave-lists.ts';
import { factOf } from '../../workspace/facts.ts';
import type { SourceFile } from '../../workspace/file.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const waveComment: FileRule = {
  id: 'argocd/wave-comment',
  title: 'A comment that names another wave than the Application has',
  severity: 'information',
  kinds: ['application', 'empty'],
  needs: 'file',
  why: 'A list of waves at the head of a file is what people read on the day of a disaster recovery. One that was left behind when an Application moved tells them the wrong order. Lines such as `# Wave 2: name, name` are compared with the Applications of the same file; a name that is none of them, and any other wording, is passed over.',
  ...diff(`
 === apps/root.yaml
-# Wave 4: wiki
+# Wave 5: wiki
 apiVersion: argoproj.io/v1alpha1
 kind: Application
 metadata: {name: wiki, namespace: argocd, annotations: {argocd.argoproj.io/sync-wave: "5"}}
 spec:
   source: {repoURL: https://git.example.com/gitops.git, path: wiki}
`),
  source: 'argo-cd docs/user-guide/sync-waves.md',
  check({ document, file, report }) {
    if (!/^[ \t]*#.*\bwave\b/im.test(document.text)) return;
    const waves = wavesOf(file);
    for (const { name, wave, at } of wavesInComments(document.text)) {
      const actual = waves.get(name);
      if (!actual || actual.has(wave)) continue;
      report({
        at,
        message: `The comment puts \`${name}\` into wave ${wave}, but the Application has wave ${[...actual].join(' or ')}.`,
      });
    }
  },
};

/** The waves of the file's Applications; one name may stand for several, in different clusters. */
function wavesOf(file: SourceFile): ReadonlyMap<string, ReadonlySet<number>> {
  const found = new Map<string, Set<number>>();
  for (const { document } of file.documents) {
    if (document.kind !== 'application') continue;
    const own = factOf(document.facts, 'manifest');
    if (own) found.set(own.name, (found.get(own.name) ?? new Set()).add(own.data.wave ?? 0));
  }
  return found;
}
