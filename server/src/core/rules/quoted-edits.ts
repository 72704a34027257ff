// Fixes inside a text in quotes that holds a document, for which rules write as in the document itself.
import type { TextEdit } from '../text/edits.ts';
import type { YamlNode, YamlScalar } from '../yaml/nodes.ts';

/**
 * The edits of a fix as they are written inside quotes: a quote among them would end the text, so it is escaped.
 * @param root of the outermost document, whose coordinates the edits have
 * @returns undefined where a line would be added: between quotes the lines of a text are not its own
 */
export function editsInQuotes(root: YamlNode | undefined, edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const written = edits.map((edit) => {
    if (!/["'\n]/.test(edit.newText)) return edit;
    const around = root && quotedAround(root, edit);
    if (!around) return edit;
    return edit.newText.includes('\n') ? undefined : { ...edit, newText: escaped(edit.newText, around) };
  });
  return written.every((edit) => edit !== undefined) ? written : undefined;
}

/** What is escaped already stays as it is. */
function escaped(newText: string, { style }: YamlScalar): string {
  return style === 'single'
    ? newText.replaceAll(/''?/g, "''")
    : newText.replaceAll(/\\.|"/g, (one) => (one === '"' ? '\\"' : one));
}

/** The scalar between whose quotes an edit lies. */
function quotedAround(node: YamlNode, edit: TextEdit): YamlScalar | undefined {
  const { start, end } = edit.span;
  if (node.type === 'scalar') {
    const isQuoted = node.style === 'single' || node.style === 'double';
    return isQuoted && start > node.span.start && end < node.span.end ? node : undefined;
  }
  const inner = node.type === 'seq' ? node.items : node.pairs.flatMap(({ key, value }) => [key, value]);
  // An alias leads to where its anchor is, which may be around it.
  const below = inner.filter((one) => one.type === 'scalar' || lengthOf(one) < lengthOf(node));
  for (const one of below) {
    const found = one.span.start <= start && end <= one.span.end ? quotedAround(one, edit) : undefined;
    if (found) return found;
  }
  return undefined;
}

function lengthOf({ span }: YamlNode): number {
  return span.end - span.start;
}
