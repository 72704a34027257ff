// What the status bar says of a status.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusBarText } from '../../client/src/features/views/status-bar-text.ts';
import { demoFacts, eventful } from '../../server/src/live/demo/session.ts';
import type { Facts } from '../../server/src/live/status/facts.ts';
import { statusOf } from '../../server/src/live/status/status.ts';
import { condition, kubernetesFacts, now, object, staleAfter } from '../live/status/given.ts';

const said = (facts: Facts, isDemo = false) => statusBarText(statusOf(facts, now, staleAfter), isDemo);
const node = (ready: string): Facts => ({
  kubernetes: kubernetesFacts({
    Node: [object('Node', 'cp-1', { status: { conditions: [condition('Ready', ready)] } })],
  }),
});

test('it is quiet while nothing is watched', () => {
  assert.equal(statusBarText(undefined, false), undefined);
  assert.equal(said({}), undefined);
});

test('it tells the worst state by shape and by colour, and counts the problems', () => {
  assert.deepEqual(said(node('True')), {
    text: '$(pass) Omni Scale',
    tooltip: 'No problems. Shows the status report.',
    isError: false,
  });
  assert.deepEqual(said(node('False')), {
    text: '$(error) Omni Scale 1',
    tooltip: '1 problem. Shows the status report.',
    isError: true,
  });
  assert.match(said(demoFacts()(now - eventful * 1000, now), true)?.text ?? '', /^\$\(error\) Omni Scale 5 \(demo\)$/);
});
