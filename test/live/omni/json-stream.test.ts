// Concatenated JSON in pieces that end anywhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonStream } from '../../../server/src/live/omni/json-stream.ts';

const objects = [
  { id: 'a', nested: { deep: [{ x: '}' }, '{', 'a "quote" and a \\ backslash \\"'] } },
  {},
  { 'key with }': 'Größe 火 🙂', n: -1.5e3, nothing: null },
];
const text = objects.map((object) => `${JSON.stringify(object, undefined, 4)}\n`).join('');

test('every way to cut the stream in two gives the same objects', () => {
  for (let cut = 0; cut <= text.length; cut++) {
    const stream = new JsonStream();
    assert.deepEqual(readAll(stream, [text.slice(0, cut), text.slice(cut)]), objects, `cut at ${cut}`);
    assert.ok(stream.end().ok);
  }
});

test('single characters, and no space between objects', () => {
  assert.deepEqual(readAll(new JsonStream(), [...text]), objects);
  assert.deepEqual(readAll(new JsonStream(), ['{"a":1}{"b":2}', ' \r\n', '{"c":3}']), [{ a: 1 }, { b: 2 }, { c: 3 }]);
});

for (const [name, garbage] of [
  ['text', 'Bad Gateway'],
  ['an array', '[{"a": 1}]'],
  ['what only looks like JSON', '{a: 1}'],
  ['a closing brace too many', '{"a": 1}}'],
] as const)
  test(`${name} is a fault and no crash`, () => {
    const read = new JsonStream().push(garbage);
    assert.equal(read.ok, false);
    if (!read.ok) assert.equal(read.fault.kind, 'unreadable');
  });

test('an object that never ends is given up; a stream that ends in one says so', () => {
  const stream = new JsonStream();
  assert.ok(stream.push('{"a": "').ok);
  assert.equal(stream.end().ok, false);
  const piece = 'x'.repeat(1024 * 1024);
  let pieces = 0;
  while (stream.push(piece).ok) assert.ok(++pieces < 64, 'the text that is kept is bounded');
});

function readAll(stream: JsonStream, pieces: readonly string[]): unknown[] {
  return pieces.flatMap((piece) => {
    const read = stream.push(piece);
    if (!read.ok) assert.fail(read.fault.message);
    return read.value;
  });
}
