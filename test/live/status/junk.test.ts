// Nobody promises the shape of what systems send. Whatever stands in a field, the status and the report are made, and say
// only what is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoFacts, eventful } from '../../../server/src/live/demo/session.ts';
import type { Facts } from '../../../server/src/live/status/facts.ts';
import { levels } from '../../../server/src/live/status/model.ts';
import { reportOf } from '../../../server/src/live/status/report.ts';
import { toMarkdown } from '../../../server/src/live/status/report-markdown.ts';
import { toText } from '../../../server/src/live/status/report-text.ts';
import { allRows } from '../../../server/src/live/status/row.ts';
import { statusOf } from '../../../server/src/live/status/status.ts';
import { Dice } from '../../support/mutate.ts';
import { now, staleAfter } from './given.ts';

const junk: readonly unknown[] = [
  ...[null, undefined, '', 'Unknown', '2026-13-45', '\u0000', '__proto__', -1, 99, 1e300, Number.NaN],
  ...[true, [], {}, [null, 3], { type: 7, status: [] }, { seconds: 'x' }, [[]], { toString: 5 }],
];

/** A copy in which `share` of a hundred values, at any depth, are others. */
function spoilt(value: unknown, dice: Dice, share: number): unknown {
  if (dice.below(100) < share) return dice.pick(junk);
  if (Array.isArray(value)) return value.map((each) => spoilt(each, dice, share));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spoilt(each, dice, share)]));
}

/** Spoils what systems send: specs, states, and annotations; not what our own sources make of it. */
function spoiltFacts(seed: number): Facts {
  const dice = new Dice(seed + 1);
  const { omni, kubernetes, provider } = demoFacts()(now - eventful * 1000, now);
  const share = 2 + dice.below(20);
  const each = <T extends object>(map: ReadonlyMap<string, T>, keys: readonly string[]): ReadonlyMap<string, T> =>
    new Map(
      [...map].map(([key, one]) => [
        key,
        { ...one, ...Object.fromEntries(keys.map((name) => [name, spoiltField(one, name)])) },
      ]),
    );
  const spoiltField = (one: object, name: string): unknown => {
    const value = spoilt(Reflect.get(one, name), dice, share);
    return typeof value === 'object' && value !== null ? value : {};
  };
  const resources = Object.entries(omni.resources).map(([type, map]) => [type, each(map, ['spec'])]);
  const objects = Object.entries(kubernetes.objects).map(([kind, map]) => [kind, each(map, ['spec', 'status'])]);
  return {
    omni: { ...omni, resources: Object.fromEntries(resources) },
    kubernetes: { ...kubernetes, objects: Object.fromEntries(objects) },
    provider,
  };
}

for (let round = 0; round < 10; round++) {
  test(`whatever stands in the fields, round ${round + 1}`, () => {
    for (let seed = round * 50; seed < round * 50 + 50; seed++) {
      const status = statusOf(spoiltFacts(seed), now, staleAfter);
      for (const { id, name, state, level, message } of Object.values(status.sections).flatMap(({ rows }) => [
        ...allRows(rows),
      ])) {
        assert.ok(name !== '' && state !== '', `${seed} ${id}`);
        assert.ok(levels.includes(level), `${seed} ${id} ${level}`);
        assert.doesNotMatch(`${name} ${state} ${message ?? ''}`, /\[object|undefined|NaN/, `${seed} ${id}`);
      }
      const report = reportOf(status);
      assert.ok(toMarkdown(report) && toText(report, { coloured: false, width: 80 }) && JSON.stringify(report));
    }
  });
}
