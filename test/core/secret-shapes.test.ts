// The shapes of credentials: each has a fixture of its own, and none of them is slow where a text is made to be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sensitiveLines, sensitiveValues } from '../../server/src/core/kinds/sensitive.ts';
import { tokenShapes } from '../../server/src/core/schema/token-shapes.ts';
import { findTokens } from '../../server/src/core/schema/tokens.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';

test('every shape has a fixture', () => {
  const fixtures = readFileSync(join(import.meta.dirname, '..', 'rules', 'secret', 'token.txt'), 'utf8');
  const told = new Set([...fixtures.matchAll(/\^ (?:This is )?(an? .*?)\.?$/gm)].map((match) => match[1]));
  assert.deepEqual(
    [...new Set(tokenShapes.map(({ what }) => what))].filter((what) => !told.has(what)),
    [],
  );
});

test('every hint is found fast', () => {
  assert.deepEqual(
    tokenShapes.filter(({ hint }) => hint.length >= 7),
    [],
  );
});

const size = 4_000_000;
const repeated = (text: string, length = size): string => text.repeat(Math.ceil(length / text.length)).slice(0, length);

/** Beginnings that never end as a pattern wants it. Were the time of one to grow faster than its text, it would not end. */
const hard: Readonly<Record<string, string>> = {
  'beginnings of JSON web tokens': repeated('eyJ-'),
  'parts of JSON web tokens': repeated(`eyJ${'a'.repeat(1990)}.eyJ${'a'.repeat(3990)}.b `),
  'keys without digits': repeated(`-----BEGIN PRIVATE KEY-----${' '.repeat(400)}`),
  'headers of keys': repeated(`-----BEGIN RSA PRIVATE KEY-----\n${'Proc-Type: Proc-Type: a\n'.repeat(60)}`),
  'headers of a key on one line': `-----BEGIN RSA PRIVATE KEY-----\n${repeated('Aaa: ')}`,
  'numbers of bots': repeated('MTAwMTAwMTAwMTAwMTAwMTAw.abcdef.'),
  'names of tokens': repeated('ghp_gl-do_hv.st.k_sk-ant-xai-pul-'),
  'halves of tokens': repeated('PVEAPIToken=a!'),
  'empty keys': repeated('PrivateKey        =        "auth": "'),
};
for (const [title, text] of Object.entries(hard))
  test(`a long text of ${title} is read`, () => assert.equal(findTokens(text).length, 0));

test('a long value below a key of secrets is read', () => {
  for (const text of ['x<a', 'a-', 'A_', '{a', '12', 'a://a:b', 'a.']) {
    const { root } = parseYaml(`password: 'x${repeated(text, 900_000)}'\nother: '${repeated(text, 90_000)}://u:p'\n`);
    assert.equal(sensitiveValues(root).length, 0);
  }
});

test('a long script is read', () => {
  assert.deepEqual(sensitiveLines(repeated('export A_PASSWORD="aaaa aaaa\n')), []);
  assert.deepEqual(sensitiveLines(repeated('a://a:b')), []);
});
