// Documents that hold nothing, in files whose reader takes every document for one of its own.
import { span } from '../text/span.ts';
import type { DocumentContext } from './rule.ts';

/** Reports the `---` that begins an empty document, with the fix that takes it out. */
export function reportEmptyDocument({ document, report }: DocumentContext, message: string): void {
  const marker = /^---/m.exec(document.text)?.index;
  if (marker === undefined) return;
  const lineEnd = document.text.indexOf('\n', marker);
  const newline = lineEnd < 0 ? document.text.length : lineEnd + 1;
  // `null` written out would become part of the document above.
  const saysNull = /^[ \t]*[^\s#.]/m.test(document.text.slice(newline));
  report({
    at: span(marker, marker + 3),
    message,
    fixes: saysNull
      ? []
      : [{ title: 'Remove the empty document', edits: [{ span: span(marker, newline), newText: '' }] }],
  });
}
