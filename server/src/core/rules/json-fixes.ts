// Fixes in files of JSON, for which rules write YAML.
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

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
