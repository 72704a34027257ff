// Label selectors give Omni's verdicts and terms. The verdicts were taken from omni client/pkg/cosi/labels.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSelectorNumber, parseSelector } from '../../server/src/core/kinds/label-selector.ts';

/** A selector as its terms, or the text at which it goes wrong. */
function read(text: string): string {
  const { terms, problem } = parseSelector(text);
  if (problem) return `! ${JSON.stringify(text.slice(problem.span.start, problem.span.end))}`;
  return terms
    .map(({ key, operator, absent, values }) => {
      const shown = values.map((value) => `<${value.text}>`).join('');
      return `${absent ? 'no ' : ''}<${key.text}>${operator === 'exists' ? '' : ` ${operator} ${shown}`}`;
    })
    .join(', ');
}

const verdicts: readonly (readonly [selector: string, result: string])[] = [
  ['', ''],
  ['  ', ''],
  ['a', '<a>'],
  ['!a', 'no <a>'],
  ['! a', 'no <a>'],
  ['!a b', 'no <a b>'],
  ['!a b, c d', '! "d"'],
  ['a=b', '<a> = <b>'],
  ['a == b c', '<a> == <b c>'],
  ['a = b ', '<a> = <b >'],
  ['a = b , c', '<a> = <b >, <c>'],
  ['a =', '<a> = '],
  ['a =, b', '<a> = , <b>'],
  ['a="b, c"', '<a> = <b, c>'],
  ['a="b \\"c\\" \\\\"', '<a> = <b "c" \\>'],
  ['a="b', '! "\\"b"'],
  ['a in (b, c d)', '<a> in <b><c d>'],
  ['a in ()', '<a> in '],
  ['a in (,)', '<a> in '],
  ['a in (b,,c)', '<a> in <b><c>'],
  ['a notin(b)', '<a> notin <b>'],
  ['a in (in, notin)', '<a> in <in><notin>'],
  ['a in b', '! "b"'],
  ['a in (b', '! ""'],
  ['a in (b))', '! ")"'],
  ['a <= 16Gi, b>2', '<a> <= <16Gi>, <b> > <2>'],
  ['a + b', '! "+"'],
  ['a && b', '! "&&"'],
  ['!a = b', '! "="'],
  ['!', '! ""'],
  ['!!a', '! "!"'],
  ['a,', '! ""'],
  [',a', '! ","'],
  ['(a)', '! "("'],
  ['a => b', '! ">"'],
  ['in', '<in>'],
  ['a=b"c"', '<a> = <b"c">'],
];

for (const [selector, result] of verdicts) {
  test(`${JSON.stringify(selector)} is ${result === '' ? 'no term' : result}`, () =>
    assert.equal(read(selector), result));
}

test('numbers have an optional unit, whatever follows it', () => {
  for (const text of ['0', '-7', '16', ' 16 ', '16k', '16GiB', '16 Gi', '10gigabit', '2T', '9223372036854775807'])
    assert.ok(isSelectorNumber(text), text);
  for (const text of ['', 'x', '1.5', '16B', '16 bytes', 'Gi', '1-2', '--1', '99999999999999999999'])
    assert.ok(!isSelectorNumber(text), text);
});
