// Comments that silence one rule: for a line, a block or a file. They are found line by line, so that they work in a
// providerdata block and in a script as well as in plain YAML.
import { type Span, span } from '../text/span.ts';

export interface Suppression {
  readonly scope: 'line' | 'block' | 'file';
  readonly rules: readonly { readonly id: string; readonly span: Span }[];
  readonly reason: string | undefined;
  /** The comment, from its `#`. */
  readonly comment: Span;
  /** Where findings are silenced. */
  readonly covers: Span;
}

const directive = /#[ \t]*(omni-scale-ignore(?:-file|-start|-end)?)\b([^\n\r]*)/g;

/**
 * Reads the comments of one file:
 * `# omni-scale-ignore <rule>[, <rule>]: <reason>` for its own line or, standing alone, for the next line;
 * `# omni-scale-ignore-start …` to `# omni-scale-ignore-end …` for a block; `# omni-scale-ignore-file …` for the file.
 */
export function readSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('omni-scale-ignore')) return [];
  const found: Suppression[] = [];
  const open: Suppression[] = [];
  directive.lastIndex = 0;
  for (let match = directive.exec(text); match; match = directive.exec(text)) {
    const [, name = '', rest = ''] = match;
    const comment = span(match.index, match.index + match[0].trimEnd().length);
    const { rules, reason } = readRest(rest, match.index + match[0].length - rest.length);
    if (name === 'omni-scale-ignore-end') {
      const start = open.pop();
      if (start) found.push({ ...start, covers: span(start.comment.start, match.index) });
    } else if (name === 'omni-scale-ignore-start') {
      open.push({ scope: 'block', rules, reason, comment, covers: span(match.index, text.length) });
    } else if (name === 'omni-scale-ignore-file') {
      found.push({ scope: 'file', rules, reason, comment, covers: span(0, text.length) });
    } else {
      found.push({ scope: 'line', rules, reason, comment, covers: lineFor(text, match.index) });
    }
  }
  return [...found, ...open].sort((a, b) => a.comment.start - b.comment.start);
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

/** The comment's own line when something stands before it; else the next line that is neither blank nor a comment. */
function lineFor(text: string, at: number): Span {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  if (text.slice(start, at).trim() !== '') return span(start, endOfLine(text, at));
  let from = endOfLine(text, at) + 1;
  while (from < text.length) {
    const end = endOfLine(text, from);
    const line = text.slice(from, end).trim();
    if (line !== '' && !line.startsWith('#')) return span(from, end);
    from = end + 1;
  }
  return span(text.length, text.length);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
