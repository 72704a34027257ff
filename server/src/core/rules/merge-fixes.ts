// Several fixes of one text at once. Each was made for the text as it is, without knowing of the others.
import type { TextEdit } from '../text/edits.ts';

/**
 * The edits of all fixes that can be applied together, sorted by place. A fix counts as a whole: one whose edits cross
 * those of an earlier one, or would write a key that one has written at the same place, is left for the next time. What
 * two fixes do alike is done once.
 */
export function mergeFixes(fixes: readonly (readonly TextEdit[])[]): readonly TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edits of fixes) {
    const added = edits.filter((edit) => !kept.some((other) => isSame(edit, other)));
    if (added.some((edit) => kept.some((other) => excludes(edit, other)))) continue;
    kept.push(...added);
  }
  return kept.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}

function excludes(a: TextEdit, b: TextEdit): boolean {
  if (a.span.start < b.span.end && b.span.start < a.span.end) return true;
  const isOnePlace = a.span.start === b.span.start && a.span.end === b.span.end;
  const key = firstKey(a.newText);
  return isOnePlace && key !== undefined && key === firstKey(b.newText);
}

/** The key that inserted lines begin with; undefined for an item of a list, which may well follow another. */
function firstKey(text: string): string | undefined {
  return /^\s*([^\s:#-][^:\n]*):/.exec(text)?.[1];
}
