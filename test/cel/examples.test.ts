import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CelProblemCode,
  checkCel,
  formatType,
  nodeAt,
  parseCel,
  storageSelectorEnvironment,
  walkCel,
} from '../../server/src/core/cel/index.ts';

function check(expr: string) {
  return checkCel(expr, storageSelectorEnvironment);
}

const COMPILES: readonly (readonly [expr: string, type: string])[] = [
  ['storageType == "rbd"', 'bool'],
  ['storageType in ["rbd", "zfspool"] && availableSpace > 100u', 'bool'],
  ['name.startsWith("ceph-") || node.matches("^pve[0-9]+$")', 'bool'],
  ['["ssd", "nvme"].exists(word, name.contains(word))', 'bool'],
  ['availableSpace > 100u * 1024u * 1024u * 1024u', 'bool'],
  ['int(availableSpace) > 100', 'bool'],
  ['name == "a" ? true : false // with a comment', 'bool'],
  ['name', 'string'],
  ['availableSpace / 1024u', 'uint'],
  ['[1, "a"]', 'list(dyn)'],
  ['type', 'type(type)'],
  ['dyn(name)', 'dyn'],
  ['google.protobuf.BoolValue{value: true}', 'wrapper(bool)'],
  ['timestamp("2026-01-01T00:00:00Z") - timestamp(0)', 'google.protobuf.Duration'],
  ['!!1', 'int'],
  // cel-go forgets which comparisons are disabled as soon as it has seen a macro.
  ['[true].exists(x, x) && availableSpace > 100', 'bool'],
];

for (const [expr, type] of COMPILES) {
  test(`${expr} is ${type}`, () => {
    const result = check(expr);
    assert.deepEqual(result.problems, []);
    assert.equal(result.type && formatType(result.type), type);
  });
}

/** The first problem: its code, the text it stands on, its message. */
const REFUSED: readonly (readonly [expr: string, code: CelProblemCode, text: string, message: string])[] = [
  ['', 'empty', '', 'There is no expression here.'],
  ['  ', 'empty', '  ', 'There is no expression here.'],
  ['type == "rbd"', 'overload', '==', '`==` does not take (type(type), string).'],
  ['availableSpace > 100', 'overload', '>', '`>` does not take (uint, int).'],
  ['name.startsWith(1)', 'overload', '(1)', '`startsWith` does not take string.(int).'],
  ['name[0] == "a"', 'overload', '[0]', '`[` does not take (string, int).'],
  ['storage_type == "rbd"', 'undeclared', 'storage_type', '`storage_type` is not declared here.'],
  ['glob("a", name)', 'undeclared', '("a", name)', '`glob` is not declared here.'],
  ['name.length == 3', 'field', '.length', 'A value of type string has no field `length`.'],
  ['name && true', 'type', 'name', 'Expected bool, but this is string.'],
  ['name.exists(c, c == "a")', 'type', 'name', '`exists` runs over a list or a map, but this is string.'],
  ['["a"].exists("x", true)', 'macro', '"x"', 'The first argument of `exists` must be a plain name.'],
  ['has(name)', 'macro', 'name', '`has` takes a field selection such as `a.b`.'],
  ['name = "x"', 'syntax', '=', 'A single `=` compares nothing. Write `==`.'],
  ['name == "a" and node == "b"', 'syntax', 'and', '`and` cannot stand here. CEL writes `&&`.'],
  ['# all', 'syntax', '#', '`#` has no meaning in CEL.'],
  ['name ==', 'syntax', '', 'The expression ends too early.'],
  ['name == "a', 'syntax', '"a', 'This text starts with " but does not end as a string.'],
  ['if == "a"', 'reserved', 'if', '`if` is a reserved word in CEL and cannot be a name.'],
  [
    '9223372036854775808 > 1',
    'literal',
    '9223372036854775808',
    'This number is outside the range of int, which is 64 bits with a sign.',
  ],
  ['name == "\\ud800"', 'literal', '"\\ud800"', '`\\ud800` is not a character.'],
];

for (const [expr, code, text, message] of REFUSED) {
  test(`${expr === '' ? '(empty)' : expr} is refused: ${message}`, () => {
    const [problem] = check(expr).problems;
    assert.ok(problem);
    assert.equal(problem.code, code);
    assert.equal(expr.slice(problem.span.start, problem.span.end), text);
    assert.equal(problem.message, message);
  });
}

test('one slip gives one problem', () => {
  for (const expr of ['name = "x"', 'name == "a" and node == "b" or true', 'stroage.size() > 1', 'name ==']) {
    assert.equal(check(expr).problems.length, 1, expr);
  }
});

test('several type problems are all reported, in the order of the text', () => {
  const problems = check('type == "rbd" && availableSpace > 100 && Name == "x"').problems;
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ['overload', 'overload', 'undeclared'],
  );
});

test('a hover finds the node and its type', () => {
  const source = 'size(name) > 3 && availableSpace > 1u';
  const result = check(source);
  assert.ok(result.expr);
  const typeAt = (word: string): string | undefined => {
    const node = result.expr && nodeAt(result.expr, source.indexOf(word) + 1);
    const type = node && result.typeOf(node);
    return type && formatType(type);
  };
  assert.equal(typeAt('size'), 'int');
  assert.equal(typeAt('name'), 'string');
  assert.equal(typeAt('availableSpace'), 'uint');
});

test('a macro variable has the type of the elements', () => {
  const source = '[1u, 2u].exists(free, availableSpace > free)';
  const result = check(source);
  const node = result.expr && nodeAt(result.expr, source.lastIndexOf('free'));
  const type = node && result.typeOf(node);
  assert.equal(type && formatType(type), 'uint');
});

test('the tree keeps operators and operands apart', () => {
  const source = 'type == "rbd"';
  const { expr } = parseCel(source);
  assert.ok(expr?.kind === 'binary');
  const text = ({ start, end }: { start: number; end: number }): string => source.slice(start, end);
  assert.equal(text(expr.operator), '==');
  assert.equal(text(expr.left.span), 'type');
  assert.equal(text(expr.right.span), '"rbd"');
});

test('broken text still has a tree', () => {
  const { expr } = parseCel('name == "a" && node.');
  const names: string[] = [];
  if (expr !== undefined) walkCel(expr, (node) => node.kind === 'ident' && names.push(node.name));
  assert.deepEqual(names, ['name', 'node']);
});

test('positions are UTF-16 offsets', () => {
  const [problem] = check('"😀" == 1').problems;
  assert.deepEqual(problem?.span, { start: 5, end: 7 });
});
