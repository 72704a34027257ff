// `- CreateNamespace: true`, where a list takes text such as `CreateNamespace=true`.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { keyText, pairsOf, scalarText, type YamlNode } from '../yaml/nodes.ts';

/** The option that a mapping with one pair was meant to be. */
export function optionOf(item: YamlNode): string | undefined {
  const [pair, ...more] = pairsOf(item);
  const value = scalarText(pair?.value);
  if (!pair || more.length > 0 || value === undefined || hasPlaceholder(keyText(pair) + value)) return undefined;
  return `${keyText(pair)}=${value}`;
}
