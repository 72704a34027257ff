// Edits inside Talos patches. What stands in a scalar is edited only where the scalar holds it letter by letter.
import type { PlacedPatchDocument, TalosPatch } from '../kinds/talos-patch.ts';
import { sliceSpan } from '../text/span.ts';
import { pairOf, pairsOf, type YamlPair, type YamlScalar } from '../yaml/nodes.ts';
import { removeFixes, replaceFix } from './edits.ts';
import type { Fix } from './rule.ts';

/** Replaces a key or a value by other text; none where it is not written letter by letter. */
export function rewriteFixes(text: string, node: YamlScalar, newText: string): readonly Fix[] {
  return sliceSpan(text, node.span) === node.source ? [replaceFix(node.span, newText)] : [];
}

/**
 * Takes out the pair at a path, and with it the mappings above that would be left empty, but never the last key of the
 * document.
 */
export function removeAtFixes(
  text: string,
  { root, patch }: Pick<PlacedPatchDocument, 'root' | 'patch'>,
  path: string,
): readonly Fix[] {
  const chain: YamlPair[] = [];
  for (const key of path.split('.')) {
    const pair = pairOf(chain.length === 0 ? root : chain.at(-1)?.value, key);
    if (!pair) return [];
    chain.push(pair);
  }
  let depth = chain.length - 1;
  const lowest = root.pairs.length > 1 ? 0 : 1;
  while (depth > lowest && pairsOf(chain[depth - 1]?.value).length === 1) depth--;
  const pair = chain[depth];
  return pair ? removeInPatch(text, patch, pair, `Remove \`${path}\``) : [];
}

/** Takes out a pair with its lines; none in text whose lines are not those of the file. */
export function removeInPatch(text: string, patch: TalosPatch, pair: YamlPair, title: string): readonly Fix[] {
  return patch.byLines ? removeFixes(text, pair, title) : [];
}
