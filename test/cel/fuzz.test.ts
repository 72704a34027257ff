import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  applyCelEdits,
  type CelExpr,
  checkCel,
  storageSelectorEnvironment,
  storageSelectorFixes,
  walkCel,
} from '../../server/src/core/cel/index.ts';
import { readRows } from '../support/verdicts.ts';

/** Numbers from a fixed seed, so that a failure happens again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SNIPPETS =
  '== != < in && || & | = ! - + * ( ) [ ] { } . , ? : true 1 1u 1.5 "a" \' """ b"x" ` name type and not GiB has( .all(x, # \\ 😀 \ud800 // \n \u2028'.split(
    ' ',
  );

function corpus(): readonly string[] {
  return readRows<{ readonly expr: string }>(new URL('verdicts.jsonl', import.meta.url))
    .map(({ expr }) => expr)
    .filter((expr) => expr.length < 200);
}

function mutate(expr: string, random: (below: number) => number): string {
  const at = random(expr.length + 1);
  const snippet = SNIPPETS[random(SNIPPETS.length)] ?? '';
  switch (random(4)) {
    case 0:
      return expr.slice(0, at);
    case 1:
      return expr.slice(0, at) + expr.slice(at + 1 + random(3));
    case 2:
      return `${expr.slice(0, at)}${snippet}${expr.slice(at)}`;
    default:
      return `${expr.slice(0, at)} ${snippet} ${expr.slice(at + random(6))}`;
  }
}

function assertWithin(source: string, span: { readonly start: number; readonly end: number }): void {
  const isWithin = 0 <= span.start && span.start <= span.end && span.end <= source.length;
  assert.ok(isWithin, `${JSON.stringify(span)} in ${JSON.stringify(source)}`);
}

function assertSound(source: string): void {
  const result = checkCel(source, storageSelectorEnvironment);
  assert.equal(result.type === undefined, result.problems.length > 0, source);
  let last = 0;
  for (const { span } of result.problems) {
    assertWithin(source, span);
    assert.ok(last <= span.start, source);
    last = span.start;
  }
  if (result.expr !== undefined) walkCel(result.expr, (node: CelExpr) => assertWithin(source, node.span));
  for (const fix of storageSelectorFixes(source, result)) {
    for (const edit of fix.edits) assertWithin(source, edit.span);
    const after = checkCel(applyCelEdits(source, fix.edits), storageSelectorEnvironment);
    assert.notDeepEqual(after.problems, result.problems, source);
  }
}

test('any text is answered, with spans inside it', () => {
  const random = randomFrom(20260801);
  for (const expr of corpus()) {
    let text = expr;
    for (let round = 0; round < 4; round += 1) {
      text = mutate(text, random);
      assertSound(text);
    }
  }
});

test('hostile sizes are answered in time', () => {
  const texts = [
    '('.repeat(50_000),
    '['.repeat(50_000),
    '{'.repeat(50_000),
    `${'-'.repeat(90_000)}1`,
    `a${'.b'.repeat(40_000)}`,
    `${'true && '.repeat(12_000)}true`,
    `[${'1, '.repeat(30_000)}1]`,
    `${'true ? 1 : '.repeat(9_000)}1`,
    '"'.repeat(99_999),
    `${'a.'.repeat(45_000)}b{`,
    'a'.repeat(200_001),
    // Types that double with each step.
    `[1]${'.map(x, {x: x})'.repeat(240)}`,
    `[{}]${'.map(x, {x: x})'.repeat(240)}`,
  ];
  const start = performance.now();
  for (const text of texts) assert.ok(checkCel(text, storageSelectorEnvironment).problems.length >= 0);
  assert.ok(performance.now() - start < 10_000);
});

test('nesting is allowed as far as in cel-go, and no further', () => {
  const nested = (depth: number): string => `${'('.repeat(depth)}true${')'.repeat(depth)}`;
  assert.deepEqual(checkCel(nested(249), storageSelectorEnvironment).problems, []);
  assert.equal(checkCel(nested(250), storageSelectorEnvironment).problems[0]?.code, 'limit');
});
