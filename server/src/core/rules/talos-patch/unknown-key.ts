import { patchKinds, talosDocuments } from '../../kinds/talos-patch.ts';
import { checkTalos, type TalosProblem } from '../../schema/check-talos.ts';
import { mainKind, pathsOfKey, talosKind } from '../../schema/talos.ts';
import { isMergeKey } from '../../yaml/go-resolve.ts';
import { keyText } from '../../yaml/nodes.ts';
import { diff } from '../examples.ts';
import { rewriteFixes } from '../patch-edits.ts';
import type { DocumentRule } from '../rule.ts';

export const unknownKey: DocumentRule = {
  id: 'talos-patch/unknown-key',
  title: 'A key that no version of Talos knows there',
  severity: 'error',
  kinds: patchKinds,
  needs: 'document',
  why: 'Talos reads its configuration strictly: one unknown key, and the whole patch is refused. Keys that are only deprecated are still read and are not reported here.',
  ...diff(`
 machine:
   kubelet:
-    extraMount:
+    extraMounts:
       - destination: /var/lib/longhorn
`),
  source: 'talos pkg/machinery/config/configloader (unknown keys); its JSON schemas from 1.9 to 1.14',
  check({ document, report }) {
    for (const { root, talos, patch } of talosDocuments(document)) {
      if (!talos) continue;
      for (const problem of checkTalos(root, talos.table)) {
        if (problem.code !== 'unknown') continue;
        const key = keyText(problem.pair);
        // omnictl writes a mapping out before Talos reads it: what a merge key stands for, and at the top no null key.
        const isTop = root.type === 'map' && root.pairs.includes(problem.pair);
        const isNullKey = isTop && problem.pair.key.value === null;
        if (patch.form === 'mapping' && (isMergeKey(problem.pair) || isNullKey)) continue;
        report({
          at: problem.pair.key.span,
          message: describe(problem, key, talos.name),
          fixes: problem.suggestion ? rewriteFixes(document.text, problem.pair.key, problem.suggestion) : [],
        });
      }
    }
  },
};

function describe({ path, suggestion }: TalosProblem, key: string, kind: string): string {
  if (key === '<<') return 'Talos does not follow merge keys: it takes `<<` for an unknown key and refuses the patch.';
  if (key === '$patch')
    return '`$patch` can only be `delete`; Talos takes anything else for an unknown key and refuses the patch.';
  const where = kind === mainKind ? '' : ` in \`${kind}\` documents`;
  if (suggestion)
    return `Talos does not know \`${path}\`${where} and refuses the patch. Did you mean \`${suggestion}\`?`;
  const home = kind === mainKind ? otherPlace(path, key) : undefined;
  const hint = home ? ` The key belongs at \`${home}\`.` : '';
  return `Talos does not know \`${path}\`${where} and refuses the patch.${hint}`;
}

/** The one place where the main document has this key, if it is one. */
function otherPlace(path: string, key: string): string | undefined {
  const table = talosKind(mainKind)?.table;
  const places = table ? pathsOfKey(table, key).filter((place) => place !== path) : [];
  const [place = '', ...more] = places;
  return more.length === 0 && (isOneOfAKind(key) || isNear(path, place)) ? place : undefined;
}

/** A word made of several, such as `extraKernelArgs`, is one thing; `format` may be that of anything. */
function isOneOfAKind(key: string): boolean {
  return /[a-z][A-Z]/.test(key);
}

/** True where the key only stands too high or too low. */
function isNear(path: string, place: string): boolean {
  const above = (of: string): string => of.replaceAll(/\[\d+\]/g, '').replace(/\.?[^.]*$/, '.');
  return above(path).startsWith(above(place)) || above(place).startsWith(above(path));
}
