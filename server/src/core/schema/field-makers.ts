// Short ways to write field tables: `texts('name! value')` are two fields of text, the first of which may not be absent.
import type { Field, FieldTable, FieldType } from './fields.ts';

/** A field of whatever type. */
export const free: Field = { type: 'any', doc: '' };

function fields(names: string, field: Field): FieldTable {
  const entries = names.split(' ').map((name): [string, Field] => {
    return name.endsWith('!') ? [name.slice(0, -1), { ...field, required: true }] : [name, field];
  });
  return Object.fromEntries(entries);
}

export function texts(names: string): FieldTable {
  return fields(names, { type: 'string', doc: '' });
}

export function flags(names: string): FieldTable {
  return fields(names, { type: 'boolean', doc: '' });
}

/** Whole numbers. */
export function numbers(names: string): FieldTable {
  return fields(names, { type: 'integer', doc: '' });
}

/** Lists of texts. */
export function lists(names: string): FieldTable {
  return fields(names, { type: 'list', doc: '', items: { type: 'string', doc: '' } });
}

/** Mappings with free keys and values of text. */
export function textMaps(names: string): FieldTable {
  return fields(names, mapOf('string'));
}

/** A mapping with free keys. */
export function mapOf(type: FieldType): Field {
  return { type: 'map', doc: '', items: { type, doc: '' } };
}

export function object(inner: FieldTable): Field {
  return { type: 'object', doc: '', fields: inner };
}

/** A list of objects. */
export function objects(inner: FieldTable): Field {
  return { type: 'list', doc: '', items: object(inner) };
}

/** A field that may not be absent. */
export function needed(field: Field): Field {
  return { ...field, required: true };
}
