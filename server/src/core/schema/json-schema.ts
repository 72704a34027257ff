// Boils a JSON schema down to a field, as far as a field can say the same. Where the schema says more or otherwise (one of
// several shapes, references, keys by pattern), the part concerned accepts anything: what is not sure is not judged.
import type { Field, FieldType } from './fields.ts';

/** Characters of the text above which it is not read; the Proxmox provider's has 6000. */
const longestText = 65_536;
/** Levels of objects and lists above which nothing more is said. */
const deepest = 8;
/** Characters of a description that are kept. */
const longestDescription = 400;

/** A key or a value that can be shown, and written into a file, as it is. */
const plainKey = /^[\w.-]+$/;
const plainValue = /^[^`\p{Cc}]*$/u;

/** The drafts whose words are known here; without `$schema` the newest holds (santhosh-tekuri/jsonschema, as Omni uses it). */
const knownDraft = /^https?:\/\/json-schema\.org\/(?:draft-0[467]|draft\/20(?:19-09|20-12))\/schema#?$/;

/** A schema is taken from elsewhere; before 2019 what stands beside the reference does not even count. */
const references = ['$ref', '$dynamicRef', '$recursiveRef'] as const;

/** Words through which an object may have keys that `properties` does not name. */
const bringKeys = [
  ...['additionalProperties', 'patternProperties', 'unevaluatedProperties', 'dependentSchemas', 'dependencies'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'],
] as const;

type Schema = Readonly<Record<string, unknown>>;

/** The object that a schema's text describes; undefined where it is unreadable, too long, or describes anything else. */
export function readJsonSchema(text: string): Field | undefined {
  const schema = text.length > longestText ? undefined : parsed(text);
  if (!schema || references.some((word) => Object.hasOwn(schema, word))) return undefined;
  const { $schema: draft, type, properties } = schema;
  if (draft !== undefined && !(typeof draft === 'string' && knownDraft.test(draft))) return undefined;
  if ((type !== undefined && type !== 'object') || !isSchema(properties)) return undefined;
  return objectOf(schema, 0);
}

function parsed(text: string): Schema | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSchema(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldOf(value: unknown, depth: number): Field {
  if (!isSchema(value)) return { type: 'any', doc: '' };
  const words = { doc: '', ...wordsOf(value) };
  if (depth > deepest || references.some((word) => Object.hasOwn(value, word))) return { type: 'any', ...words };
  const choices = choicesOf(value.enum);
  const only = Array.isArray(value.type) && value.type.length === 1 ? value.type[0] : value.type;
  switch (only) {
    case 'object':
      return { ...objectOf(value, depth), ...words };
    case 'array':
      return { type: 'list', ...words, ...itemsOf(value, depth) };
    case 'integer':
    case 'number':
      return { type: only, ...words, ...boundsOf(value) };
    case 'boolean':
      return { type: 'boolean', ...words };
    default:
      return { type: typeBeside(only, choices), ...words, ...(choices ? { enum: choices } : {}) };
  }
}

/** The type of what is no collection, number or boolean: text where nothing else fits. */
function typeBeside(type: unknown, choices: readonly string[] | undefined): FieldType {
  return type === 'string' || (type === undefined && choices) ? 'string' : 'any';
}

function objectOf(schema: Schema, depth: number): Field {
  const { properties, additionalProperties: others } = schema;
  const byPattern = Object.hasOwn(schema, 'patternProperties');
  if (!isSchema(properties) && isSchema(others) && !byPattern)
    return { type: 'map', doc: '', items: fieldOf(others, depth + 1) };
  const named = isSchema(properties) ? properties : {};
  const required = new Set(textsIn(schema.required));
  const all = [...new Set([...Object.keys(named), ...required])];
  const keys = all.filter((key) => plainKey.test(key));
  const fields = Object.fromEntries(
    keys.map((key) => {
      const field = fieldOf(Object.hasOwn(named, key) ? named[key] : undefined, depth + 1);
      return [key, required.has(key) ? { ...field, required: true } : field];
    }),
  );
  const isWhole = keys.length === all.length && isSchema(properties);
  if (isWhole && others === false && !byPattern) return { type: 'object', doc: '', fields, keys: 'closed' };
  const isOpen = !isWhole || bringKeys.some((word) => Object.hasOwn(schema, word));
  return { type: 'object', doc: '', fields, ...(isOpen ? { keys: 'open' } : {}) };
}

/** What every item is; nothing where items differ by their place. */
function itemsOf(schema: Schema, depth: number): Pick<Field, 'items'> {
  const { items } = schema;
  return isSchema(items) && !Object.hasOwn(schema, 'prefixItems') ? { items: fieldOf(items, depth + 1) } : {};
}

function boundsOf({ minimum, maximum }: Schema): Pick<Field, 'minimum' | 'maximum'> {
  return {
    ...(typeof minimum === 'number' ? { minimum } : {}),
    ...(typeof maximum === 'number' ? { maximum } : {}),
  };
}

/** The values of an enum of texts; numbers are written in many ways, and null is no value here. */
function choicesOf(value: unknown): readonly string[] | undefined {
  const texts = textsIn(value).filter((text) => plainValue.test(text));
  return Array.isArray(value) && texts.length > 0 && texts.length === value.length ? texts : undefined;
}

function wordsOf({ description, default: fallback }: Schema): Pick<Field, 'said' | 'fallback'> {
  const said = typeof description === 'string' ? description.replaceAll(/\s+/g, ' ').trim() : '';
  const isPlain = ['string', 'number', 'boolean'].includes(typeof fallback) && plainValue.test(`${fallback}`);
  return {
    ...(said === '' ? {} : { said: said.slice(0, longestDescription) }),
    ...(isPlain && fallback !== '' ? { fallback: `${fallback}`.slice(0, longestDescription) } : {}),
  };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
