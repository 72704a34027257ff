// Fixes in JSON, in files of it and within YAML, for which rules write YAML.
import { applyEdits, type TextEdit } from '../text/edits.ts';

/**
 * The edits of a fix as JSON: a word that takes the place of a quoted one gets its quotes.
 * @returns undefined where the file is JSON and would be none afterwards
 */
export function editsInJson(text: string, edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const written = edits.map((edit) => {
    const isQuoted = /^"[^"]*"$/.test(text.slice(edit.span.start, edit.span.end));
    return isQuoted && edit.newText !== '' && !isJson(edit.newText)
      ? { ...edit, newText: JSON.stringify(edit.newText) }
      : edit;
  });
  return isJson(text) && !isJson(applyEdits(text, written)) ? undefined : written;
}

/** A key with its value right behind the colon, as JSON has them, keeps its quotes in YAML too: it needs them there. */
export function keepKeyQuotes(text: string, edit: TextEdit): TextEdit {
  const { span, newText } = edit;
  const [, quote] = /^(["'])[^"']*\1$/.exec(text.slice(span.start, span.end)) ?? [];
  const isTight = /^:\S/.test(text.slice(span.end, span.end + 2));
  return quote !== undefined && isTight && /^[\w./-]+$/.test(newText)
    ? { ...edit, newText: `${quote}${newText}${quote}` }
    : edit;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
