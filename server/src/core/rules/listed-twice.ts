// Lists in which Argo CD allows each entry once.
import { hasPlaceholder } from '../kinds/placeholders.ts';
import { isString, type YamlNode } from '../yaml/nodes.ts';
import type { DocumentContext } from './rule.ts';

/** Reports every text that stands before in the same list. */
export function checkTwice(
  { report }: DocumentContext,
  items: readonly (YamlNode | undefined)[],
  message: (text: string) => string,
): void {
  const seen = new Set<string>();
  for (const item of items) {
    if (!isString(item) || hasPlaceholder(item.value)) continue;
    if (seen.has(item.value)) report({ at: item.span, message: message(item.value) });
    seen.add(item.value);
  }
}
