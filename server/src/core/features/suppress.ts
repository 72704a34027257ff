// The fix that silences one rule where the finding stands.
import type { Finding } from '../rules/finding.ts';
import { lineBreakOf, lineStartAt, type TextEdit } from '../text/edits.ts';
import { span } from '../text/span.ts';

/**
 * An edit that writes a suppression comment above the finding's line, indented as that line is. The reason is left for
 * the person to write; until then `suppression/reason` asks for it.
 */
export function suppressionEdit(text: string, finding: Finding): TextEdit {
  const start = lineStartAt(text, finding.span.start);
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  return { span: span(start, start), newText: `${indent}# omni-scale-ignore ${finding.rule}:${lineBreakOf(text)}` };
}
