// Where the entries of a template's lists (patches, manifests, health checks) have their content from.
import { type Entry, isSet, textAt } from '../kinds/cluster-template.ts';
import { goScalar } from '../yaml/go-resolve.ts';
import { itemsOf, pairOf, type YamlPair, type YamlScalar } from '../yaml/nodes.ts';
import type { DocumentContext } from './rule.ts';

type Send = DocumentContext['report'];

/** Reports an entry that has both a file and content of its own, or neither. */
export function checkSources(report: Send, { map, at }: Entry, what: string, own: 'inline' | 'job'): void {
  const file = pairOf(map, 'file');
  const content = pairOf(map, own);
  const where = file?.key.span ?? content?.key.span ?? at;
  const hasFile = textAt(map, 'file') !== '' || (isSet(file) && file.value.type !== 'scalar');
  if (hasFile && isSet(content)) {
    report({
      at: content.key.span,
      message: `This ${what} has its content in a \`file\` already; omnictl refuses a template that gives both.`,
    });
  } else if (!hasFile && !isSet(content)) {
    report({
      at: where,
      message: `This ${what} has neither \`file\` nor \`${own}\`, so omnictl refuses the template.`,
    });
  }
}

/** Reports content of a type that omnictl does not read: it takes a mapping, a list of mappings, or text. */
export function checkInline(report: Send, pair: YamlPair | undefined): void {
  if (!isSet(pair)) return;
  const { value } = pair;
  const wrongItem = itemsOf(value).find(
    (item) => item.type === 'seq' || (item.type === 'scalar' && item.value !== null),
  );
  if (wrongItem || (value.type === 'scalar' && !isText(value))) {
    const at = wrongItem?.type === 'scalar' ? wrongItem.span : value.type === 'scalar' ? value.span : pair.key.span;
    report({
      at,
      message: 'omnictl takes a mapping, a list of mappings or text here, and refuses the template with anything else.',
    });
  }
}

/** Text to go-yaml too, which reads a plain date as a point in time, and text with a tag as what the tag says. */
function isText(node: YamlScalar): boolean {
  const read = goScalar(node);
  return read === undefined || read.tag === '!!str';
}
