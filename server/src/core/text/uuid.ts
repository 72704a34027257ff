// UUIDs as Omni's clients read them (google/uuid, Parse).

const hex = '[0-9a-fA-F]';
const dashed = `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`;
const forms = [
  new RegExp(`^${dashed}$`),
  new RegExp(`^urn:uuid:${dashed}$`, 'i'),
  // Only the 36 characters between the outer two are looked at.
  new RegExp(`^.${dashed}.$`, 's'),
  new RegExp(`^${hex}{32}$`),
];

/** The UUID in the form Omni writes it; undefined for text that is none. */
export function canonicalUuid(text: string): string | undefined {
  if (!forms.some((form) => form.test(text))) return undefined;
  const inner = text.length === 38 ? text.slice(1, -1) : text.replace(/^urn:uuid:/i, '');
  const digits = inner.replaceAll('-', '').toLowerCase();
  return [0, 8, 12, 16, 20].map((start, i) => digits.slice(start, [8, 12, 16, 20, 32][i])).join('-');
}
