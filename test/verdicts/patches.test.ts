// The verdicts are those of Talos' pkg/machinery at 1.9.6, 1.10.9, 1.11.6, 1.12.10, 1.13.9 and 1.14.0-rc.1 (with go-yaml's
// fix of issue 376, as Omni builds it), one letter for each:
//   raw   configloader.NewFromBytes(text, WithAllowPatchDelete()), the call of Omni's ValidateConfigPatch
//   omni  what becomes of the patch in Omni, which reads it with the newest of these and hands machines the documents as
//         it writes them out again: configloader.NewFromBytes of those
// `x` is refused and `+` taken; `v` is taken, and refused by Validate once it is applied to a generated control plane's or
// worker's configuration, so that we may tell of it or not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRows } from '../support/verdicts.ts';
import { minors, PatchedCluster } from './patch-support.ts';

interface Row {
  readonly text: string;
  readonly raw: string;
  readonly omni: string;
}

const rows = readRows<Row>(new URL('patches.jsonl', import.meta.url));

const clusters = minors.map((minor) => new PatchedCluster(minor));

/** All differences at once: one at a time hides what they have in common. */
function differences(letter: string, differs: (refusals: readonly string[]) => boolean): readonly string[] {
  return rows.flatMap(({ text, omni }) =>
    versionsOf(omni, letter).flatMap((i) => {
      const refusals = clusters[i]?.refusals(text) ?? [];
      return differs(refusals) ? [`Talos 1.${minors[i]}: ${JSON.stringify(text)}\n  ours: ${refusals.join('; ')}`] : [];
    }),
  );
}

/** Where all versions agree, the newest stands for them; and the oldest, where something might be too new for it. */
function versionsOf(verdicts: string, letter: string): readonly number[] {
  const all = [...verdicts].flatMap((verdict, i) => (verdict === letter ? [i] : []));
  if (all.length < verdicts.length) return all;
  return letter === 'x' ? all.slice(-1) : [...all.slice(0, 1), ...all.slice(-1)];
}

test('what Omni or the machines refuse is an error', () => {
  assert.deepEqual(
    differences('x', (refusals) => refusals.length === 0),
    [],
  );
});

test('what they take is not said to be refused', () => {
  assert.deepEqual(
    differences('+', (refusals) => refusals.length > 0),
    [],
  );
});

test('a machine takes what the newest loader takes and writes out again, unless it is too new', () => {
  const odd = rows.filter(({ raw, omni }) => raw.endsWith('x') && !/^x+$/.test(omni));
  assert.deepEqual(odd, []);
});
