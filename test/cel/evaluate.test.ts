// What a storage selector gives for one storage, and what is left open rather than guessed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateCel } from '../../server/src/core/cel/evaluate.ts';
import { checkCel, storageSelectorEnvironment } from '../../server/src/core/cel/index.ts';

const storage = new Map<string, string | bigint>([
  ['name', 'vm_ssd'],
  ['node', 'rack-a'],
  ['storageType', 'rbd'],
  ['availableSpace', 900_000_000_000n],
]);

const cases: readonly (readonly [string, boolean | undefined])[] = [
  ['true', true],
  ['name == "vm_ssd"', true],
  ["name != 'vm_ssd'", false],
  ['storageType in ["rbd", "zfspool"]', true],
  ['!(storageType == "rbd")', false],
  ['availableSpace > 100u * 1024u * 1024u * 1024u', true],
  ['availableSpace / 1000000000u >= 901u', false],
  ['availableSpace > 9', undefined],
  ['name.startsWith("vm") && name.endsWith("ssd") && name.contains("_")', true],
  ['name.matches("^vm_(ssd|hdd)$")', true],
  ['name.matches("(v+)+x")', undefined],
  ['size(name) == 6', true],
  ['name.size() > 6', false],
  ['node == "rack-a" ? storageType == "rbd" : false', true],
  ['["vm_hdd", "vm_ssd"].exists(each, each == name)', true],
  ['["vm_hdd", "vm_ssd"].all(each, each == name)', false],
  ['["vm_hdd", "vm_ssd"].exists_one(each, name == each)', true],
  ['1 / 0 == 1 || true', true],
  ['1 / 0 == 1 && false', false],
  ['1 / 0 == 1', undefined],
  ['[1, 2] == [1, 2]', true],
  ['1.5 < 2.5', true],
  ['-1 < 1', true],
];

for (const [text, expected] of cases) {
  test(`${text} is ${expected === undefined ? 'left open' : expected}`, () => {
    const { expr, problems } = checkCel(text, storageSelectorEnvironment);
    const value = expr && problems.length === 0 ? evaluateCel(expr, storage) : undefined;
    assert.equal(value, expected);
  });
}
