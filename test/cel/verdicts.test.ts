import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRows } from '../support/verdicts.ts';
import { judge, type Verdict } from './support.ts';

type Row = Verdict & { readonly expr: string };

/** All differences at once: one at a time hides what they have in common. */
function differences(file: string, select: (row: Row) => boolean): readonly string[] {
  return readRows<Row>(new URL(file, import.meta.url))
    .filter(select)
    .flatMap(({ expr, verdict, type, col }) => {
      const ours = judge(expr);
      const isSame = ours.verdict === verdict && ours.type === type && ours.col === col;
      return isSame
        ? []
        : [`${expr}\n  cel-go: ${verdict} ${type} ${col}, ours: ${ours.verdict} ${ours.type} ${ours.col}`];
    });
}

// The verdicts are cel-go's: v0.27.0, standard library, four variables of a storage selector.
for (const file of ['verdicts.jsonl', 'verdicts-more.jsonl']) {
  test(`${file}: what compiles in cel-go compiles here, with the same type`, () => {
    assert.deepEqual(
      differences(file, (row) => row.verdict !== 'error'),
      [],
    );
  });

  test(`${file}: what cel-go refuses is refused here, at the same place`, () => {
    assert.deepEqual(
      differences(file, (row) => row.verdict === 'error'),
      [],
    );
  });
}
