// The fix that silences one rule where the finding stands.
import { markdownOf } from '../kinds/markdown.ts';
import { isMarkdown } from '../kinds/markdown-paths.ts';
import type { Finding } from '../rules/finding.ts';
import type { Rule } from '../rules/rule.ts';
import { lineBreakOf, lineEndAt, lineStartAt, type TextEdit } from '../text/edits.ts';
import { contains, span } from '../text/span.ts';

/**
 * An edit that writes a suppression comment for the finding's line. The reason is left for the person to write; until then
 * `suppression/reason` asks for it.
 * @param path of the file, or its URI: it decides how comments are written
 */
export function suppressionEdit(text: string, finding: Finding, path: string): TextEdit {
  return isMarkdown(path)
    ? markdownEdit(text, finding)
    : lineAbove(text, finding.span.start, `# ${directive(finding)}`);
}

/** The comment that silences a rule, as the files that it looks at write comments. */
export function suppressionComment(id: string, kinds: Rule['kinds'] = 'any'): string {
  const text = `omni-scale-ignore ${id}: the reason`;
  return kinds !== 'any' && kinds.every((kind) => kind === 'markdown') ? `<!-- ${text} -->` : `# ${text}`;
}

function directive({ rule }: Finding): string {
  return `omni-scale-ignore ${rule}:`;
}

function lineAbove(text: string, offset: number, comment: string): TextEdit {
  const start = lineStartAt(text, offset);
  const indent = /^[ \t]*/.exec(text.slice(start, lineEndAt(text, start)))?.[0] ?? '';
  return { span: span(start, start), newText: indent + comment + lineBreakOf(text) };
}

/** A line of its own would part a table or a paragraph in two, so the comment ends the line, in its last cell if it has cells. */
function markdownEdit(text: string, finding: Finding): TextEdit {
  const at = finding.span.start;
  const comment = `<!-- ${directive(finding)} -->`;
  const { fences, tables } = markdownOf({ text });
  const fence = fences.find(({ content }) => contains(content, at));
  if (fence) return lineAbove(text, fence.whole.start, comment);
  const row = tables
    .flatMap(({ header, rows }) => [header, ...rows])
    .find((cells) => cells.some((cell) => contains(cell.span, at)));
  const line = text.slice(0, lineEndAt(text, at));
  const end = row?.at(-1)?.span.end ?? line.trimEnd().length;
  return { span: span(end, end), newText: text[end - 1] === ' ' ? comment : ` ${comment}` };
}
