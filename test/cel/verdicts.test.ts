import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CelEnvironment,
  checkCel,
  diskSelectorEnvironment,
  volumeSelectorEnvironment,
} from '../../server/src/core/cel/index.ts';
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

interface TalosRow {
  readonly expr: string;
  /** Whether it is a selector of disks, and one of volumes. */
  readonly disk: boolean;
  readonly volume: boolean;
}

// The verdicts are those of Talos' pkg/machinery 1.14.0-alpha.2: cel.ParseBooleanExpression with celenv.DiskLocator and
// celenv.VolumeLocator.
test('talos-verdicts.jsonl: what is a selector to Talos is one here, and nothing else is', () => {
  const isSelector = (expr: string, environment: CelEnvironment): boolean => {
    const { problems, type } = checkCel(expr, environment);
    return problems.length === 0 && type?.kind === 'bool' && !type.wrapper;
  };
  const differing = readRows<TalosRow>(new URL('talos-verdicts.jsonl', import.meta.url)).filter(
    ({ expr, disk, volume }) =>
      isSelector(expr, diskSelectorEnvironment) !== disk || isSelector(expr, volumeSelectorEnvironment) !== volume,
  );
  assert.deepEqual(differing, []);
});
