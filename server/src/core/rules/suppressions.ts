// Comments that silence one rule: for a line, a block or a file. They are found line by line, so that they work in a
// providerdata block and in a script as well as in plain YAML. In Markdown they are comments of HTML.
import type { MarkdownText } from '../kinds/markdown.ts';
import { contains, type Span, sliceSpan, span } from '../text/span.ts';

export interface Suppression {
  readonly scope: 'line' | 'block' | 'file';
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string | undefined;
  /** The comment, from its `#` or with its `<!--` and `-->`. */
  readonly comment: Span;
  /** Where findings are silenced. */
  readonly covers: Span;
}

const directive = /#[ \t]*(omni-scale-ignore(?:-file|-start|-end)?)\b([^\n\r]*)/g;
const htmlDirective = /^(<!--[ \t]*(omni-scale-ignore(?:-file|-start|-end)?)\b)([^\n\r]*)-->$/;

/** What a comment says, before it is known what it covers. */
interface Directive {
  readonly name: string;
  readonly comment: Span;
  readonly rules: Suppression['rules'];
  readonly reason: string | undefined;
}

/**
 * Reads the comments of one file:
 * `# omni-scale-ignore <rule>[, <rule>]: <reason>` for its own line or, standing alone, for the next line;
 * `# omni-scale-ignore-start …` to `# omni-scale-ignore-end …` for a block; `# omni-scale-ignore-file …` for the file.
 * @param markdownIn reads the file where it is Markdown; there they are `<!-- omni-scale-ignore … -->`, and one above a fenced block is for
 * all of it
 */
export function readSuppressions(text: string, markdownIn: () => MarkdownText | undefined): readonly Suppression[] {
  if (!text.includes('omni-scale-ignore')) return [];
  const markdown = markdownIn();
  const found: Suppression[] = [];
  const open: Suppression[] = [];
  const commentStarts = new Set(markdown?.comments.map(({ start }) => start));
  let below: Span | undefined;
  for (const { name, ...rest } of markdown ? htmlDirectives(text, markdown) : directivesIn(text)) {
    const { start } = rest.comment;
    if (name === 'omni-scale-ignore-end') {
      const block = open.pop();
      if (block) found.push({ ...block, covers: span(block.comment.start, start) });
    } else if (name === 'omni-scale-ignore-start') {
      open.push({ scope: 'block', ...rest, covers: span(start, text.length) });
    } else if (name === 'omni-scale-ignore-file') {
      found.push({ scope: 'file', ...rest, covers: span(0, text.length) });
    } else {
      const isAlone = standsAlone(text, rest.comment, markdown !== undefined);
      // Comments that stand one below the other are for the same.
      if (isAlone && !(below && below.start > start))
        below = markdown ? blockBelow(text, rest.comment, markdown, commentStarts) : lineBelow(text, start);
      found.push({ scope: 'line', ...rest, covers: isAlone && below ? below : lineOf(text, rest.comment) });
    }
  }
  return [...found, ...open].sort((a, b) => a.comment.start - b.comment.start);
}

function directivesIn(text: string): readonly Directive[] {
  return [...text.matchAll(directive)].map((match) => {
    const [whole, name = '', rest = ''] = match;
    const end = match.index + whole.length;
    return {
      name,
      comment: span(match.index, match.index + whole.trimEnd().length),
      ...readRest(rest, end - rest.length),
    };
  });
}

function htmlDirectives(text: string, { comments }: MarkdownText): readonly Directive[] {
  return comments.flatMap((comment) => {
    const [whole, head = '', name = '', rest = ''] = htmlDirective.exec(sliceSpan(text, comment)) ?? [];
    return whole === undefined ? [] : [{ name, comment, ...readRest(rest, comment.start + head.length) }];
  });
}

function readRest(rest: string, offset: number): Pick<Suppression, 'rules' | 'reason'> {
  const colon = rest.indexOf(':');
  const list = colon < 0 ? rest : rest.slice(0, colon);
  const reason = colon < 0 ? '' : rest.slice(colon + 1).trim();
  const rules = [...list.matchAll(/[^\s,]+/g)].map((match) => {
    const start = offset + match.index;
    return { id: match[0], span: span(start, start + match[0].length) };
  });
  return { rules, reason: reason === '' ? undefined : reason };
}

function standsAlone(text: string, { start, end }: Span, hasEnd: boolean): boolean {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  return text.slice(line, start).trim() === '' && !(hasEnd && text.slice(end, endOfLine(text, end)).trim() !== '');
}

function lineOf(text: string, { start, end }: Span): Span {
  return span(text.lastIndexOf('\n', start - 1) + 1, endOfLine(text, end));
}

/** The next line that is neither blank nor a comment. */
function lineBelow(text: string, at: number): Span {
  let from = endOfLine(text, at) + 1;
  while (from < text.length) {
    const end = endOfLine(text, from);
    const line = text.slice(from, end).trim();
    if (line !== '' && !line.startsWith('#')) return span(from, end);
    from = end + 1;
  }
  return span(text.length, text.length);
}

/** The next line that is neither blank nor a comment, or all of the fenced block that begins there. */
function blockBelow(text: string, comment: Span, { fences }: MarkdownText, comments: ReadonlySet<number>): Span {
  for (let from = endOfLine(text, comment.end) + 1; from < text.length; from = endOfLine(text, from) + 1) {
    const line = span(from, endOfLine(text, from));
    const first = from + sliceSpan(text, line).search(/\S/);
    if (first < from || comments.has(first)) continue;
    return fences.find(({ whole }) => contains(whole, first))?.whole ?? line;
  }
  return span(text.length, text.length);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
