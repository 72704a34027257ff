// What is read of the JSON schemas that providers register: what is sure, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJsonSchema } from '../../server/src/core/schema/json-schema.ts';

const read = (schema: unknown) => readJsonSchema(JSON.stringify(schema));
/** The field of one property. */
const fieldOf = (property: unknown) => read({ properties: { it: property } })?.fields?.it;

test('reads a schema as the Proxmox provider registers it', () => {
  const schema = {
    type: 'object',
    properties: {
      cores: { type: 'integer', minimum: 1, description: 'Cores of a socket' },
      disk_cache: { type: 'string', enum: ['none', 'writeback'], description: 'Cache\n  of the disk' },
      numa: { type: 'boolean', default: false },
      additional_nics: {
        type: 'array',
        description: 'More cards',
        items: {
          type: 'object',
          properties: { bridge: { type: 'string' }, vlan: { type: 'integer', minimum: 0, maximum: 4094 } },
          required: ['bridge'],
        },
      },
    },
    required: ['cores'],
  };
  assert.deepEqual(read(schema), {
    type: 'object',
    doc: '',
    fields: {
      cores: { type: 'integer', doc: '', said: 'Cores of a socket', minimum: 1, required: true },
      disk_cache: { type: 'string', doc: '', said: 'Cache of the disk', enum: ['none', 'writeback'] },
      numa: { type: 'boolean', doc: '', fallback: 'false' },
      additional_nics: {
        type: 'list',
        doc: '',
        said: 'More cards',
        items: {
          type: 'object',
          doc: '',
          fields: {
            bridge: { type: 'string', doc: '', required: true },
            vlan: { type: 'integer', doc: '', minimum: 0, maximum: 4094 },
          },
        },
      },
    },
  });
});

test('reads each draft that it knows, and no other', () => {
  const properties = { a: { type: 'string' } };
  for (const draft of [
    'http://json-schema.org/draft-04/schema#',
    'http://json-schema.org/draft-06/schema#',
    'http://json-schema.org/draft-07/schema',
    'https://json-schema.org/draft/2019-09/schema',
    'https://json-schema.org/draft/2020-12/schema',
  ])
    assert.ok(read({ $schema: draft, properties }), draft);
  for (const draft of ['https://example.com/own', 'http://json-schema.org/schema#', 7, null])
    assert.equal(read({ $schema: draft, properties }), undefined);
});

test('knows nothing of what is no schema of an object', () => {
  for (const text of ['', '{', 'null', '[]', '"text"', 'true', '{}', '['.repeat(60_000)])
    assert.equal(readJsonSchema(text), undefined, text.slice(0, 20));
  assert.equal(read({ type: 'array', items: {} }), undefined);
  assert.equal(read({ type: ['object', 'null'], properties: {} }), undefined);
  assert.equal(read({ $ref: '#/$defs/data', $defs: { data: {} }, properties: {} }), undefined);
  assert.equal(read({ properties: [] }), undefined);
  assert.equal(read({ properties: { a: { description: 'x'.repeat(70_000) } } }), undefined, 'too long');
});

test('accepts anything where a schema says what a field can not', () => {
  for (const property of [
    true,
    false,
    {},
    null,
    'string',
    { type: 'null' },
    { type: ['integer', 'string'] },
    { oneOf: [{ type: 'integer' }, { type: 'string' }] },
    { $ref: '#/$defs/size', type: 'integer' },
    { $dynamicRef: '#size', type: 'integer' },
    { type: 'something' },
    { enum: [1, 2, 'three'] },
    { properties: { a: { type: 'string' } } },
  ])
    assert.deepEqual(fieldOf(property), { type: 'any', doc: '' }, JSON.stringify(property));
});

test('keeps what holds whatever else is asked for', () => {
  const anyOf = [{ const: 1 }, { const: 2 }];
  assert.deepEqual(fieldOf({ type: 'integer', minimum: 1, anyOf }), { type: 'integer', doc: '', minimum: 1 });
  assert.deepEqual(fieldOf({ type: ['string'] }), { type: 'string', doc: '' });
  assert.deepEqual(fieldOf({ enum: ['a', 'b'] }), { type: 'string', doc: '', enum: ['a', 'b'] });
  assert.deepEqual(fieldOf({ type: ['string', 'null'], enum: ['a'] }), { type: 'any', doc: '', enum: ['a'] });
  assert.deepEqual(fieldOf({ type: 'integer', minimum: 5, exclusiveMinimum: true }), {
    type: 'integer',
    doc: '',
    minimum: 5,
  });
  assert.deepEqual(fieldOf({ type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'integer' } }), {
    type: 'list',
    doc: '',
  });
  assert.deepEqual(fieldOf({ type: 'array', items: [{ type: 'string' }] }), { type: 'list', doc: '' });
});

test('says whether other keys are passed over, refused, or not known', () => {
  const properties = { a: { type: 'string' } };
  const keys = (more: Record<string, unknown>) => read({ properties, ...more })?.keys;
  assert.equal(keys({}), undefined);
  assert.equal(keys({ additionalProperties: false }), 'closed');
  for (const more of [
    { additionalProperties: true },
    { additionalProperties: { type: 'string' } },
    { patternProperties: { '^x': {} } },
    { patternProperties: { '^x': {} }, additionalProperties: false },
    { unevaluatedProperties: false },
    { allOf: [{ properties: { b: {} } }] },
    { anyOf: [] },
    { oneOf: [] },
    { if: {}, else: { properties: { b: {} } } },
    { dependentSchemas: {} },
    { dependencies: {} },
  ])
    assert.equal(keys(more), 'open', JSON.stringify(more));
  assert.deepEqual(fieldOf({ type: 'object' }), { type: 'object', doc: '', fields: {}, keys: 'open' });
  assert.deepEqual(fieldOf({ type: 'object', additionalProperties: { type: 'string' } }), {
    type: 'map',
    doc: '',
    items: { type: 'string', doc: '' },
  });
});

test('a key that is required is known, whether or not it is described', () => {
  assert.deepEqual(read({ properties: {}, required: ['zone', 7] })?.fields, {
    zone: { type: 'any', doc: '', required: true },
  });
});

test('takes no key and no value that can not be shown as it is', () => {
  const odd = read({ properties: { 'a: b': {}, 'x\n': {}, fine: {} }, additionalProperties: false });
  assert.deepEqual([Object.keys(odd?.fields ?? {}), odd?.keys], [['fine'], 'open']);
  assert.deepEqual(fieldOf({ type: 'string', enum: ['a', '` ![x](https://example.com)'], default: '`' }), {
    type: 'string',
    doc: '',
  });
});

test('a schema without end is read to some depth', () => {
  let property: unknown = { type: 'string' };
  for (let level = 0; level < 500; level++) property = { type: 'object', properties: { a: property } };
  let field = fieldOf(property);
  let depth = 0;
  for (; field?.fields; depth++) field = field.fields.a;
  assert.equal(field?.type, 'any');
  assert.ok(depth > 3 && depth < 20, `${depth}`);
});

test('keys with names that mean something to JavaScript are keys like others', () => {
  const text = '{"properties": {"__proto__": {"type": "string"}, "constructor": {"type": "integer"}}}';
  const fields = readJsonSchema(text)?.fields ?? {};
  assert.deepEqual(Object.keys(fields), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(fields), Object.prototype);
});
