// What a tree says, apart from how it is written.
import { goScalar } from './go-resolve.ts';
import { keyText, type YamlNode } from './nodes.ts';

/** More nodes than people write by hand; aliases can make a small text into many more. */
const mostNodes = 5000;

/**
 * A text that is equal for trees from which go-yaml reads the same: style, comments and the order of keys do not count.
 * Undefined for one that is too large, or that go-yaml refuses.
 */
export function contentKey(root: YamlNode): string | undefined {
  let nodes = 0;
  const keyOf = (node: YamlNode): string | undefined => {
    if (++nodes > mostNodes) return undefined;
    if (node.type === 'scalar') {
      const scalar = goScalar(node);
      return scalar && JSON.stringify([scalar.tag, scalar.value]);
    }
    if (node.type === 'seq') return joined('[', node.items.map(keyOf));
    const pairs = node.pairs.map((pair) => {
      const value = keyOf(pair.value);
      return value === undefined ? undefined : `${JSON.stringify(keyText(pair))}:${value}`;
    });
    return joined('{', pairs.sort());
  };
  return keyOf(root);
}

function joined(mark: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.every((part) => part !== undefined) ? `${mark}${parts.join(',')}` : undefined;
}
