// Field tables: what may stand in a document of a kind. Validation, completion and hover read the same table.

export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map' | 'object' | 'scalar' | 'any';

export interface Field {
  /** `map` has free keys with values like `items`; `object` has the keys of `fields`; `scalar` is any text or number. */
  readonly type: FieldType;
  /** One line in our own words, shown in hover and completion. */
  readonly doc: string;
  readonly required?: boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Keys of an `object`. */
  readonly fields?: FieldTable;
  /** Element of a `list`, value of a `map`. */
  readonly items?: Field;
  /** What applies when the field is left out, as text. */
  readonly fallback?: string;
  /** First version that knows the field, and of what: "Omni 1.9.0". */
  readonly since?: string;
  /** Of an `object` with keys that `fields` does not name: nothing is known of them, or they are refused. */
  readonly keys?: 'open' | 'closed';
  /** What the program that reads the field says of it: plain text that came from outside. */
  readonly said?: string;
}

export type FieldTable = Readonly<Record<string, Field>>;

/** The field at a path of keys, list positions left out; undefined where the table does not know it. */
export function fieldAt(table: FieldTable, path: readonly string[]): Field | undefined {
  let field: Field | undefined = { type: 'object', doc: '', fields: table };
  for (const step of path) {
    while (field?.type === 'list') field = field.items;
    if (field?.type === 'map') field = field.items;
    else field = field?.fields && Object.hasOwn(field.fields, step) ? field.fields[step] : undefined;
  }
  return field;
}

/** The keys that may stand at a path: those of the object there, or of the objects in the list there. */
export function fieldsAt(table: FieldTable, path: readonly string[]): FieldTable | undefined {
  let field = path.length === 0 ? undefined : fieldAt(table, path);
  if (path.length === 0) return table;
  while (field?.type === 'list') field = field.items;
  return field?.type === 'object' ? field.fields : undefined;
}

/** The table as a release has it for which some fields came too late. @param isLater whether a field `since` then did */
export function withoutLater(table: FieldTable, isLater: (since: string) => boolean): FieldTable {
  const present = Object.entries(table).filter(([, { since }]) => since === undefined || !isLater(since));
  return Object.fromEntries(present.map(([key, field]) => [key, withoutLaterParts(field, isLater)]));
}

function withoutLaterParts(field: Field, isLater: (since: string) => boolean): Field {
  return {
    ...field,
    ...(field.fields ? { fields: withoutLater(field.fields, isLater) } : {}),
    ...(field.items ? { items: withoutLaterParts(field.items, isLater) } : {}),
  };
}
