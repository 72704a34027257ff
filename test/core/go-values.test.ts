// Values as Go programs read them: durations, UUIDs, booleans and whole numbers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatGoDuration, parseGoDuration } from '../../server/src/core/text/go-duration.ts';
import { canonicalUuid } from '../../server/src/core/text/uuid.ts';
import { goBoolean, goDuration, goUint32 } from '../../server/src/core/yaml/go-decode.ts';
import { at, scalarText } from '../../server/src/core/yaml/nodes.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';

describe('durations', () => {
  const read: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['+0', 0],
    ['5s', 5],
    ['-5s', -5],
    ['+5s', 5],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['.5h', 1800],
    ['1.h', 3600],
    ['3ms', 0.003],
    ['2562047h', 9_223_369_200],
  ];
  for (const [text, seconds] of read)
    test(`\`${text}\` is ${seconds} s`, () => assert.equal(parseGoDuration(text), seconds));
  test('microseconds have three spellings', () => {
    for (const text of ['7us', '7µs', '7μs']) assert.equal(parseGoDuration(text), 7e-6);
  });
  for (const text of ['', '-', '3', '1d', 's', '.s', '1h 30m', ' 1h', '1H', '1e3s', '--1h', '2562048h', '00']) {
    test(`\`${text}\` is none`, () => assert.equal(parseGoDuration(text), undefined));
  }
});

test('durations as people write them', () => {
  for (const text of ['0s', '45s', '1m', '15m', '1h', '1h30m', '12h0.5s', '26h1m1.25s']) {
    assert.equal(formatGoDuration(parseGoDuration(text) ?? Number.NaN), text);
  }
});

describe('UUIDs', () => {
  const id = '4e6f8a30-95c3-4c4e-8f5b-0a7d1f7a2b11';
  for (const text of [
    id,
    id.toUpperCase(),
    `urn:uuid:${id}`,
    `URN:UUID:${id}`,
    `{${id}}`,
    `"${id}"`,
    id.replaceAll('-', ''),
  ]) {
    test(`\`${text}\` is one`, () => assert.equal(canonicalUuid(text), id));
  }
  for (const text of [
    '',
    'rack-a',
    id.slice(1),
    `${id}0`,
    `uuid:${id}`,
    id.replace('-', '_'),
    id.replace('4e', '4g'),
  ]) {
    test(`\`${text}\` is none`, () => assert.equal(canonicalUuid(text), undefined));
  }
});

describe('typed fields', () => {
  const scalar = (text: string): ReturnType<typeof parseYaml>['root'] => parseYaml(text).root;
  test('booleans', () => {
    for (const text of ['true', 'True', 'yes', 'ON', '"y"', "'Yes'"]) assert.equal(goBoolean(scalar(text)), true, text);
    for (const text of ['false', 'no', 'Off', '"n"', '~', '']) assert.equal(goBoolean(scalar(text)), false, text);
    for (const text of ['"true"', '1', 'maybe', 'yEs', '[]', '{}'])
      assert.equal(goBoolean(scalar(text)), undefined, text);
  });
  test('whole numbers', () => {
    const read: Readonly<Record<string, number>> = {
      '3': 3,
      '0x10': 16,
      '1_000': 1000,
      '2.0': 2,
      '1e3': 1000,
      '0b11': 3,
      '~': 0,
      '4294967295': 4_294_967_295,
    };
    for (const [text, value] of Object.entries(read)) assert.equal(goUint32(scalar(text)), value, text);
    for (const text of ['-1', '1.5', '"3"', '4294967296', 'three', '[3]']) {
      assert.equal(goUint32(scalar(text)), undefined, text);
    }
  });
  test('durations', () => {
    for (const text of ['0', '"0"', '~', '0s']) assert.equal(goDuration(scalar(text)), 0, text);
    assert.equal(goDuration(scalar('"6h"')), 21_600);
    for (const text of ['6', '6.5', 'true', '[6h]', '""']) assert.equal(goDuration(scalar(text)), undefined, text);
  });
});

test('quoted text on lines that are not indented has the value that go-yaml gives it', () => {
  const text = "a:\n  b: 'it''s\n  here\n\n  now'\n  c: \"x\ny\"\n";
  const { root, problems } = parseYaml(text);
  assert.deepEqual(problems, []);
  const values = ['b', 'c'].map((key) => at(root, 'a', key));
  assert.deepEqual(
    values.map((node) => scalarText(node)),
    ["it's here\nnow", 'x y'],
  );
  assert.deepEqual(
    values.map((node) => node && text.slice(node.span.start, node.span.end)),
    ["'it''s\n  here\n\n  now'", '"x\ny"'],
  );
});
