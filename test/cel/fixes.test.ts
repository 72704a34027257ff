import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyCelEdits,
  checkCel,
  storageSelectorEnvironment,
  storageSelectorFixes,
} from '../../server/src/core/cel/index.ts';

function fixes(source: string): readonly { readonly title: string; readonly text: string }[] {
  const result = checkCel(source, storageSelectorEnvironment);
  return storageSelectorFixes(source, result).map((fix) => ({
    title: fix.title,
    text: applyCelEdits(source, fix.edits),
  }));
}

/** Each repaired text compiles. */
const REPAIRS: readonly (readonly [source: string, title: string, repaired: string])[] = [
  ['type == "rbd"', 'Replace `type` by `storageType`', 'storageType == "rbd"'],
  ['type in ["rbd"]', 'Replace `type` by `storageType`', 'storageType in ["rbd"]'],
  ['type.startsWith("zfs")', 'Replace `type` by `storageType`', 'storageType.startsWith("zfs")'],
  ['storage_type == "rbd"', 'Replace `storage_type` by `storageType`', 'storageType == "rbd"'],
  ['storagetype == "rbd"', 'Replace `storagetype` by `storageType`', 'storageType == "rbd"'],
  ['Name == "a"', 'Replace `Name` by `name`', 'name == "a"'],
  ['avaliableSpace > 1u', 'Replace `avaliableSpace` by `availableSpace`', 'availableSpace > 1u'],
  ['name.startswith("a")', 'Replace `startswith` by `startsWith`', 'name.startsWith("a")'],
  ['["a"].existsOne(x, x == name)', 'Replace `existsOne` by `exists_one`', '["a"].exists_one(x, x == name)'],
  ['name = "x"', 'Replace `=` by `==`', 'name == "x"'],
  ['name = "x" || node = "y"', 'Replace `=` by `==`', 'name == "x" || node == "y"'],
  ['name="x"', 'Replace `=` by `==`', 'name=="x"'],
  ['name == "a" and node == "b"', 'Write `&&`, `||` and `!` for the words', 'name == "a" && node == "b"'],
  ['name == "a" OR node == "b"', 'Write `&&`, `||` and `!` for the words', 'name == "a" || node == "b"'],
  ['not name.contains("iso")', 'Write `&&`, `||` and `!` for the words', '!name.contains("iso")'],
  ['not name == "a" and true', 'Write `&&`, `||` and `!` for the words', '!(name == "a") && true'],
  ['not (name == "a")', 'Replace `not` by `!`', '!(name == "a")'],
  ['name == "a" & node == "b"', 'Double the `&` and `|`', 'name == "a" && node == "b"'],
  ['name == "a" | node == "b"', 'Double the `&` and `|`', 'name == "a" || node == "b"'],
  ['availableSpace > 100', 'Replace `100` by `100u`', 'availableSpace > 100u'],
  ['100 < availableSpace', 'Replace `100` by `100u`', '100u < availableSpace'],
  ['availableSpace > 500 * 1024', 'Write the numbers as uint', 'availableSpace > 500u * 1024u'],
  ['availableSpace / 1024 / 1024 > 5', 'Write the numbers as uint', 'availableSpace / 1024u / 1024u > 5u'],
  ['availableSpace > 100.0', 'Replace `100.0` by `100u`', 'availableSpace > 100u'],
  ['availableSpace > 1e9', 'Replace `1e9` by `1000000000u`', 'availableSpace > 1000000000u'],
  ['availableSpace > 100 * GiB', 'Replace `100 * GiB` by `107374182400u`', 'availableSpace > 107374182400u'],
  ['availableSpace > 1.5 * GiB', 'Replace `1.5 * GiB` by `1610612736u`', 'availableSpace > 1610612736u'],
  ['availableSpace > 100 GB', 'Write the size in bytes', 'availableSpace > 100000000000u'],
  ['availableSpace > 100Gi', 'Write the size in bytes', 'availableSpace > 107374182400u'],
  ['size(name) > 3u', 'Replace `3u` by `3`', 'size(name) > 3'],
  ['int(availableSpace) > 1 * KiB', 'Replace `1 * KiB` by `1024`', 'int(availableSpace) > 1024'],
];

for (const [source, title, repaired] of REPAIRS) {
  test(`${source} becomes ${repaired}`, () => {
    const found = fixes(source);
    assert.deepEqual(
      found.find((fix) => fix.text === repaired),
      { title, text: repaired },
      JSON.stringify(found),
    );
    assert.deepEqual(checkCel(repaired, storageSelectorEnvironment).problems, []);
  });
}

test('slips of several kinds are also repaired at once', () => {
  const found = fixes('name = "a" and node = "b" & availableSpace > 1GiB');
  assert.equal(found.at(-1)?.text, 'name == "a" && node == "b" && availableSpace > 1073741824u');
});

test('each slip of a kind that types show has its own repair', () => {
  assert.deepEqual(
    fixes('type == "a" && availableSpace > 5').map((fix) => fix.text),
    ['storageType == "a" && availableSpace > 5', 'type == "a" && availableSpace > 5u'],
  );
});

test('what has no mechanical repair gets none', () => {
  for (const source of [
    '',
    'name ==',
    'pool == "a"',
    'availableSpace > -1',
    'name > 5',
    'name',
    'storageType == "rbd"',
  ]) {
    assert.deepEqual(fixes(source), [], source);
  }
});

test('a repair names the problem it removes', () => {
  const source = 'name == "a" && type == "b"';
  const [fix] = storageSelectorFixes(source, checkCel(source, storageSelectorEnvironment));
  assert.equal(fix?.problem.code, 'overload');
  assert.equal(fix?.problem.span.start, source.lastIndexOf('=='));
});
