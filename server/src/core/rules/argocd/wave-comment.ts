import { type Span, shift, span } from '../../text/span.ts';
import { factOf } from '../../workspace/facts.ts';
import type { SourceFile } from '../../workspace/file.ts';
import { diff } from '../examples.ts';
import type { FileRule } from '../rule.ts';

export const waveComment: FileRule = {
  id: 'argocd/wave-comment',
  title: 'A comment that tells another wave than the Application has',
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
    for (const { name, wave, at } of listed(document.text)) {
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

interface Listed {
  readonly name: string;
  readonly wave: number;
  readonly at: Span;
}

/** The names that comments list behind a wave. Words of prose are no names: between commas stands one word alone. */
function listed(text: string): readonly Listed[] {
  const line = /^([ \t]*#[ \t]*(?:[-*][ \t]+)?(?:sync[- ]?)?wave[ \t]+(-?\d{1,6})[ \t]*[:=→–-])(.+)$/gim;
  return [...text.matchAll(line)].flatMap((match) => {
    const [, head = '', wave, names = ''] = match;
    return namesIn(names).map(({ name, at }) => ({
      name,
      wave: Number(wave),
      at: shift(at, match.index + head.length),
    }));
  });
}

function namesIn(list: string): readonly { readonly name: string; readonly at: Span }[] {
  return [...list.matchAll(/[^,&+]+/g)].flatMap((part) => {
    const [, lead = '', name] =
      /^(\s*`?)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)`?(?:\s*\([^()]*\))?\.?\s*$/.exec(part[0]) ?? [];
    if (name === undefined) return [];
    const start = part.index + lead.length;
    return [{ name, at: span(start, start + name.length) }];
  });
}
