// Values that are filled in later.

/** True for a value that a template engine fills in, or a person (`<BRIDGE>`): it says nothing about what is applied. */
export function hasPlaceholder(text: string): boolean {
  return text.includes('{{') || text.includes('{%') || text.includes('${') || /^<[^<>\s]+>$/.test(text);
}
