// Documents inside scalars: wherever the text is written, a range inside it points at the same words in the file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedYaml, isVerbatim, valueSpan } from '../../server/src/core/embedded/embedded.ts';
import { at, isString, walk, type YamlString } from '../../server/src/core/yaml/nodes.ts';
import { parseYaml } from '../../server/src/core/yaml/parse.ts';

/** The styles in which people write providerdata, with the same content each time. */
const styles: Readonly<Record<string, string>> = {
  literal: 'data: |\n  cores: 4\n\n  disks:\n    - size: 40\n      on: fast # the pool\n',
  'literal with its own indentation': 'data: |2-\n    cores: 4\n    disks:\n      - size: 40\n        on: fast\n',
  folded: 'data: >\n  cores: 4\n\n  disks: [{size: 40,\n  on: fast}]\n',
  'double quotes': 'data: "cores: 4\\ndisks: [{size: 40, \\x6fn: fast}]\\n"\n',
  'double quotes over lines': 'data: "cores: 4\\n\\\n  disks: [{size: 40,\n  on: fast}]"\n',
  'double quotes over lines, as a machine writes them':
    'data: "cores: 4\n\n\n  disks:\n\n  \\  - size: 40\n\n  \\    on: fast"\n',
  'single quotes': "data: '{cores: 4, name: ''it'', disks: [{size: 40, on: fast}]}'\n",
  plain: 'data: cores\n',
  'CRLF literal': 'data: |\r\n  cores: 4\r\n  disks:\r\n    - size: 40\r\n      on: fast\r\n',
};

for (const [style, text] of Object.entries(styles)) {
  test(`ranges in ${style} point at the words in the file`, () => {
    const owner = ownerIn(text);
    const roots = embeddedYaml(owner).flatMap((document) => document.root ?? []);
    let scalars = 0;
    for (const root of roots) {
      walk(root, (node) => {
        if (node.type !== 'scalar') return;
        scalars++;
        const written = text.slice(node.span.start, node.span.end).replace('\\x6f', 'o').replaceAll("''", "'");
        assert.equal(written, node.source);
      });
    }
    assert.ok(scalars > 0);
  });
}

test('a document in a document in a document still points at the file', () => {
  const text = 'outer: |\n  inner: |\n    deep: "x: [1, 2]"\n';
  const inner = at(embeddedYaml(ownerIn(text, 'outer'))[0]?.root, 'inner');
  assert.ok(isString(inner));
  const deep = at(embeddedYaml(inner)[0]?.root, 'deep');
  assert.ok(isString(deep));
  const list = at(embeddedYaml(deep)[0]?.root, 'x');
  assert.equal(text.slice(list?.span.start, list?.span.end), '[1, 2]');
});

test('several documents in one scalar are told apart', () => {
  const text = 'data: |\n  a: 1\n  ---\n  b: 2\n';
  const places = embeddedYaml(ownerIn(text)).map(({ root }) => text.slice(root?.span.start, root?.span.end));
  assert.deepEqual(places, ['a: 1', 'b: 2']);
});

test('an escape is not verbatim, the letters around it are', () => {
  const owner = ownerIn('data: "a \\" b"\n');
  assert.equal(owner.value, 'a " b');
  assert.equal(isVerbatim(owner, { start: 0, end: 2 }), true);
  assert.equal(isVerbatim(owner, { start: 2, end: 3 }), false);
  assert.deepEqual(valueSpan(owner, { start: 4, end: 5 }), { start: 12, end: 13 });
});

function ownerIn(text: string, key = 'data'): YamlString {
  const owner = at(parseYaml(text).root, key);
  assert.ok(isString(owner));
  return owner;
}
